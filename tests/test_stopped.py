"""Stop a real `mingle run` while everything is under way, and lose nothing by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.slack.ids import qualify_id
from adapters.slack.manifest import build_manifest
from bot.cli.runtime import real_now
from bot.core import schedule
from bot.core.answers import ANSWER_REASON
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.features import ROUTER
from bot.pairings.tables import membership, pairing_program, pairing_round
from bot.people.tables import person
from bot.store.migrate import open_migrated
from tests.doubles.slack import SlackServer, User
from tests.running import UNDER_LOAD, RunningMingle, running_mingle

CONNECTED = "Mingle is in Slack"
PROMISED = 10.0  # seconds from SIGTERM to the end
TABLES = 15
CROWD = 400  # people whose round takes the solver many seconds


@asynccontextmanager
async def office(folder: Path, slack: SlackServer) -> AsyncIterator[RunningMingle]:
    """Run Mingle for a workspace until the block ends."""
    settings = {
        "SLACK__BOT_TOKEN": slack.home.token,
        "SLACK__APP_TOKEN": slack.app.app_token,
        "SLACK__API_URL": slack.url,
        "SLACK__HISTORY": "true",
    }
    async with running_mingle(folder, **settings) as mingle:
        await mingle.until_it_says(CONNECTED)
        yield mingle


def url_of(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/data/mingle.db"


async def with_a_draw_due(folder: Path, slack: SlackServer, people: list[User]) -> None:
    """Let everybody take part in groups of four, and a round be due a minute ago."""
    workspace, now = f"slack:{slack.home.id}", real_now()
    channel = slack.home.channel("lunch")
    program = {
        "channel": qualify_id(workspace, channel.id),
        "channel_name": "lunch",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "start": now.date() - timedelta(days=7),
        "time": "00:00",
        "zone": "UTC",
        "size": 4,
        "blackout": (),
        "same_office": False,
        "active": True,
    }
    async with open_migrated(url_of(folder)) as database, database.transaction() as tx:
        number = await tx.insert(pairing_program, workspace=workspace, **program)
        for user in people:
            who = {"workspace": workspace, "person": qualify_id(workspace, user.id)}
            await tx.insert_or_ignore(person, **who, name=user.name, zone="UTC", since=now)
            await tx.insert(
                membership, **who, program=number, state="in", since=now, silent_rounds=0
            )
        due = now - timedelta(minutes=1)
        await schedule.schedule(
            tx, workspace, "round.draw", Subject("program", number), due, now.date()
        )


async def states_of(folder: Path) -> set[str]:
    """Return the states of all messages; assert that the draw is whole or not there at all.

    Not of those that were in store for whoever gets no answer.
    """
    async with (
        open_migrated(url_of(folder)) as database,
        database.read_transaction() as tx,
    ):
        done = select(occurrence.c.state).where(occurrence.c.kind == "round.draw")
        rounds = await tx.all(select(pairing_round))
        assert (await tx.scalars(done)).count("done") == len(rounds)
        spoken = select(outbox_message.c.state).where(outbox_message.c.reason != ANSWER_REASON)
        return set(await tx.scalars(spoken))


@pytest.mark.rehearsal
async def test_a_stop_amid_tables_and_a_draw_takes_seconds_and_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    async with SlackServer() as slack:
        slack.workspace()
        people = [slack.person(f"Colleague {number}") for number in range(CROWD)]
        lunch = slack.channel("lunch", people)
        slack.install(build_manifest(ROUTER, history=True))
        async with office(tmp_path, slack) as mingle:
            for user in people[:TABLES]:
                await slack.type_command(user, lunch, "/lunch tomorrow 12:30")
            await slack.until(lambda: lunch.messages)
            await with_a_draw_due(tmp_path, slack, people)
            await slack.type_command(people[TABLES], lunch, "/mingle me")
            await slack.until(mingle.children, UNDER_LOAD)  # the solver begins
            assert len(lunch.messages) < TABLES
            took = await mingle.stop()
        assert took < PROMISED
        assert mingle.process.returncode == 0, mingle.said

        assert await states_of(tmp_path) <= {"sent", "ready", "unknown"}

        async with office(tmp_path, slack) as mingle:
            await slack.until(lambda: len(lunch.messages) >= TABLES, UNDER_LOAD)
            await mingle.stop()
        assert len({message.text for message in lunch.messages}) == len(lunch.messages) == TABLES
