"""`mingle simulate`: rehearse a year with the real pipeline and print its figures."""

import gc
import random
import tempfile
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from msgspec import Struct

from adapters.playground import workspace as playground_workspace
from adapters.playground.busy.happenings import Happening
from adapters.playground.busy.life import BusyLife
from adapters.playground.busy.roster import TOWNS, busy_roster
from adapters.playground.busy.setup import open_busy_life
from adapters.playground.busy.trouble import TroubledPlatform
from adapters.playground.post import MessagePosted
from adapters.playground.simulated_people import SimulatedPeople
from bot.associations.known import load_known
from bot.cli import output, runtime
from bot.cli.assembly import WORKSPACE, Mingle, assemble_app
from bot.cli.demo import FIRST_DAY, FIRST_TIME
from bot.config import LogSection
from bot.core import reader_languages
from bot.core.interactions import Answer, Invocation
from bot.core.reader_languages import choose_language
from bot.dates.local_time import UnknownZone, utc_instant, validate_zone
from bot.features import ROUTER
from bot.kits import kits
from bot.logs import configure_logging
from bot.pairings.rounds.icebreakers import list_icebreakers
from bot.prompts.deck import DECK
from bot.store.files import sqlite_address
from bot.store.statistics import gather_statistics
from bot.ui import pseudo_language
from bot.ui.languages import ENGLISH, list_languages
from bot.ui.speech import speaking
from jobs.simulation.chronicle import DAYS_BETWEEN_NOTES, Chronicle
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from jobs.simulation.referee.findings import FalseSentence
from jobs.simulation.referee.numbers import NumberReader
from jobs.simulation.referee.referee import Referee
from jobs.simulation.referee.visitor import Visitor
from jobs.simulation.report import Lived, SimulationReport, measure_workspace
from jobs.simulation.untranslated import TranslationReader
from jobs.simulation.working_hours import Span

# After nine in the morning, by turns; ten minutes past, so that a platform that limits calls has
# had the time to change what ended on the hour.
READING_HOURS = (1.67, 8.17, 4.17, 12.17, 6.67)

VISITED_ON = 8  # of the days between two notes: by then there is something to ask about

# Objects made until Python looks for cycles among them, of which a rehearsal makes few: by default
# it looks after every 700, and that takes a tenth of the time.
MAX_YOUNG = 100_000

Life = Literal["calm", "busy"]


class Rehearsal(Struct, frozen=True):
    """Who lives how long, where and how; the same seed gives the same year."""

    people: int
    weeks: int
    absent: float = 0.15
    zone: str = "Europe/Berlin"
    seed: str = "1"
    life: Life = "calm"
    towns: int = 1
    language: str = ENGLISH


class Rehearsed(Struct, frozen=True):
    """The report of a rehearsal, and what was wrong in it by kind.

    What is untranslated is known in the pseudo-language alone.
    """

    report: SimulationReport
    false_sentences: list[FalseSentence]
    numbers: list[FalseSentence]
    untranslated: list[FalseSentence]


