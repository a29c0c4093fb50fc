"""Cards and sentences that belong to no feature: refusals, mistakes, unknown commands."""

from collections.abc import Sequence
from datetime import date

from bot.ui.cards import LABEL_LIMIT, Actions, Button, Card, Facts, Paragraph, Part
from bot.ui.speech import mark, say
from bot.ui.text import (
    CommandMention,
    Mention,
    Node,
    Text,
    Words,
    as_nodes,
    clean_text,
    format_full_day,
    join_nodes,
    merge_words,
    tell,
    typed_line,
)


def note_card(title: str, *lines: Words) -> Card:
    """Return a short card of plain lines."""
    return Card("note", title, tuple(Paragraph(as_nodes(line)) for line in lines))


def refusal_card(sentence: Words) -> Card:
    """Return the card of a Refusal: one calm sentence on what to do instead."""
    return note_card(say("That didn't work yet"), sentence)


def organisers_only_card() -> Card:
    """Return the answer to somebody who is no organiser."""
    return note_card(
        say("This one is for organisers"),
        say("Ask whoever looks after Mingle here; they can do it in a minute."),
    )


def trusted_only_card(named: Sequence[Mention]) -> Card:
    """Return the answer to somebody who is not one of the trusted people."""
    words = tell(
        "Only {names} can do this here. Ask them.", names=join_nodes(list(named), say(" or "))
    )
    return Card("note", say("This one is for someone else"), (Paragraph(words),))


_ONLY_PEOPLE = mark("Only people can do that.")
_NOT_FOR_YOU = {
    "guest": mark(
        "You're a guest in this workspace, and only its members use Mingle here. Whoever runs "
        "Mingle can change that."
    ),
    "outsider": mark(
        "Mingle introduces people of this company. Yours can have a Mingle of its own."
    ),
    "gone": mark("Your account here is deactivated, so you're out of everything."),
}
_NOT_FOR_THEM = {
    "guest": mark("{name} is a guest here, and guests don't take part. Please choose a colleague."),
    "outsider": mark(
        "{name} is from another company, and only people of this one take part. "
        "Please choose a colleague."
    ),
    "app": mark("{name} is an app. Please choose a colleague."),
    "mingle": mark("That's me, and I don't eat. Please choose a colleague."),
    "gone": mark("{name} has left this workspace. Please choose somebody else."),
}


def not_for_you_card(standing: str) -> Card:
    """Return the answer to somebody who does not take part in a workspace, by their standing."""
    reason = say(_NOT_FOR_YOU.get(standing, _ONLY_PEOPLE))
    return note_card(say("Not for guests") if standing == "guest" else say("Not here"), reason)


def not_for_them(standing: str, name: str) -> str:
    """Return why somebody who was named does not take part in a workspace, by their standing."""
    return say(_NOT_FOR_THEM[standing], name=name or say("That account"))


def closed_channel(why: str) -> str:
    """Return the sentence at a field with a channel in which Mingle cannot post."""
    return say("{why} Then send this again, or choose another channel.", why=say(why))


DO_SO_ANYWAY = mark("Go on like this")
TRY_AGAIN = mark("Try again")


def unknown_command_card(
    words: str, offers: Sequence[str] = (), buttons: Sequence[Button] = ()
) -> Card:
    """Return the answer to an unknown command: what may be meant, or where to look."""
    shown = clean_text(words, 60)
    if not offers:
        return note_card(
            say("I don't know that command"),
            tell(
                "I know no “/{shown}”. Type {command} to see everything I understand.",
                shown=shown,
                command=CommandMention("mingle help"),
            ),
        )
    meant = _any_of(offers)
    lead = Paragraph(tell("I know no “/{shown}”. Did you mean {meant}?", shown=shown, meant=meant))
    return Card("note", say("Did you mean …?"), (lead, *_row(buttons)))


def unused_words_card(
    name: str, unused: str, lines: Sequence[str], buttons: Sequence[Button]
) -> Card:
    """Name the words that a command does not use, and offer what may be meant."""
    words = tell(
        "I don't know what to do with “{words}” after {command}, so I've done nothing.",
        words=clean_text(unused, 60),
        command=CommandMention(name),
    )
    if lines:
        meant = tell("Did you mean {meant}?", meant=_any_of(lines))
        words = merge_words((*words, " ", *meant))
    return Card("note", say("I didn't understand all of that"), (Paragraph(words), *_row(buttons)))


def subcommands_card(
    first: str, unused: str, rows: Sequence[tuple[str, str]], buttons: Sequence[Button]
) -> Card:
    """List the commands that begin with a word, which is none by itself."""
    shown = clean_text(unused, 60)
    lead = (
        (say("I know no “{shown}” here. These I know:", shown=shown),)
        if shown
        else (say("Choose one of these:"),)
    )
    facts = Facts(tuple((CommandMention(name), (summary,)) for name, summary in rows))
    return Card(
        "note",
        say("What “/{words}” can do", words=clean_text(first, 20)),
        (Paragraph(lead), facts, *_row(buttons)),
    )


