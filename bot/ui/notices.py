"""Cards and sentences that belong to no feature: refusals, mistakes, unknown commands."""

from collections.abc import Sequence
from datetime import date

from bot.ui.cards import LABEL_LIMIT, Actions, Button, Card, Facts, Paragraph, Part
from bot.ui.text import (
    CommandMention,
    Mention,
    Node,
    Text,
    Words,
    as_nodes,
    clean_text,
    join_nodes,
    typed_line,
)


def note_card(title: str, *lines: Words) -> Card:
    """Return a short card of plain lines."""
    return Card("note", title, tuple(Paragraph(as_nodes(line)) for line in lines))


def refusal_card(sentence: Words) -> Card:
    """Return the card of a Refusal: one calm sentence on what to do instead."""
    return note_card("That didn't work yet", sentence)


def organisers_only_card() -> Card:
    """Return the answer to somebody who is no organiser."""
    return note_card(
        "This one is for organisers",
        "Ask whoever looks after Mingle here; they can do it in a minute.",
    )


def trusted_only_card(named: Sequence[Mention]) -> Card:
    """Return the answer to somebody who is not one of the trusted people."""
    words = ("Only ", *join_nodes(list(named), " or "), " can do this here. Ask them.")
    return Card("note", "This one is for someone else", (Paragraph(words),))


_NOT_FOR_YOU = {
    "guest": "You're a guest in this workspace, and only its members use Mingle here. Whoever runs "
    "Mingle can change that.",
    "outsider": "Mingle introduces people of this company. Yours can have a Mingle of its own.",
    "gone": "Your account here is deactivated, so you're out of everything.",
}
_NOT_FOR_THEM = {
    "guest": "{} is a guest here, and guests don't take part. Please choose a colleague.",
    "outsider": "{} is from another company, and only people of this one take part. Please choose "
    "a colleague.",
    "app": "{} is an app. Please choose a colleague.",
    "mingle": "That's me, and I don't eat. Please choose a colleague.",
    "gone": "{} has left this workspace. Please choose somebody else.",
}


def not_for_you_card(standing: str) -> Card:
    """Return the answer to somebody who does not take part in a workspace, by their standing."""
    reason = _NOT_FOR_YOU.get(standing, "Only people can do that.")
    return note_card("Not for guests" if standing == "guest" else "Not here", reason)


def not_for_them(standing: str, name: str) -> str:
    """Return why somebody who was named does not take part in a workspace, by their standing."""
    return _NOT_FOR_THEM[standing].format(name or "That account")


def closed_channel(why: str) -> str:
    """Return the sentence at a field with a channel in which Mingle cannot post."""
    return f"{why} Then send this again, or choose another channel."


DO_SO_ANYWAY = "Go on like this"
TRY_AGAIN = "Try again"


def unknown_command_card(
    words: str, offers: Sequence[str] = (), buttons: Sequence[Button] = ()
) -> Card:
    """Return the answer to an unknown command: what may be meant, or where to look."""
    shown = clean_text(words, 60)
    if not offers:
        return note_card(
            "I don't know that command",
            (
                f"I know no “/{shown}”. Type ",
                CommandMention("mingle help"),
                " to see everything I understand.",
            ),
        )
    meant = _any_of(offers)
    lead = Paragraph((f"I know no “/{shown}”. Did you mean ", *meant, "?"))
    return Card("note", "Did you mean …?", (lead, *_row(buttons)))


def unused_words_card(
    name: str, unused: str, lines: Sequence[str], buttons: Sequence[Button]
) -> Card:
    """Name the words that a command does not use, and offer what may be meant."""
    words: list[Node] = [f"I don't know what to do with “{clean_text(unused, 60)}” after "]
    words += [CommandMention(name), ", so I've done nothing."]
    if lines:
        words += [" Did you mean ", *_any_of(lines), "?"]
    return Card(
        "note", "I didn't understand all of that", (Paragraph(tuple(words)), *_row(buttons))
    )


def subcommands_card(
    first: str, unused: str, rows: Sequence[tuple[str, str]], buttons: Sequence[Button]
) -> Card:
    """List the commands that begin with a word, which is none by itself."""
    shown = clean_text(unused, 60)
    lead = (f"I know no “{shown}” here. These I know:",) if shown else ("Choose one of these:",)
    facts = Facts(tuple((CommandMention(name), (summary,)) for name, summary in rows))
    return Card(
        "note", f"What “/{clean_text(first, 20)}” can do", (Paragraph(lead), facts, *_row(buttons))
    )