def simulate(
    people: Annotated[int, typer.Option(min=1, max=2000, help="how many colleagues")] = 50,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="how long")] = 52,
    absent: Annotated[
        float, typer.Option(min=0, max=1, help="how likely each skips a round")
    ] = 0.15,
    zone: Annotated[str, typer.Option(help="the channel's zone")] = "Europe/Berlin",
    seed: Annotated[int, typer.Option(help="the same seed gives the same year")] = 1,
    life: Annotated[
        Life, typer.Option(help="calm: lunches and prompts; busy: everything, and bad days")
    ] = "calm",
    towns: Annotated[
        int, typer.Option(min=1, max=len(TOWNS), help="how many towns a busy life has")
    ] = 1,
    language: Annotated[
        str,
        typer.Option(
            help="what is spoken; qps shows what no catalogue has. Sentences are judged in English"
        ),
    ] = ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Live through some weeks in a throw-away database and print the report."""
    configure_logging(LogSection(level="error", format="text"))
    try:
        zone = validate_zone(zone)
    except UnknownZone as error:
        runtime.give_up(output.unknown_zone(zone, error.suggestion))

    if language not in (*list_languages(), pseudo_language.NAME):
        runtime.give_up(output.unknown_language(language, list_languages()))

    gc.freeze()  # what is imported stays until the end
    gc.set_threshold(MAX_YOUNG, *gc.get_threshold()[1:])
    rehearsal = Rehearsal(people, weeks, absent, zone, str(seed), life, towns, language)
    rehearsed = runtime.run_async(rehearse(rehearsal, quiet=as_json))
    found = {"False sentences": rehearsed.false_sentences, "Numbers": rehearsed.numbers}
    if language == pseudo_language.NAME:
        found["Untranslated"] = rehearsed.untranslated
    output.print_rehearsal(rehearsed.report, found, weeks, as_json=as_json)


async def rehearse(rehearsal: Rehearsal, *, quiet: bool) -> Rehearsed:
    """Live through the weeks of a rehearsal in a throw-away database; return what came of it."""
    began = time.perf_counter()
    start = utc_instant(FIRST_DAY, FIRST_TIME, rehearsal.zone)
    clock = SimulatedClock(start)
    disturb = TroubledPlatform if rehearsal.life == "busy" else None
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        url = sqlite_address(Path(folder) / "rehearsal.db")
        async with assemble_app(
            url, clock.now, seed=rehearsal.seed, durable=False, disturb=disturb
        ) as mingle:
            await _speak(mingle, rehearsal.language)
            numbers = NumberReader(_advice(rehearsal.language))
            is_pseudo = rehearsal.language == pseudo_language.NAME
            translations = _translation_reader() if is_pseudo else None
            _watch(mingle, numbers, translations)
            actors = await _settle(mingle, rehearsal)
            driver = SimulationDriver(mingle.engine, clock, actors)
            unread = _closed_channels(actors), _people_gone(actors)
            referee = Referee(mingle.database, ROUTER, WORKSPACE, *unread)
            visitor = Visitor(mingle.database, ROUTER, WORKSPACE, numbers)
            chronicle = Chronicle(WORKSPACE)
            days = rehearsal.weeks * 7
            with output.progress_bar("Days rehearsed", days, quiet=quiet) as on_progress:
                for day in range(days):
                    hours = timedelta(hours=READING_HOURS[day % len(READING_HOURS)])
                    await driver.advance_to(start + timedelta(days=day) + hours)
                    if rehearsal.language == ENGLISH:
                        await referee.read(clock.now())
                    if translations and day % 7 == 0:
                        async with mingle.database.read_transaction() as tx:
                            await translations.note_words_of_people(tx)
                    if day % DAYS_BETWEEN_NOTES == 0:
                        async with mingle.database.read_transaction() as tx:
                            await chronicle.take_note(tx)
                    if day % DAYS_BETWEEN_NOTES == VISITED_ON:
                        await gather_statistics(mingle.database)
                        organiser = day % (2 * DAYS_BETWEEN_NOTES) == VISITED_ON
                        if call := await _visit(mingle, day, organiser=organiser):
                            await visitor.visit(call)
                    on_progress(day + 1)
            await driver.advance_to(start + timedelta(weeks=rehearsal.weeks))

            seconds = time.perf_counter() - began
            found = referee.false_sentences, numbers.faults
            lived = Lived(start, clock.now(), len(DECK), seconds, *_troubles(actors), *found)
            async with mingle.database.read_transaction() as tx:
                await chronicle.take_note(tx)
                report = await measure_workspace(tx, WORKSPACE, lived, chronicle)
                if translations:
                    await translations.note_words_of_people(tx)
                untranslated = translations.find_faults() if translations else []
                return Rehearsed(report, *found, untranslated)


async def _speak(mingle: Mingle, language: str) -> None:
    async with mingle.database.transaction() as tx:
        await choose_language(tx, WORKSPACE, reader_languages.WORKSPACE, language)


def _translation_reader() -> TranslationReader:
    associations = load_known()
    brought = [*_advice(ENGLISH), *(known.about for known in associations)]
    named = [words for known in associations for words in (known.name, known.town)]
    return TranslationReader(named, brought)


def _advice(language: str) -> list[str]:
    """Return what Mingle tells people to do or to talk about: no number in it counts anybody."""
    with speaking(language):
        prompts = [words for prompt in DECK for words in (prompt.said, prompt.said_hint)]
        return [*prompts, *list_icebreakers(), *kits.list_texts()]


def _watch(mingle: Mingle, numbers: NumberReader, translations: TranslationReader | None) -> None:
    """Have whatever is posted, changed or answered from now on read."""
    answer = mingle.listener.dispatch

    async def dispatch_and_read(call: Invocation) -> Answer:
        answered = await answer(call)
        numbers.read_answer(answered, call.action)
        if translations:
            translations.read_answer(answered, call.action)
        return answered

    def read_posted(posted: MessagePosted) -> None:
        card = posted.message.card
        if card:
            numbers.read(card, card.title, posted.message.id)
            if translations:
                translations.read(card, card.kind)

    mingle.listener.dispatch = dispatch_and_read
    mingle.playground.listeners.append(read_posted)


async def _visit(mingle: Mingle, day: int, *, organiser: bool) -> Invocation | None:
    """Return a call of somebody who asks everything today, an organiser or one who is none."""
    conversations = (await mingle.playground.conversations_by_id()).values()
    people = await mingle.playground.colleagues_by_id()
    channels = [each for each in conversations if each.kind == "channel" and each.people]
    channel = channels[day % len(channels)]
    able = [who for who in channel.people if people[who].organiser == organiser]
    if not able:
        return None
    who = people[able[day % len(able)]]
    return Invocation(
        id="",
        workspace=WORKSPACE,
        person=who.id,
        name=who.name,
        now=mingle.playground.now(),
        interaction="command",
        action="",
        channel=channel.id,
        channel_name=channel.name,
        zone=who.zone,
        organiser=organiser,
        seed=day,
    )


async def _settle(mingle: Mingle, rehearsal: Rehearsal) -> SimulatedPeople | BusyLife:
    """Insert the people and set the features up; return who acts."""
    if not isinstance(mingle.platform, TroubledPlatform):
        await mingle.populate_playground(rehearsal.people, rehearsal.absent, newcomer=False)
        await playground_workspace.set_up_features(mingle.listener, rehearsal.zone)
        return SimulatedPeople(mingle.listener, random.Random(rehearsal.seed))

    present = rehearsal.people
    roster = busy_roster(
        present + rehearsal.weeks, rehearsal.towns, rehearsal.absent, rehearsal.seed
    )
    await mingle.populate_with(roster[:present])
    return await open_busy_life(
        mingle.listener, mingle.platform, roster, present, rehearsal.zone, rehearsal.weeks
    )


def _troubles(actors: SimulatedPeople | BusyLife) -> tuple[list[Happening], list[Span]]:
    """Return what people of a busy life did, and when the platform was down."""
    if isinstance(actors, SimulatedPeople):
        return [], []
    return actors.scene.happenings, actors.scene.platform.outages


def _closed_channels(actors: SimulatedPeople | BusyLife) -> Callable[[], Collection[str]]:
    """Return a function that lists the channels in which nothing can be changed now."""
    if isinstance(actors, SimulatedPeople):
        return tuple
    return actors.scene.platform.closed_channels


def _people_gone(actors: SimulatedPeople | BusyLife) -> Callable[[], Collection[str]]:
    """Return a function that lists who has left the company."""
    if isinstance(actors, SimulatedPeople):
        return tuple
    return lambda: actors.scene.platform.gone
