"""A poll, its model and two replicas, as a machine of rules."""

import asyncio
import datetime as dt
import itertools
import random
from collections.abc import Coroutine
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, InteractionKind, Invocation
from bot.events.tables import event
from bot.features import ROUTER
from bot.happy_hour import poll_open, records
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.tables import poll_change, vote
from bot.store.engine import Database
from bot.venues import records as venues
from bot.venues.tables import venue_visit
from jobs.engine import occurrences
from jobs.registry import JOBS
from tests.doubles.fakes import Death

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAYS = tuple(START + dt.timedelta(days=days, hours=8) for days in (9, 10, 16))
PLACES = ("Anker", "Birke", "Chorus")
PEOPLE = tuple(f"person{n}" for n in range(6))
ANSWERS = {"poll.works": "works", "poll.need": "need", "poll.none": None}
DAY = dt.timedelta(days=1)

STEPS = itertools.count()


class Doomed(Database):
    """A replica that dies in its next transaction: just before it is committed, or just after."""

    def __init__(self, whole: Database, after: bool) -> None:
        super().__init__(whole.engine, whole.on_wake, whole._writer, _sessions=whole._sessions)
        self.after = after

    @asynccontextmanager
    async def transaction(self) -> Any:
        async with super().transaction() as tx:
            yield tx
            if not self.after:
                raise Death
        if self.after:
            raise Death


