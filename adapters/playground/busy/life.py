"""A busy life: what people answer, and what they do by themselves, on a platform with bad days."""

import heapq
import random
from datetime import datetime, timedelta

from msgspec import Struct

from adapters.playground.busy.errands import ERRANDS, Scene
from adapters.playground.habits import at_work

DRAW_DAY, DRAW_HOUR = 1, 9  # Tuesday; much goes wrong between a draw and its introductions
NEAR_DRAW_SHARE = 0.4
NEAR_DRAW_HOURS = 8
MEASURED_PEOPLE = 50  # for so many people the numbers of errands are given


class PlannedErrand(Struct, frozen=True, order=True):
    """One errand at a moment; who does it is drawn when it is due."""

    due: datetime
    number: int
    name: str


class BusyLife:
    """All simulated colleagues with their errands; the same seed leads the same life."""

    def __init__(self, scene: Scene, seed: str, people: int) -> None:
        self.scene, self.seed, self.people = scene, seed, people
        self._agenda: list[PlannedErrand] = []
        self._week = scene.listener.playground.now()

    def next_due(self) -> datetime | None:
        """Return when somebody does something next."""
        planned = [errand.due for errand in self._agenda[:1]]
        answers = self.scene.crowd.next_due()
        if answers:
            planned.append(answers)
        return min((*planned, self._week))

    async def run_due_actions(self, now: datetime) -> None:
        """Do what is due by now: answers first, then errands."""
        await self.scene.crowd.run_due_actions(now)
        if self._week <= now:
            self._plan_week(now)
        while self._agenda and self._agenda[0].due <= now:
            await self._run(heapq.heappop(self._agenda))

    async def _run(self, errand: PlannedErrand) -> None:
        chance = random.Random(f"{self.seed} errand {errand.number}")
        who = chance.choice(self.scene.crowd.everybody)
        _, run = ERRANDS[errand.name]
        await run(self.scene, who, chance)

    def _plan_week(self, now: datetime) -> None:
        """Plan the errands of a week that begins on a Monday morning."""
        chance = random.Random(f"{self.seed} week {now.isoformat()}")
        self._week = now + timedelta(weeks=1)
        for name, (often, _) in ERRANDS.items():
            for _ in range(_times(often * self.people / MEASURED_PEOPLE, chance)):
                number = chance.getrandbits(32)
                errand = PlannedErrand(_moment(now, chance), number, name)
                heapq.heappush(self._agenda, errand)


def _times(often: float, chance: random.Random) -> int:
    whole = int(often)
    return whole + (chance.random() < often - whole)


def _moment(monday: datetime, chance: random.Random) -> datetime:
    midnight = monday.replace(hour=0, minute=0)
    if chance.random() < NEAR_DRAW_SHARE:
        draw = midnight + timedelta(days=DRAW_DAY, hours=DRAW_HOUR)
        return draw + timedelta(minutes=chance.randrange(NEAR_DRAW_HOURS * 60))

    some_time = midnight + timedelta(hours=chance.uniform(0, 5 * 24))
    return max(monday, at_work(some_time, "UTC", chance))
