"""A poll with everything around it that its cards show."""

from collections.abc import Sequence

from msgspec import structs

from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import records
from bot.happy_hour.rules import (
    Outcome,
    Poll,
    PollOption,
    Tallies,
    VoteTally,
    offered_dates,
    offered_venues,
)
from bot.happy_hour.views.polls import PollView
from bot.store.engine import ReadTransaction
from bot.venues import records as venues


async def load_poll_view(tx: ReadTransaction, poll: Poll) -> PollView:
    """Load everything that a poll's card shows; results only where they may be seen."""
    options = await records.list_options(tx, poll)
    numbers = [option.venue or 0 for option in options]
    known = await venues.find_venues(tx, poll.workspace, [*numbers, poll.lunch_venue or 0])
    view = PollView(poll, options, known, await records.count_voters(tx, poll))
    if poll.state == "closed":
        return await _with_result(tx, view)
    if poll.settings.live:
        return structs.replace(view, tallies=await records.count_votes(tx, poll))
    return view


def stored_tallies(options: Sequence[PollOption]) -> dict[int, VoteTally]:
    """Return the tallies that were stored when a poll closed."""
    return {option.id: VoteTally(option.works or 0, option.needs or 0) for option in options}


async def events_of_poll(tx: ReadTransaction, poll: Poll) -> list[Event]:
    """Return the events that a poll led to, soonest first."""
    numbers = [number for number, _ in await records.list_outings(tx, poll)]
    return await events.find_events(tx, poll.workspace, numbers)


async def _with_result(tx: ReadTransaction, view: PollView) -> PollView:
    """Add the result that was stored when a poll closed."""
    tallies = stored_tallies(view.options)
    outings = await records.list_outings(tx, view.poll)
    return structs.replace(
        view,
        tallies=tallies,
        date=_outcome(offered_dates(view.options), tallies),
        venue=_outcome(offered_venues(view.options), tallies),
        has_result=any(kind == "happy_hour" for _, kind in outings),
    )


def _outcome(rivals: Sequence[PollOption], tallies: Tallies) -> Outcome:
    winners = [option for option in rivals if option.won]
    if not winners:
        return Outcome(None)
    best = tallies[winners[0].id].points
    level = [option for option in rivals if tallies[option.id].points == best]
    return Outcome(winners[0], tied=len(level) > 1)
