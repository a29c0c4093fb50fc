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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Bold, Instant, Mention, Node, Text, join_nodes, tell, tell_many

WHY_POSTED = mark("A colleague asked this channel something.")
WHY_STOPPED = mark("You asked for a poll, and it could not be opened.")
GONE = mark("This poll is not there any more.")
OVER = mark("This poll has closed; its card says what came out.")
HIDDEN = mark("A poll that was taken down")

_MAX_BUTTONS = 5
_MAX_NAMED = 8
_SECRET = mark("Nobody sees who chose what.")
_NAMED = mark("Names show beside the choices.")
_NOTHING = mark("Nothing was decided.")
_CANCELLED = mark("This poll was called off.")


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
        return Card("prompt", say(HIDDEN), (Paragraph((say(_CANCELLED),)),))
    match view.poll.state:
        case "closed":
            return _closed_card(view)
        case "cancelled" | "planned":
            return Card("prompt", view.poll.words, (Paragraph((say(_CANCELLED),)),))
    return _open_card(view)


def how_text(poll: Question) -> str:
    """Return how many answers count and who sees them, in a sentence or two."""
    several = say("Choose as many as you like.") if poll.settings.several else say("Choose one.")
    secrecy = say(_NAMED) if poll.settings.named else f"{say(_SECRET)} {_may_guess()}"
    return f"{several} {secrecy}"


def _open_card(view: QuestionView) -> Card:
    poll = view.poll
    number = str(poll.id)
    how = [how_text(poll)]
    if _shows_early(poll):
        how.append(say("Results show as votes come in."))
    parts: list[Part] = [
        Paragraph(tell("{author} asks. {how}", author=view.author, how=" ".join(how))),
        *_voting(view),
    ]
    if _shows_early(poll):
        parts += _results(view, say("So far"))
    buttons = (
        Button("question.ballot", say("My answer"), number),
        Button("question.manage", say("Change or close"), number),
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
    return [listed, Actions((Select("question.choose", say("Vote"), offered, str(view.poll.id)),))]


def _footer(view: QuestionView) -> Text:
    closes = Instant(view.poll.closes_at, view.poll.zone)
    if is_crowd_now(view.voters):
        return tell(
            "{number} people have voted · closes {closes}",
            number=Crowd(view.voters, moves=True),
            closes=closes,
        )
    return tell("Closes {closes}", closes=closes)


def _closed_card(view: QuestionView) -> Card:
    won = [choice for choice in view.choices if choice.won]
    if not won:
        return Card("prompt", view.poll.words, (Paragraph((say(_NOTHING),)),))
    names: list[Node] = [Bold(choice.words) for choice in won]
    text = tell_many("{choices}.", "{choices} are level.", len(won), choices=join_nodes(names))
    results = _results(view, say("What people said"))
    footer = say("Closed") if results else say("Closed · {few}", few=_few())
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
        head = (say("Answer"), say("Who") if view.poll.settings.named else say("Votes"))
        return [Heading(heading), Facts(tuple(rows), head)]
    return []


def _count_text(votes: int) -> Text:
    return (Crowd(votes, moves=True),) if is_crowd_now(votes) else ()


def _names_text(names: Sequence[Mention]) -> Text:
    shown: list[Node] = [*names[:_MAX_NAMED]]
    if len(names) > _MAX_NAMED:
        shown.append(say_many("{count} more", "{count} more", len(names) - _MAX_NAMED))
    return join_nodes(shown)


def _may_guess() -> str:
    return say("Where fewer than {number} vote, people may guess.", number=SMALL_CIRCLE)


def _few() -> str:
    return say("I show no number of fewer than {number}.", number=FEWEST_MOVING)
