"""Kept by the core: what is due, what was said and to whom, and what organisers did."""

from collections.abc import Mapping

from bot.store.kept.declaration import (
    AUDIT,
    INTERACTIONS,
    NOBODY,
    ORGANISERS,
    WORDS,
    YOU,
    Kept,
    aged,
    fact,
    inner,
    kept,
    key,
    link,
    mine,
    named,
    sealed,
    text,
)

_SETTLED_JOBS = ("done", "skipped", "failed")  # what is set aside waits for a decision
SETTLED_MESSAGES = ("sent", "merged", "cancelled", "expired", "failed", "held", "aside")

MESSAGES: Mapping[str, Kept] = {
    "occurrence": kept(
        "What is due and what was done", "so that each thing happens once", NOBODY,
        fact(kind="what is due", local_date="its day", due="when", state="done, waiting, skipped"),
        key(subject="what it is about"),
        text(error="what went wrong"),
        fact(done_at="when it was done", passed_over="let go by an organiser"),
        inner("tries", "crashes", "lease_until"),
        aged=aged(WORDS, "done_at", "due", states=_SETTLED_JOBS),
    ),
    # Live cards are edited as long as what they show is there: their people go, their text is not
    # stored. Of those to people nothing is left after two years.
    "outbox_message": kept(
        "Messages of Mingle", "to send each once, and to edit what it shows",
        "those it was sent to",
        key(
            key="which message it is", recipients="whom it is for", asked_by="who asked for it",
            subject="what it shows", after="in whose conversation it is said",
            hours_of="whose quiet hours it keeps",
        ),
        text(card="what it says", error="why it was not sent"),
        fact(
            kind="direct message, post or introduction", reason="why Mingle wrote",
            solicited="asked for", due="when it is due", expires="until when it is worth sending",
            state="sent, waiting, cancelled", sent_at="when it was sent",
        ),
        inner(
            "token", "purpose", "tries", "crashes", "fence", "owner", "lease_until", "first_try",
            "last_try", "message_ref", "announced_sequence", "merged_into",
        ),
        aged=aged(WORDS, "sent_at", "due", states=SETTLED_MESSAGES),
        until="what a live card shows is gone",
    ),
    "live_card": kept(
        "Cards that change while people look at them", "to edit each when it changes", NOBODY,
        key(subject="what it shows"),
        text(error="what went wrong"),
        inner(
            "version", "rendered_version", "next_edit", "tries", "crashes", "lease_until", "owner",
            "fence", "claimed_at", "settles_at", "aside_version",
        ),
        until="no message shows it any more",
    ),
    "home_tab": kept(
        "Your home tab, while it is open", "to draw it again when something changes", NOBODY,
        mine(person="whose it is"),
        fact(open_until="until when it counts as open"),
        inner("rests_until", "due", "shown"),
        until="you have not opened it for twelve hours",
    ),
    "message_receipt": kept(
        "What reached you", "to keep to three messages a week, and to tell you why", YOU,
        mine(person="whom it reached"),
        link(outbox_message="the message"),
        fact(reason="why Mingle wrote", solicited="asked for", at="when"),
        aged=aged(WORDS, "at"),
    ),
    "processed_interaction": kept(
        "Clicks and commands that were handled", "so that none is acted on twice", NOBODY,
        key(interaction="the platform's number of it"),
        fact(at="when"),
        aged=aged(INTERACTIONS, "at"),
    ),
    "setting": kept(
        "Small settings, and forms that you began", "so that nothing has to be typed twice", YOU,
        mine(about="whose it is"),
        fact(name="which setting", number="its number, or when it was saved"),
        text(text="what was set"),
        until="it is set anew; drafts for a day",
    ),
    "audit_entry": kept(
        "What organisers did", "so that organisers can be asked about it", ORGANISERS,
        named(person="who did it"),
        fact(
            at="when", interaction="command, button or form", action="which one",
            channel="where", channel_name="the channel's name", reason="why a text was hidden",
        ),
        key(about="to what"),
        aged=aged(AUDIT, "at"),
    ),
    "ownership": kept(
        "What one process has alone", "so that two do not do the same", NOBODY,
        inner("name", "owner", "lease_until"),
        until="another process takes over",
    ),
    "installation": kept(
        "Mingle in a workspace to which it was added by a click", "to be there", NOBODY,
        sealed(token="its key to the workspace, encrypted", refresh_token="the next one's"),
        fact(
            enterprise="the organisation", org_wide="whether in all of it",
            name="the workspace's name", installed_at="since when",
            expires_at="until when the key fits",
        ),
        inner("app", "bot", "bot_user", "renewing_until"),
        until="Mingle is removed from the workspace",
    ),
    "install_visit": kept(
        "That somebody is about to add Mingle", "so that nobody else ends what they began", NOBODY,
        sealed(digest="a fingerprint of a secret that their browser has"),
        fact(until="until when"),
        until="Mingle was added, or ten minutes have passed",
    ),
    "restore": kept(
        "Restores from a backup", "so that somebody decides what becomes of what was due",
        ORGANISERS,
        fact(
            made_at="when the backup was made", restored_at="when it was restored",
            until="when all is let go", state="asked, done or let go",
        ),
        named(decided_by="who decided"),
        aged=aged(WORDS, "restored_at"),
    ),
}  # fmt: skip
