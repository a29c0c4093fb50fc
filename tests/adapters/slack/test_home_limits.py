"""Whoever opens the Home tab, and whatever stands there: Slack takes it."""

from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from adapters.slack import forms
from adapters.slack.render import MAX_VIEW_BLOCKS
from bot.core.standing import Standing
from bot.events.rules import Event, RsvpStatus
from bot.home.agenda import Agenda, Lunch, PollToVote, PromptToAnswer, QuestionToAnswer
from bot.home.overview import Activity, ClosedChannel, Kind, Overview
from bot.home.program_status import ProgramStatus
from bot.home.views import home
from bot.open_tables.rules import OpenTable
from bot.pairings.health.records import TroubledProgram
from bot.people.records import Person
from bot.ui import notices
from bot.ui.cards import Card
from bot.ui.text import ChannelMention, Mention
from tests.adapters.slack.gallery import AT, HERE, sample
from tests.doubles.slack import checks

MOST = 12  # of each kind of thing
LONG = "A rather long name of something, as people write it & <others> read it. " * 3
READER = structs.replace(sample(Person), id=f"{HERE}/U0000009", profile_at=AT)
KINDS: tuple[Kind, ...] = ("rounds", "prompts", "digest", "happy_hour")
STATES = ("in", "once", "done", "out", "asked", "paused")
numbers = st.integers(0, MOST)
flags = st.booleans()


class Amounts(NamedTuple):
    """How much there is of each kind of thing, and what is so about it."""

    states: list[str]
    lunches: int
    tables: int
    events: int
    polls: int
    prompts: int
    week: int | None
    status: RsvpStatus
    seated: bool
    done: bool
    away: bool

    def agenda(self) -> Agenda:
        """Return what comes next for somebody."""
        programs = [self._program(number, state) for number, state in enumerate(self.states)]
        seated = (Mention(READER.id, "Me"),) if self.seated else ()
        words = {"place": LONG[:100], "topic": LONG[:100]}
        table = structs.replace(sample(OpenTable), seated=seated, **words)
        event = structs.replace(sample(Event), title=LONG[:200], place=LONG[:200])
        posting = structs.replace(sample(PromptToAnswer).posting, text=LONG * 4)
        prompt = structs.replace(sample(PromptToAnswer), posting=posting, taken_up=self.done)
        return Agenda(
            programs,
            [sample(Lunch)] * self.lunches,
            [table] * self.tables,
            [(event, self.status)] * self.events,
            [structs.replace(sample(PollToVote), voted=self.done)] * self.polls,
            [prompt] * self.prompts,
            None if self.week is None else [event] * self.week,
            has_calendar=self.done,
            questions=[structs.replace(sample(QuestionToAnswer), voted=self.done)] * self.polls,
        )

    def _program(self, number: int, state: str) -> ProgramStatus:
        base: ProgramStatus = sample(ProgramStatus)
        program = structs.replace(base.program, id=number)
        return structs.replace(
            base, program=program, state=state, skipped=self.done, away=self.away
        )


class Duties(NamedTuple):
    """How much an organiser looks after."""

    channels: int
    closed: int
    programs: int
    sources: int
    matters: int
    suggestions: int

    def overview(self) -> Overview:
        """Return what runs, and what needs them; every second thing rests."""
        activity = sample(Activity)
        activities: list[Activity] = []
        for number in range(self.channels):
            channel = ChannelMention(f"{HERE}/C{number:07}", "somewhere")
            next_at = activity.next_at if number % 2 else None
            for kind in KINDS:
                activities.append(Activity(kind, number, channel, next_at))
        return Overview(
            activities,
            [structs.replace(sample(ClosedChannel), why=LONG)] * self.closed,
            [structs.replace(sample(ClosedChannel), why=LONG)] * self.closed,
            [sample(TroubledProgram)] * self.programs,
            [LONG[:60]] * self.sources,
            self.matters,
            self.suggestions,
            [READER] * self.matters,
        )


amounts = st.builds(
    Amounts,
    st.lists(st.sampled_from(STATES), max_size=MOST),
    *[numbers] * 5,
    st.none() | numbers,
    st.sampled_from(("in", "waiting", "pending")),
    *[flags] * 3,
)


MUCH = Amounts(["in", "out"] * 6, 12, 12, 12, 12, 12, 12, "in", False, False, False)
DUTIES = Duties(12, 12, 12, 12, 12, 12)


@settings(deadline=None, max_examples=30)
@given(amounts, st.none() | st.builds(Duties, *[numbers] * 6), st.sampled_from((None, 0, 3)))
@example(MUCH, DUTIES, 3)
@example(MUCH._replace(seated=True, done=True), DUTIES, 3)
def test_slack_takes_every_home_of_everybody_whole(
    much: Amounts, duties: Duties | None, pauses: int | None
) -> None:
    until = None if pauses is None else (AT + timedelta(days=pauses)).date()
    reader = structs.replace(READER, paused_until=until, name=LONG[:60])
    agenda, overview = much.agenda(), duties.overview() if duties else None
    known = home.home_card(reader, agenda, overview, AT.date(), AT)
    assert 0 < _count_blocks(known) < MAX_VIEW_BLOCKS
    programs = [status.program for status in agenda.programs]
    newcomer = home.newcomer_card(reader, programs, overview)
    assert 0 < _count_blocks(newcomer) < MAX_VIEW_BLOCKS


def test_slack_takes_what_guests_and_outsiders_read() -> None:
    for standing in Standing:
        card = notices.not_for_you_card(standing.value)
        assert 0 < _count_blocks(card) < MAX_VIEW_BLOCKS


def _count_blocks(card: Card) -> int:
    """Return how many blocks a tab has, which the double has judged; a full one may be cut off."""
    view: dict[str, Any] = forms.render_home(card, HERE)
    checks.view(view, "home")
    return len(view["blocks"])