def run_label(line: str) -> str:
    """Return the label of a button that runs a line."""
    return clean_text(typed_line(CommandMention(line)), LABEL_LIMIT)


def _any_of(lines: Sequence[str]) -> Text:
    nodes: list[Node] = [CommandMention(line) for line in lines]
    return join_nodes(nodes, " or ")


def _row(buttons: Sequence[Button]) -> tuple[Part, ...]:
    return (Actions(tuple(buttons)),) if buttons else ()


def outdated_button_card() -> Card:
    """Return the answer to a button whose handler or row is gone."""
    return note_card(
        "This button has had its day",
        ("What it was for is gone. ", CommandMention("mingle help"), " shows what I can do."),
    )


def no_such_zone(suggestion: str | None) -> str:
    """Return the sentence for a time zone that does not exist."""
    return (
        "I don't know that time zone. Try "
        f"{f'“{suggestion}”' if suggestion else '“Europe/Berlin”'}."
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
            return f"What time on {_long_day(day)}? Say it too, such as “{_long_day(day)} 12:30”."
        case "hour":
            return f"What time do you mean by “{shown}”? Say one, such as “{example}”."
        case "half" if choices:
            return f"Is “{shown}” {' or '.join(choices)}? Say which of the two."
        case "order" | "day" if choices:
            return f"Does “{shown}” mean {' or '.join(choices)}? Say the month as a word."
        case "day":
            return f"Which day do you mean by “{shown}”? Say one, such as “{example}”."
        case "midnight":
            return (
                "Midnight may be the start or the end of a day. Say which, such as “Thursday "
                "23:59” or “Friday 00:00”."
            )
    if not shown:
        return f"When do you mean? Say it, such as “{example}”."
    return f"I didn't understand “{shown}” as a time. Try “{example}” or “in 20 minutes”."


def impossible_moment(words: str, example: str = "tomorrow 12:30") -> str:
    """Refuse a day or a time that no calendar and no clock has."""
    return f"There is no “{clean_text(words, 40)}”. Try “{example}”."


def past_moment(words: str, example: str = "tomorrow 12:30") -> str:
    """Refuse a time that is over."""
    return f"“{clean_text(words, 40)}” has already passed. Try “{example}”."


def _long_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


A_LOT_AT_ONCE = "That's a lot at once. Give me ten minutes, then try again."
NO_PINGS = (
    "Please leave out what rings for people, such as @everyone; those who want to come will see it."
)


def too_long(limit: int) -> str:
    """Return the sentence for words over a limit of characters."""
    return f"Please keep this within {limit} characters."


NO_FILE = "Please choose a file."
ONE_FILE = "One file at a time, please."
EMPTY_FILE = "There is nothing in that file. Please choose another one."
FILE_LOST = "That file did not reach me. Please try once more."


def wrong_file_type(types: Sequence[str]) -> str:
    """Return the sentence for a file of a kind that cannot be read."""
    return (
        f"I can only read files that end in {' or '.join(f'.{each}' for each in types)}. "
        "Please "
        "choose one of those."
    )


def file_too_big(limit: int) -> str:
    """Return the sentence for a file over a limit of bytes."""
    return (
        f"That file is too big for me; {limit // 1000} kB is the most. Please choose a smaller one."
    )


def interrupted_card() -> Card:
    """Return what somebody hears whose answer never came, since the program ended meanwhile."""
    return note_card(
        "I was interrupted",
        "I stopped in the middle of answering you, so my answer may not have reached you. "
        "What you asked for may be done all the same. Please have a look, and try again if it is "
        "not.",
    )


def our_fault_card(reference: str) -> Card:
    """Return the answer to a crash; `reference` finds it in the log."""
    return note_card(
        "That was us, not you",
        "Something went wrong on our side and nothing was changed. Please try again in a minute; "
        "if it happens again, "
        f"tell whoever runs Mingle here and mention {reference}.",
    )


def something_wrong_button(about: str) -> Button:
    """Return the quiet button with which somebody says that something is wrong with a card."""
    return Button("wrong.open", "Something wrong?", about)
