"""How long everything is kept: one declaration of every table, from which retention reads.

A table that is missing here fails `tests/jobs/test_kept.py`. Whoever adds one decides: after what
time its rows go, with which other rows, or what ends them; and what becomes of the columns that
name people once these have left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

INTERACTIONS = timedelta(days=7)  # no platform delivers one again later than that
UNANSWERED = timedelta(days=7)  # addresses that somebody named and never came back to
DRAFTS = timedelta(days=1)  # forms that somebody began and did not send
LEAVERS = timedelta(days=30)  # what is only about somebody who left
WORDS = timedelta(days=90)  # what people wrote, what Mingle wrote to them, what it did
AUDIT = timedelta(days=365)  # what organisers changed
PAIRS = timedelta(days=730)  # who met whom; after that only how many
POSTINGS = PAIRS + timedelta(days=30)  # until the last answer to one has gone

FORMER_NAME = "A former colleague"  # the name of somebody who left more than LEAVERS ago


@dataclass(frozen=True)
class Aged:
    """Rows that go a while after the moment or day in a column, the first of these that is set.

    Where `states` are given, only rows in one of them.
    """

    after: timedelta
    columns: tuple[str, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """How long the rows of a table are kept, by at least one of three.

    `aged` says after what time; `within` names the table with whose rows they go; `until` says in
    words what ends them. `cleared` are columns that are emptied sooner. Once somebody has left,
    rows are deleted in which a column of `theirs` names them; columns in `ids` keep the platform's
    id without a name until the row goes.
    """

    aged: tuple[Aged, ...] = ()
    within: str = ""
    until: str = ""
    cleared: Mapping[str, Aged] | None = None
    theirs: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def _aged(after: timedelta, *columns: str, states: tuple[str, ...] = ()) -> tuple[Aged, ...]:
    return (Aged(after, columns, states),)


_CHANGE = {"words": Aged(WORDS, ("at",))}
_SETTLED_JOBS = ("done", "skipped", "failed")  # what is set aside waits for a decision
SETTLED_MESSAGES = ("sent", "merged", "cancelled", "expired", "failed", "held", "aside")

KEPT: Mapping[str, Kept] = {
    # the core
    "occurrence": Kept(_aged(WORDS, "done_at", "due", states=_SETTLED_JOBS), ids=("subject",)),
    # Live cards are edited as long as what they show is there: their people go, their text is not
    # stored. Of those to people nothing is left after two years.
    "outbox_message": Kept(
        _aged(WORDS, "sent_at", "due", states=SETTLED_MESSAGES),
        until="what a live card shows is gone",
        ids=("recipients", "key", "card", "subject", "after", "hours_of"),
    ),
    "live_card": Kept(until="no message shows it any more", ids=("subject",)),
    "message_receipt": Kept(_aged(WORDS, "at"), theirs=("person",)),
    "processed_interaction": Kept(_aged(INTERACTIONS, "at"), ids=("interaction",)),
    "setting": Kept(until="it is set anew; drafts for a day", theirs=("about",)),
    "audit_entry": Kept(_aged(AUDIT, "at"), ids=("person", "interaction")),
    "ownership": Kept(until="another process takes over"),
    "restore": Kept(_aged(WORDS, "restored_at"), ids=("decided_by",)),
    # people
    "person": Kept(until="a month after they left; then only the id, for two years"),
    "avoidance": Kept(until="it is taken back", theirs=("person", "other")),
    "person_diet": Kept(until="it is taken back", theirs=("person",)),
    "busy_calendar": Kept(until="it is taken back", theirs=("person",)),
    "busy_span": Kept(within="busy_calendar"),
    "channel_member": Kept(until="they leave the channel", theirs=("person",)),
    "hours_setting": Kept(until="it is set anew", theirs=("about",)),
    "trip": Kept(_aged(WORDS, "last"), theirs=("person",)),
    "muted_reason": Kept(until="it is turned on again", theirs=("person",)),
    "calendar_feed": Kept(until="it is turned off", theirs=("owner",), ids=("made_by",)),
    # lunch pairings
    "pairing_program": Kept(until="the workspace is erased"),
    "membership": Kept(within="pairing_program", theirs=("person",)),
    "round_skip": Kept(_aged(WORDS, "local_date"), theirs=("person",)),
    "pairing_round": Kept(
        _aged(PAIRS, "drawn_at"), cleared={"inputs": Aged(WORDS, ("drawn_at",))}, ids=("inputs",)
    ),
    "pairing_group": Kept(within="pairing_round", ids=("reasons", "obstacles")),
    "group_member": Kept(within="pairing_group", ids=("person",)),
    "group_place": Kept(within="pairing_group"),
    "group_moment": Kept(within="pairing_group", ids=("proposed_by",)),
    "moment_answer": Kept(within="group_moment", ids=("person",)),
    "group_agreement": Kept(within="pairing_group"),
    # open tables
    "open_table": Kept(_aged(PAIRS, "starts_at"), ids=("host",)),
    "seat": Kept(within="open_table", ids=("person",)),
    "table_merger": Kept(within="open_table"),
    "usual_lunch": Kept(until="it is taken back", theirs=("person",)),
    # events
    "event": Kept(
        (Aged(PAIRS, ("ends_at",)), Aged(WORDS, ("ends_at",), ("listed, and nobody answered",))),
        ids=("host", "organiser"),
    ),
    "event_series": Kept(_aged(PAIRS, "ended_at"), ids=("organiser",)),
    "rsvp": Kept(within="event", ids=("person", "placed_by")),
    "host_request": Kept(within="event", ids=("person",)),
    "event_change": Kept(within="event", cleared=_CHANGE, ids=("person",)),
    "event_introduction": Kept(within="event", ids=("person",)),
    # happy hours and venues
    "happy_hour": Kept(until="the workspace is erased", ids=("organiser",)),
    "poll": Kept(
        (Aged(PAIRS, ("closes_at",)), Aged(WORDS, ("made_at",), ("draft",))), ids=("organiser",)
    ),
    "poll_option": Kept(within="poll", ids=("proposed_by",)),
    "vote": Kept(_aged(WORDS, "at"), within="poll", theirs=("person",)),
    "poll_change": Kept(within="poll", cleared=_CHANGE, ids=("person",)),
    "venue": Kept(until="it is removed", ids=("added_by",)),
    "venue_visit": Kept(within="event"),
    "venue_thumb": Kept(_aged(PAIRS, "at"), within="event", ids=("person",)),
    # learnings and prompts
    "learning": Kept(_aged(WORDS, "at"), theirs=("person",)),
    "learning_announcement": Kept(within="learning"),
    "monthly_recap": Kept(_aged(WORDS + timedelta(days=62), "month")),
    "prompt_channel": Kept(until="the workspace is erased"),
    "prompt": Kept(
        _aged(WORDS, "at", states=("declined",)),
        until="it is removed",
        ids=("person", "settled_by"),
    ),
    "hidden_prompt": Kept(until="it is shown again"),
    "posting": Kept(_aged(POSTINGS, "local_date")),
    "prompt_answer": Kept(_aged(PAIRS, "at"), within="posting", ids=("person",)),
    # digests, sources and associations
    "digest": Kept(until="it is stopped"),
    "digest_issue": Kept(_aged(PAIRS, "until")),
    "digest_entry": Kept(within="digest_issue"),
    "travel_issue": Kept(_aged(PAIRS, "local_date"), within="digest"),
    "travel_entry": Kept(within="travel_issue"),
    "source": Kept(
        _aged(UNANSWERED, "asked_at", states=("looking", "found", "dates")),
        until="it is removed; a file 90 days after its last event",
        ids=("owner",),
    ),
    "upload": Kept(within="source"),
    "listing": Kept(within="event"),
    "listing_change": Kept(_aged(WORDS, "at"), within="event"),
    "duplicate_ruling": Kept(_aged(PAIRS, "at"), ids=("person", "asked")),
    "association": Kept(until="it is removed", ids=("added_by",)),
    "chapter": Kept(within="association", ids=("added_by",)),
    "association_member": Kept(within="association", theirs=("person",)),
    "opening": Kept(_aged(WORDS, "due"), ids=("added_by",)),
    "opening_interest": Kept(within="opening", theirs=("person",)),
    # the playground, where people and their chat are rows too
    "playground_colleague": Kept(until="the playground is started anew", ids=("person",)),
    "playground_channel": Kept(until="the playground is started anew"),
    "playground_member": Kept(until="the playground is started anew", ids=("person",)),
    "playground_message": Kept(
        until="the playground is started anew", ids=("author", "only_for", "card")
    ),
    "playground_clock": Kept(until="the playground is started anew"),
}
