"""The live card of a poll."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.people.views.authors import author_mention
from bot.polls import records
from bot.polls.rules import SUBJECT, Question
from bot.polls.views import cards
from bot.polls.views.cards import QuestionView
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card(SUBJECT)
async def render_question(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the poll that everybody in the channel sees."""
    poll = await records.find_poll(tx, workspace, subject.id)
    return cards.poll_card(await load_view(tx, poll)) if poll else None


async def load_view(tx: ReadTransaction, poll: Question) -> QuestionView:
    """Load everything that a poll's card shows; results only where they may be seen."""
    choices = await records.list_choices(tx, poll)
    author = author_mention(await people.find_person(tx, poll.workspace, poll.author))
    voters = await records.VOTES.count_voters(tx, poll.workspace, poll.id)
    view = QuestionView(poll, choices, author, voters)
    if poll.settings.named:
        chosen = await records.VOTES.voters(tx, poll.workspace, poll.id)
        everybody = {person for group in chosen.values() for person in group}
        known = await people.find_people(tx, poll.workspace, sorted(everybody))
        names = {
            choice: [known[one].mention for one in group if one in known and not known[one].left]
            for choice, group in chosen.items()
        }
        return QuestionView(poll, choices, author, voters, names=names)
    if poll.state == "closed":
        votes = {choice.id: choice.votes or 0 for choice in choices}
        return QuestionView(poll, choices, author, voters, votes)
    if poll.settings.live:
        return QuestionView(poll, choices, author, voters, await records.count_votes(tx, poll))
    return view