def run_label(line: str) -> str:
    """Return the label of a button that runs a line."""
    return clean_text(typed_line(CommandMention(line)), LABEL_LIMIT)


def _any_of(lines: Sequence[str]) -> Text:
    nodes: list[Node] = [CommandMention(line) for line in lines]
    return join_nodes(nodes, say(" or "))


def _row(buttons: Sequence[Button]) -> tuple[Part, ...]:
    return (Actions(tuple(buttons)),) if buttons else ()


def outdated_button_card() -> Card:
    """Return the answer to a button whose handler or row is gone."""
    return note_card(
        say("This button has had its day"),
        tell(
            "What it was for is gone. {command} shows what I can do.",
            command=CommandMention("mingle help"),
        ),
    )


def no_such_zone(suggestion: str | None) -> str:
    """Return the sentence for a time zone that does not exist."""
    return say(
        "I don't know that time zone. Try “{zone}”.",
        zone=suggestion or "Europe/Berlin",
    )


def moment_question(
    words: str,
    needs: str,
    day: date | None = None,
    choices: Sequence[str] = (),
    example: str = "tomorrow 12:30",
) -> str:
    """Return what is asked back about a time that was typed: an hour, a half of the day, a day."""
    shown = clean_text(words, 40)
    match needs:
        case "hour" if day:
            return say(
                "What time on {day}? Say it too, such as “{day} 12:30”.",
                day=format_full_day(day),
            )
        case "hour":
            return say(
                "What time do you mean by “{shown}”? Say one, such as “{example}”.",
                shown=shown,
                example=example,
            )
        case "half" if choices:
            return say(
                "Is “{shown}” {choices}? Say which of the two.",
                shown=shown,
                choices=say(" or ").join(choices),
            )
        case "day" if choices:
            return say(
                "“{shown}” names more than one day: {choices}. Say the one that you mean.",
                shown=shown,
                choices=say(" or ").join(choices),
            )
        case "order" if choices:
            return say(
                "Does “{shown}” mean {choices}? Say the month as a word.",
                shown=shown,
                choices=say(" or ").join(choices),
            )
        case "day":
            return say(
                "Which day do you mean by “{shown}”? Say one, such as “{example}”.",
                shown=shown,
                example=example,
            )
        case "midnight":
            return say(
                "Midnight may be the start or the end of a day. Say which, such as “Thursday "
                "23:59” or “Friday 00:00”."
            )
    if not shown:
        return say("When do you mean? Say it, such as “{example}”.", example=example)
    return say(
        "I didn't understand “{shown}” as a time. Try “{example}” or “in 20 minutes”.",
        shown=shown,
        example=example,
    )


def impossible_moment(words: str, example: str = "tomorrow 12:30") -> str:
    """Refuse a day or a time that no calendar and no clock has."""
    return say(
        "There is no “{words}”. Try “{example}”.", words=clean_text(words, 40), example=example
    )


def past_moment(words: str, example: str = "tomorrow 12:30") -> str:
    """Refuse a time that is over."""
    return say(
        "“{words}” has already passed. Try “{example}”.",
        words=clean_text(words, 40),
        example=example,
    )


A_LOT_AT_ONCE = mark("That's a lot at once. Give me ten minutes, then try again.")
NO_PINGS = mark(
    "Please leave out what rings for people, such as @everyone; those who want to come will see it."
)


def too_long(limit: int) -> str:
    """Return the sentence for words over a limit of characters."""
    return say("Please keep this within {limit} characters.", limit=limit)


NO_FILE = mark("Please choose a file.")
ONE_FILE = mark("One file at a time, please.")
EMPTY_FILE = mark("There is nothing in that file. Please choose another one.")
FILE_LOST = mark("That file did not reach me. Please try once more.")


def wrong_file_type(types: Sequence[str]) -> str:
    """Return the sentence for a file of a kind that cannot be read."""
    return say(
        "I can only read files that end in {endings}. Please choose one of those.",
        endings=say(" or ").join(f".{each}" for each in types),
    )


def file_too_big(limit: int) -> str:
    """Return the sentence for a file over a limit of bytes."""
    return say(
        "That file is too big for me; {size} kB is the most. Please choose a smaller one.",
        size=limit // 1000,
    )


def interrupted_card() -> Card:
    """Return what somebody hears whose answer never came, since the program ended meanwhile."""
    return note_card(
        say("I was interrupted"),
        say(
            "I stopped in the middle of answering you, so my answer may not have reached you. "
            "What you asked for may be done all the same. Please have a look, and try again if it "
            "is not."
        ),
    )


def our_fault_card(reference: str) -> Card:
    """Return the answer to a crash; `reference` finds it in the log."""
    return note_card(
        say("That was us, not you"),
        say(
            "Something went wrong on our side and nothing was changed. Please try again in a "
            "minute; if it happens again, tell whoever runs Mingle here and mention {reference}.",
            reference=reference,
        ),
    )


def something_wrong_button(about: str) -> Button:
    """Return the quiet button with which somebody says that something is wrong with a card."""
    return Button("wrong.open", say("Something wrong?"), about)
