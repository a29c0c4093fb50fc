"""The card of a poll in its channel: open, closed, called off or taken down."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.polls.rules import Question, QuestionChoice
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    Facts,
    Heading,
    Paragraph,
    Part,
    Select,
)
from bot.ui.crowds import FEWEST_MOVING, SMALL_CIRCLE, Crowd, is_crowd_now
from bot.ui.text import Bold, Instant, Mention, Node, Text, join_nodes

WHY_POSTED = "A colleague asked this channel something."
WHY_STOPPED = "You asked for a poll, and it could not be opened."
GONE = "This poll is not there any more."
OVER = "This poll has closed; its card says what came out."
HIDDEN = "A poll that was taken down"

_MAX_BUTTONS = 5
_MAX_NAMED = 8
_SECRET = "Nobody sees who chose what."
_NAMED = "Names show beside the choices."
_MAY_GUESS = f"Where fewer than {SMALL_CIRCLE} vote, people may guess."
_NOTHING = "Nothing was decided."
_CANCELLED = "This poll was called off."
_FEW = f"I show no number of fewer than {FEWEST_MOVING}."


class QuestionView(Struct, frozen=True):
    """A poll with everything that its card shows; `votes` only where results may be seen.

    `names` are those who chose what, by choice, where the poll shows names.
    """

    poll: Question
    choices: Sequence[QuestionChoice]
    author: Mention | str
    voters: int = 0
    votes: Mapping[int, int] = {}
    names: Mapping[int, Sequence[Mention]] = {}


def poll_card(view: QuestionView) -> Card:
    """Show a poll as it is now."""
    if not view.poll.words:
        return Card("prompt", HIDDEN, (Paragraph((_CANCELLED,)),))
    match view.poll.state:
        case "closed":
            return _closed_card(view)
        case "cancelled" | "planned":
            return Card("prompt", view.poll.words, (Paragraph((_CANCELLED,)),))
    return _open_card(view)


def how_text(poll: Question) -> str:
    """Return how many answers count and who sees them, in a sentence or two."""
    several = "Choose as many as you like." if poll.settings.several else "Choose one."
    secrecy = _NAMED if poll.settings.named else f"{_SECRET} {_MAY_GUESS}"
    return f"{several} {secrecy}"


def _open_card(view: QuestionView) -> Card:
    poll = view.poll
    results = "Results show as votes come in." if _shows_early(poll) else ""
    number = str(poll.id)
    parts: list[Part] = [
        Paragraph((view.author, " asks. ", how_text(poll), f" {results}" if results else "")),
        *_voting(view),
    ]
    if _shows_early(poll):
        parts += _results(view, "So far")
    buttons = (
        Button("question.ballot", "My answer", number),
        Button("question.manage", "Change or close", number),
    )
    return Card("prompt", poll.words, (*parts, Actions(buttons)), _footer(view))


def _shows_early(poll: Question) -> bool:
    return poll.settings.live or poll.settings.named


def _voting(view: QuestionView) -> list[Part]:
    if len(view.choices) <= _MAX_BUTTONS:
        buttons = [
            Button("question.vote", choice.words[:LABEL_LIMIT], str(choice.id))
            for choice in view.choices
        ]
        return [Actions(tuple(buttons))]
    listed = Paragraph((" · ".join(choice.words for choice in view.choices),))
    offered = tuple(Choice(str(one.id), one.words[:LABEL_LIMIT]) for one in view.choices)
    return [listed, Actions((Select("question.choose", "Vote", offered, str(view.poll.id)),))]


def _footer(view: QuestionView) -> Text:
    closes = Instant(view.poll.closes_at, view.poll.zone)
    if is_crowd_now(view.voters):
        return Crowd(view.voters, moves=True), " people have voted · closes ", closes
    return "Closes ", closes


def _closed_card(view: QuestionView) -> Card:
    won = [choice for choice in view.choices if choice.won]
    if not won:
        return Card("prompt", view.poll.words, (Paragraph((_NOTHING,)),))
    names: list[Node] = [Bold(choice.words) for choice in won]
    text: Text = (*join_nodes(names), "." if len(won) == 1 else " are level.")
    results = _results(view, "What people said")
    footer = "Closed" if results else f"Closed · {_FEW}"
    parts = (Paragraph(text), *results)
    return Card("prompt", view.poll.words, parts, (footer,))


def _results(view: QuestionView, heading: str) -> list[Part]:
    """Return who or how many chose what; no number of few people."""
    rows: list[tuple[str, Text]] = []
    for choice in view.choices:
        if view.poll.settings.named:
            text = _names_text(view.names.get(choice.id, ()))
        else:
            text = _count_text(view.votes.get(choice.id, 0))
        if text:
            rows.append((choice.words, text))
    if rows:
        head = ("Answer", "Who" if view.poll.settings.named else "Votes")
        return [Heading(heading), Facts(tuple(rows), head)]
    return []


def _count_text(votes: int) -> Text:
    return (Crowd(votes, moves=True),) if is_crowd_now(votes) else ()


def _names_text(names: Sequence[Mention]) -> Text:
    shown: list[Node] = [*names[:_MAX_NAMED]]
    if len(names) > _MAX_NAMED:
        shown.append(f"{len(names) - _MAX_NAMED} more")
    return join_nodes(shown)
