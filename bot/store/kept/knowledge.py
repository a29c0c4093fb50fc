"""Kept of what people share and follow: learnings, prompts, sources and associations."""

from collections.abc import Mapping
from datetime import timedelta

from bot.store.kept.declaration import (
    CHANNEL,
    COLLEAGUES,
    NOBODY,
    ORGANISERS,
    PAIRS,
    POSTINGS,
    UNANSWERED,
    UNTIL_ERASED,
    WORDS,
    YOU,
    Kept,
    aged,
    fact,
    inner,
    kept,
    link,
    mine,
    named,
    text,
)

_RECAPS = WORDS + timedelta(days=62)

KNOWLEDGE: Mapping[str, Kept] = {
    "learning": kept(
        "What you learned", "to share it as you wished", "whom you chose",
        mine(person="who learned it"),
        fact(share="for yourself, named or unnamed", at="when"),
        text(text="what you wrote", about="at what occasion"),
        aged=aged(WORDS, "at"),
    ),
    "learning_announcement": kept(
        "Where a learning was posted", "to post it once", NOBODY,
        link(learning="which learning"),
        fact(channel="the channel", subject="the post"),
        within="learning",
    ),
    "monthly_recap": kept(
        "Recaps of a month", "to post each once", CHANNEL,
        fact(channel="the channel", zone="time zone", month="which month"),
        aged=aged(_RECAPS, "month"),
    ),
    "monthly_report": kept(
        "Monthly reports", "to show organisers figures that were counted once", ORGANISERS,
        fact(
            month="which month", zone="time zone", counted_at="when it was counted",
            figures="numbers of at least ten people, and the teams and towns that met",
        ),
        aged=aged(PAIRS, "counted_at"),
    ),
    "prompt_channel": kept(
        "Channels with prompts", "to know when to post", CHANNEL,
        fact(
            channel="the channel", channel_name="its name", recurrence="how often",
            start="since when", time="when", zone="time zone", paused="paused",
            skipped_until="nothing until", chosen="which is next",
        ),
        until=UNTIL_ERASED,
    ),
    "prompt": kept(
        "Prompts that people suggested", "to post those that organisers accept", COLLEAGUES,
        named(person="who wrote it", settled_by="who decided"),
        text(text="the prompt", hint="a hint"),
        fact(
            theme="theme", season="season", state="suggested, accepted or declined", at="when",
        ),
        aged=aged(WORDS, "at", states=("declined",)),
        until="it is removed",
    ),
    "hidden_prompt": kept(
        "Prompts that are never posted", "to leave them out", COLLEAGUES,
        fact(slug="which prompt"),
        until="it is shown again",
    ),
    "posting": kept(
        "Prompts that were posted", "so that none comes twice", CHANNEL,
        link(prompt_channel="where"),
        fact(
            local_date="the day", slug="which prompt", theme="theme", text="the prompt",
            hint="a hint", cycle="which time through the deck", chosen="chosen by an organiser",
        ),
        aged=aged(POSTINGS, "local_date"),
    ),
    "prompt_answer": kept(
        "Prompts that you did", "to count how many did", CHANNEL,
        named(person="who did it"),
        link(posting="which prompt"),
        fact(state="will do it, or did", at="when"),
        aged=aged(PAIRS, "at"),
        within="posting",
        cards=(("prompt", "posting"),),
    ),
    "digest": kept(
        "Weekly digests", "to know what to tell a channel", CHANNEL,
        fact(
            channel="the channel", channel_name="its name", topics="topics", towns="towns",
            reaches="near or far", weekday="the day", time="when", zone="time zone",
            paused="paused",
        ),
        until="it is stopped",
    ),
    "digest_issue": kept(
        "Digests that were posted", "to post each once", CHANNEL,
        link(digest="which digest"),
        fact(local_date="the day", since="from", until="until", zone="time zone"),
        aged=aged(PAIRS, "until"),
    ),
    "digest_entry": kept(
        "Events in a digest", "to show what changed since", CHANNEL,
        link(issue="which digest", event="which event"),
        text(title="its title", place="where"),
        fact(starts_at="when", fresh="came in later"),
        within="digest_issue",
    ),
    "travel_issue": kept(
        "What is worth travelling for, by month", "to tell each once", CHANNEL,
        link(digest="which digest"),
        fact(local_date="the day", at="when", zone="time zone"),
        aged=aged(PAIRS, "local_date"),
        within="digest",
    ),
    "travel_entry": kept(
        "Events worth travelling for", "to show what changed since", CHANNEL,
        link(issue="which month", event="which event"),
        text(title="its title", place="where"),
        fact(starts_at="when", fresh="new"),
        within="travel_issue",
    ),
    "source": kept(
        "Pages and calendars of events", "to read what is on", COLLEAGUES,
        named(owner="who named it"),
        fact(
            address="its address", feed="what is read", kind="what it is", name="its name",
            town="town", zone="time zone", topics="topics", reach="near or far",
            state="looking, active or paused", asked_at="named when", read_at="read when",
            last_good="read well when", events="how many events", trouble="what is wrong",
        ),
        inner(
            "next_look", "etag", "modified", "most_entries", "failures", "odd_zones", "preview",
            "tries",
        ),
        aged=aged(UNANSWERED, "asked_at", states=("looking", "found", "dates")),
        until="it is removed; a file 90 days after its last event",
    ),
    "upload": kept(
        "Calendar files that were handed in", "to read what is on", NOBODY,
        link(source="which source"),
        inner("content", "newer", "version"),
        within="source",
    ),
    "listing": kept(
        "What a page says about an event", "to notice changes", COLLEAGUES,
        link(source="which page", event="which event"),
        fact(
            uid="its number there", recurrence="which date", title="title",
            description="what about", place="where", link="its page", starts_at="when",
            ends_at="until", all_day="all day", zone="time zone", topics="topics",
            state="listed or gone", listed_as="what the page says",
        ),
        inner("misses"),
        within="event",
    ),
    "listing_change": kept(
        "Changes of listed events", "to tell those who go", COLLEAGUES,
        link(event="which event"),
        fact(what="what changed", before="before", after="after", at="when"),
        aged=aged(WORDS, "at"),
        within="event",
    ),
    "duplicate_ruling": kept(
        "Whether two listings are one event", "to ask once", COLLEAGUES,
        named(person="who said so", asked="who was asked"),
        fact(
            one="one listing", other="the other", state="asked, same or different", at="when",
            one_title="one title", one_place="one place", other_title="the other title",
            other_place="the other place", until="until when it matters",
        ),
        aged=aged(PAIRS, "at"),
    ),
    "association": kept(
        "Associations", "to tell who is in them", COLLEAGUES,
        named(added_by="who added it"),
        text(name="its name", folded="its name, to compare", about="what about"),
        fact(link="its page", added_at="when"),
        until="it is removed",
    ),
    "chapter": kept(
        "Chapters of associations", "to tell when they meet", COLLEAGUES,
        named(added_by="who added it"),
        link(association="which association", source="its calendar"),
        fact(
            name="its name", folded="its name, to compare", link="its page", added_at="when",
        ),
        within="association",
    ),
    "association_member": kept(
        "Associations that you are in", "so that others can ask you, if you wish", "whom you chose",
        mine(person="who is in it"),
        link(association="which association", chapter="which chapter"),
        fact(standing="openly, privately or not", tell="tell of openings"),
        within="association",
    ),
    "opening": kept(
        "Openings of associations", "to remind you in time", COLLEAGUES,
        named(added_by="who added it"),
        link(association="which association", chapter="which chapter", event="which event"),
        text(title="title", details="details"),
        fact(
            kind="what for", link="its page", due="by when", zone="time zone",
            state="open or closed", added_at="added when",
        ),
        aged=aged(WORDS, "due"),
        cards=(("opening", "id"),),
    ),
    "opening_interest": kept(
        "Openings that you follow", "to remind you, or not to", YOU,
        mine(person="who follows it"),
        link(opening="which opening"),
        fact(wants="wants to be reminded"),
        within="opening",
    ),
    "opening_second": kept(
        "That you would second a colleague", "to tell whom an opening fits, with your name only if "
        "you wish", "whom you chose",
        mine(person="who would second"),
        link(opening="for which opening"),
        fact(named="with your name", at="when"),
        within="opening",
    ),
}  # fmt: skip
