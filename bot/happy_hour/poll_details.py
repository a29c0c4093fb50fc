"""A poll with everything around it that its cards show."""

from collections.abc import Sequence

from bot.events import records as events
from bot.events.rules import Event
from bot.happy_hour import records, rules
from bot.happy_hour.rules import Poll, PollOption, VoteTally
from bot.happy_hour.views.polls import PollView
from bot.store.engine import ReadTransaction
from bot.venues import records as venues


async def load_poll_view(tx: ReadTransaction, poll: Poll) -> PollView:
    """Look up everything that a poll's card needs; results only where they may be seen."""
    options = await records.list_options(tx, poll)
    known = await venues.find_venues(
        tx, poll.workspace, [*(one.venue or 0 for one in options), poll.lunch_venue or 0]
    )
    shown = PollView(poll, options, known, await records.count_voters(tx, poll))
    if poll.state == "closed":
        return await _decided(tx, shown)
    if poll.settings.live:
        return PollView(poll, options, known, shown.voters, await records.count_votes(tx, poll))
    return shown


async def _decided(tx: ReadTransaction, shown: PollView) -> PollView:
    """Add what a closed poll decided, as it was noted when it closed."""
    tallies = {one.id: VoteTally(one.works or 0, one.needs or 0) for one in shown.options}
    date, venue = (
        _outcome(some, tallies)
        for some in (rules.offered_dates(shown.options), rules.offered_venues(shown.options))
    )
    came = any(kind == "happy_hour" for _, kind in await records.list_outings(tx, shown.poll))
    return PollView(
        shown.poll, shown.options, shown.venues, shown.voters, tallies, date, venue, came
    )


def _outcome(rivals: Sequence[PollOption], tallies: rules.Tallies) -> rules.Outcome:
    won = next((one for one in rivals if one.won), None)
    level = [one for one in rivals if won and tallies[one.id].points == tallies[won.id].points]
    return rules.Outcome(won, len(level) > 1)


async def events_of_poll(tx: ReadTransaction, poll: Poll) -> list[Event]:
    """Give the events that came of a poll."""
    numbers = [number for number, _ in await records.list_outings(tx, poll)]
    return await events.find_events(tx, poll.workspace, numbers)
