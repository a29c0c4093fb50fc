"""Kill the program at any moment, start it again, and find everything said once."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.cli.assembly import Mingle, assemble_app
from bot.cli.runtime import real_now
from bot.core.interactions import Reply
from bot.core.platform import MessageRef
from bot.core.tables import outbox_message
from bot.pairings.tables import pairing_round
from bot.prompts.tables import posting
from bot.store.engine import ReadTransaction
from bot.store.playground import playground_message
from bot.ui.cards import Actions, as_text
from tests.ports import free_port

KILLS = 14
LONGEST = 4.0  # seconds a process lives before it is killed, at most
READY = "Mingle is at"


def start(data: Path, **settings: str) -> subprocess.Popen[str]:
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--no-browser",
        "--port",
        str(port),
        "--data",
        str(data),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    return subprocess.Popen(words, env={**os.environ, **settings, "PYTHONUNBUFFERED": "1"}, **pipes)  # type: ignore[call-overload, no-any-return]


def kill_again_and_again(data: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(KILLS):
        process = start(
            data, COVERAGE_PROCESS_CONFIG=""
        )  # what is killed writes no trace down, and is slower with one
        try:
            process.wait(timeout=chance.uniform(0.8, LONGEST))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def let_it_finish(data: Path) -> int:
    process = start(data)
    assert process.stdout
    for line in process.stdout:
        if READY in line:
            process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    return process.returncode


async def lost_or_doubled(tx: ReadTransaction) -> list[object]:
    said = select(playground_message.c.key, func.count()).where(
        playground_message.c.key.is_not(None)
    )
    doubled = [
        row
        for row in map(tuple, await tx.all(said.group_by(playground_message.c.key)))
        if row[1] > 1
    ]
    leads = select(outbox_message.c.token).where(
        outbox_message.c.state == "sent",
        outbox_message.c.merged_into == outbox_message.c.id,
        outbox_message.c.kind != "census",
    )
    keys = select(playground_message.c.key).where(playground_message.c.key.is_not(None))
    sent, heard = (
        set(await tx.scalars(leads.where(outbox_message.c.kind != "census"))),
        set(await tx.scalars(keys)),
    )
    return [*doubled, *(sent ^ heard)]


@pytest.mark.rehearsal
@pytest.mark.timeout(280)
async def test_nobody_misses_or_hears_anything_twice_however_often_the_program_is_killed(
    tmp_path: Path,
) -> None:
    data, seed = tmp_path / "demo.db", random.SystemRandom().randrange(10**6)
    kill_again_and_again(data, seed)
    assert let_it_finish(data) == 0, f"seed {seed}"
    async with assemble_app(f"sqlite+aiosqlite:///{data}", real_now) as mingle:
        async with mingle.database.read_transaction() as tx:
            assert await lost_or_doubled(tx) == [], f"seed {seed}"
            rounds = await tx.all(
                select(pairing_round.c.local_date, func.count()).group_by(
                    pairing_round.c.local_date
                )
            )
            prompts = await tx.all(
                select(posting.c.local_date, func.count()).group_by(posting.c.local_date)
            )
            stuck = await tx.scalars(
                select(outbox_message.c.key).where(
                    outbox_message.c.state.in_(("sending", "unknown", "held"))
                )
            )
        assert [count for _, count in map(tuple, rounds)] == [1, 1], f"seed {seed}"
        assert [count for _, count in map(tuple, prompts)] == [1], f"seed {seed}"
        assert stuck == []
        await mingle.playground.load_conversations()
        await press_an_old_button(mingle)


async def press_an_old_button(mingle: Mingle) -> None:
    """Join by the invitation that an earlier process sent."""
    newcomer = f"{mingle.playground.workspace}/sam-rivera"
    where = await mingle.playground.direct_conversation(newcomer)
    said = select(playground_message).where(playground_message.c.channel == where.id)
    async with mingle.database.read_transaction() as tx:
        message = await tx.first(said.order_by(playground_message.c.id).limit(1))
    assert message
    items = [
        item for part in message.card.parts if isinstance(part, Actions) for item in part.items
    ]
    join = next(item for item in items if item.action == "people.join")
    sent = MessageRef(where.id, str(message.id))
    answer = await mingle.listener.handle_click(
        newcomer, sent, join.action, join.value, "an old button"
    )
    assert isinstance(answer, Reply)
    assert as_text(answer.card).startswith("You are in")