class Polls(RuleBasedStateMachine):
    """One poll, its model, and two replicas of Mingle on one database."""

    replicas: ClassVar[list[Database]]
    run: ClassVar[Any]
    numbers = itertools.count(1)

    @initialize()
    def open(self) -> None:
        self.now, self.home = START, f"w{next(self.numbers)}"
        self.votes: dict[tuple[str, int], str] = {}
        self.audit: list[str] = []
        self.state, self.closes_at = "open", START + 3 * DAY
        self.do(self._open())

    @rule(
        who=st.sampled_from(PEOPLE),
        option=st.integers(0, 5),
        how=st.sampled_from(sorted(ANSWERS)),
        on=st.booleans(),
    )
    def vote(self, who: str, option: int, how: str, on: bool) -> None:
        answer = self.click(who, how, self.options[option], on)
        self.voted(who, option, how, taken=answer.card.title == "Your answers")

    @rule(
        who=st.sampled_from(PEOPLE), option=st.integers(0, 5), how=st.sampled_from(sorted(ANSWERS))
    )
    def vote_twice_by_redelivery(self, who: str, option: int, how: str) -> None:
        call = self.call(who, "button", how, self.options[option])
        answer = self.do(dispatch(ROUTER, self.replicas[0], call))
        assert (
            self.do(dispatch(ROUTER, self.replicas[1], call)) is None
            or answer.card.title != "Your answers"
        )
        self.voted(who, option, how, taken=answer.card.title == "Your answers")

    @rule(
        who=st.sampled_from(PEOPLE),
        option=st.integers(0, 5),
        how=st.sampled_from(sorted(ANSWERS)),
        after=st.booleans(),
    )
    def vote_as_mingle_dies(self, who: str, option: int, how: str, after: bool) -> None:
        call = self.call(who, "button", how, self.options[option])
        answer = self.do(self._dying(call, after))
        if (
            answer is None and after and self.takes_votes()
        ):  # it was kept; the platform brings it again, to no effect
            assert self.do(dispatch(ROUTER, self.replicas[1], call)) is None
            self.voted(who, option, how, taken=True)

    @rule(
        who=st.sampled_from(PEOPLE),
        works=st.sets(st.integers(0, 5)),
        needs=st.sets(st.integers(0, 5)),
    )
    def vote_for_everything_at_once(self, who: str, works: set[int], needs: set[int]) -> None:
        chosen = {("works", n) for n in works} | {("need", n) for n in needs - works}
        fields = {
            f"{matter}_{how}": tuple(
                str(self.options[n]) for said, n in sorted(chosen) if said == how and n in among
            )
            for matter, among in (("dates", range(3)), ("venues", range(3, 6)))
            for how in ("works", "need")
        }
        answer = self.do(
            dispatch(
                ROUTER, self.replicas[0], self.call(who, "form", "poll.ballot", self.poll, fields)
            )
        )
        if answer.card.title == "Your answers":
            assert self.takes_votes()
            self.votes = {key: said for key, said in self.votes.items() if key[0] != who}
            self.votes |= {(who, self.options[n]): said for said, n in chosen}
        else:
            assert not self.takes_votes()

    @rule(minutes=st.integers(1, 900))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @precondition(lambda self: self.state == "open" and self.now < self.closes_at)
    @rule(
        early=st.sampled_from(
            [dt.timedelta(microseconds=1), dt.timedelta(0), -dt.timedelta(microseconds=1)]
        )
    )
    def time_comes_to_the_closing_instant(self, early: dt.timedelta) -> None:
        self.now = max(self.now, self.closes_at - early)

    @rule(on=st.booleans())
    def a_replica_does_what_is_due(self, on: bool) -> None:
        self.do(
            occurrences.run_due_occurrences(self.replicas[on], JOBS, self.now, random.Random(1))
        )
        if self.state == "open" and self.now >= self.closes_at:
            self.state = "closed"

    @rule()
    def both_replicas_do_what_is_due_at_once(self) -> None:
        self.do(self._together())
        if self.state == "open" and self.now >= self.closes_at:
            self.state = "closed"

    @rule()
    def an_organiser_closes_it(self) -> None:
        answer = self.click("ada", "poll.close", self.poll, organiser=True)
        assert (answer.card.title == "Closed") == (self.state == "open")
        if self.state == "open":
            self.state = "closed"
            self.audit.append("closed")

    @rule()
    def an_organiser_extends_it(self) -> None:
        later = max(self.closes_at, self.now) + DAY
        able = self.state == "open" and later + dt.timedelta(hours=2) <= DAYS[-1]
        assert (
            self.click("ada", "poll.extend", self.poll, organiser=True).card.title == "Later"
        ) == able
        if able:
            self.closes_at = later
            self.audit.append("extended")

    @rule()
    def an_organiser_calls_it_off(self) -> None:
        answer = self.click("ada", "poll.cancel", self.poll, organiser=True)
        assert (answer.card.title == "Called off") == (self.state == "open")
        if self.state == "open":
            self.state = "cancelled"
            self.audit.append("cancelled")

    @rule()
    def an_organiser_opens_it_again(self) -> None:
        later = max(self.closes_at, self.now) + 2 * DAY
        able = (
            self.state != "open"
            and later + dt.timedelta(hours=2) <= DAYS[-1]
            and self.evening() in (None, "open")
        )
        answer = self.click("ada", "poll.reopen", self.poll, organiser=True)
        assert (answer.card.title == "Open again") == able, answer.card
        if able:
            self.state, self.closes_at = "open", later
            self.audit.append("reopened")

    @rule()
    def mingle_starts_anew(self) -> None:
        self.do(self.replicas[0].close())
        self.replicas[0] = self.opened()

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        next(STEPS)
        poll, votes, options, audit = self.do(self._look())
        assert votes == self.votes
        assert audit == self.audit
        assert (poll.state, poll.closes_at) == (self.state, self.closes_at)
        if self.state == "closed":
            for one in options:
                said = [answer for (_, option), answer in self.votes.items() if option == one.id]
                assert (one.works, one.needs) == (said.count("works"), said.count("need"))
            self.winners_have_most(options)

    def winners_have_most(self, options: list[Any]) -> None:
        """Check the winners against the stated rule, counted here in another way."""
        for among in (options[:3], options[3:]):
            for won in (one for one in among if one.won):
                left = [one for one in among if not one.starts_at or one.starts_at >= won.starts_at]
                assert all(2 * one.works + one.needs <= 2 * won.works + won.needs for one in left)

    def voted(self, who: str, option: int, how: str, *, taken: bool) -> None:
        able = self.takes_votes() and (option > 2 or DAYS[option] > self.now)
        assert taken == able, (self.now, self.closes_at, self.state)
        if taken and (said := ANSWERS[how]):
            self.votes[who, self.options[option]] = said
        elif taken:
            self.votes.pop((who, self.options[option]), None)

    def takes_votes(self) -> bool:
        return self.state == "open" and self.now < self.closes_at

    def evening(self) -> str | None:
        found: str | None = self.do(self._evening())
        return found

    def click(self, who: str, action: str, value: int, on: bool = False, **more: Any) -> Any:
        return self.do(
            dispatch(ROUTER, self.replicas[on], self.call(who, "button", action, value, **more))
        )

    def call(
        self,
        who: str,
        interaction: InteractionKind,
        action: str,
        value: int,
        fields: Any = None,
        organiser: bool = False,
    ) -> Invocation:
        return Invocation(
            id=f"interaction {next(self.numbers)}",
            workspace=self.home,
            person=f"{self.home}/{who}",
            name=who,
            now=self.now,
            interaction=interaction,
            action=action,
            value=str(value),
            fields=fields or {},
            organiser=organiser,
        )

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return type(self).run(work)

    @classmethod
    def opened(cls) -> Database:
        raise NotImplementedError

    async def _open(self) -> None:
        async with self.replicas[0].transaction() as tx:
            places = [
                await venues.upsert_venue(
                    tx, self.home, "", START, name=name, good_for="evening", part=name
                )
                for name in PLACES
            ]
            options: list[dict[str, Any]] = [
                *({"starts_at": day} for day in DAYS),
                *({"venue": place} for place in places),
            ]
            where = {
                "channel": f"{self.home}/lunch",
                "title": "Happy hour",
                "zone": "UTC",
                "organiser": "ada",
            }
            when = {
                "closes_at": self.closes_at,
                "lunch_at": START + 8 * DAY,
                "lunch_venue": None,
                "made_at": START,
            }
            poll = await records.create_draft(
                tx, self.home, options, settings=PollSettings(), **where, **when
            )
            await poll_open.publish_poll(tx, poll, START, solicited=True)
            self.poll = poll.id
            self.options = [one.id for one in await records.list_options(tx, poll)]

    async def _dying(self, call: Invocation, after: bool) -> Answer:
        try:
            return await dispatch(ROUTER, Doomed(self.replicas[0], after), call)
        except Death:
            return None

    async def _together(self) -> None:
        sweeps = (
            occurrences.run_due_occurrences(each, JOBS, self.now, random.Random(1))
            for each in self.replicas
        )
        await asyncio.gather(*sweeps)

    async def _look(self) -> tuple[Any, ...]:
        async with self.replicas[1].read_transaction() as tx:
            poll = await records.find_poll(tx, self.home, self.poll)
            assert poll
            rows = await tx.all(
                select(vote.c.person, vote.c.option, vote.c.answer).where(vote.c.poll == self.poll)
            )
            noted = (
                select(poll_change.c.what)
                .where(poll_change.c.poll == self.poll)
                .order_by(poll_change.c.id)
            )
            kept = {(row.person.partition("/")[2], row.option): row.answer for row in rows}
            return poll, kept, await records.list_options(tx, poll), await tx.scalars(noted)

    async def _evening(self) -> str | None:
        async with self.replicas[1].read_transaction() as tx:
            mine = select(event.c.state).join(venue_visit, venue_visit.c.event == event.c.id)
            found: str | None = await tx.scalar(
                mine.where(venue_visit.c.poll == self.poll, event.c.kind == "happy_hour")
            )
            return found
