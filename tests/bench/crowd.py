"""Measure what a crowd meets that acts at once, as against one person after the other."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvloop

from tests.bench.office import Office, office
from tests.bench.report import Figure, median, ms
from tests.doubles.slack import Delivery

VOTES, FORMS, IDLE, ROUNDS = 80, 60, 20, 3
LIMIT = 1.0  # second in which each of a crowd is acknowledged


def crowd() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        yield from uvloop.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    async with office(folder) as crowded:
        figures = [await _forms(crowded)]
        idle = [(await _vote(crowded, number)).took for number in range(IDLE)]
        slowest = []
        for round_ in range(1, ROUNDS + 1):
            first = round_ * VOTES
            sent = await asyncio.gather(
                *(_vote(crowded, first + number) for number in range(VOTES))
            )
            slowest.append(max(one.took if one.acked else float("inf") for one in sent))
        ratio = max(slowest) / median(idle)
        said = f"{', '.join(map(ms, slowest))}; {ratio:.0f} times one alone ({ms(median(idle))})"
        what = f"slowest acknowledgement of {VOTES} clicks at once, {ROUNDS} times"
        return [*figures, Figure(what, f"<= {LIMIT:.0f} s", said, max(slowest) <= LIMIT)]


async def _vote(crowded: Office, number: int) -> Delivery:
    user, slack = crowded.people[number], crowded.slack
    return await slack.click(user, crowded.prompts[0], label="I'll do it")


async def _forms(crowded: Office) -> Figure:
    """Have people of whom Mingle has just been told open a form at once."""
    slack, people = crowded.slack, crowded.people[-FORMS:]
    await asyncio.gather(
        *(slack.type_command(user, crowded.lunch, "/mingle profile") for user in people)
    )
    ids = {user.id for user in people}
    await slack.until(lambda: ids <= {*slack.views, *(m.only_for for m in slack.ephemerals)})
    opened = len(ids & {*slack.views})
    what = f"forms that open of {FORMS} at once, right after the start"
    return Figure(what, "every one", f"{opened}", opened == FORMS)
