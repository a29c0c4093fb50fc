"""Do slow work in a process that nobody has to look after."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.matching import Rules, solve_and_explain
from jobs.engine.worker_process import WorkerDied, run_in_process
from tests.bot.matching.crowds import some_people

WAITING = """
import asyncio, signal
# Who is started in the background ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from jobs.engine.worker_process import run_in_process
from tests.jobs.engine.test_worker_process import take_long
asyncio.run(run_in_process(take_long))
"""


def add(one: int, two: int) -> tuple[int, int]:
    print("what work prints does no harm")  # noqa: T201
    return one + two, os.getpid()


def stumble() -> None:
    raise LookupError("no soup")


def die(times: int, diary: Path) -> str:
    """Be killed so often, and then do the work."""
    with diary.open("a") as book:
        book.write("tried\n")
    if len(diary.read_text().splitlines()) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def take_long() -> None:
    sys.stderr.write(f"at work in session {os.getsid(0)}\n")
    sys.stderr.flush()
    time.sleep(120)


async def test_work_is_done_in_another_process_that_is_gone_afterwards() -> None:
    result, process = await run_in_process(add, 1, 2)
    assert result == 3
    assert process != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


async def test_a_mistake_arrives_where_the_work_was_wanted() -> None:
    with pytest.raises(LookupError, match="no soup"):
        await run_in_process(stumble)


async def test_work_whose_process_is_killed_is_done_again(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    assert await run_in_process(die, 1, diary) == "done"
    assert diary.read_text() == "tried\ntried\n"


async def test_work_that_kills_every_process_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(WorkerDied):
        await run_in_process(die, 100, tmp_path / "diary")


async def test_others_go_on_while_a_round_is_drawn_and_it_is_the_same_round() -> None:
    people, rules = some_people(120), Rules(size=3)
    drawing = asyncio.create_task(run_in_process(solve_and_explain, people, [], rules, "seed"))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100
    assert await drawing == solve_and_explain(people, [], rules, "seed")


async def test_who_no_longer_waits_leaves_no_process_behind() -> None:
    work = asyncio.create_task(run_in_process(take_long))
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_the_program_ends_its_helper_ends_with_it(number: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", WAITING], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert program.stderr
    assert int(next(program.stderr).removeprefix("at work in session ")) != program.pid

    os.killpg(program.pid, number)  # as Ctrl+C does
    # Ends when nobody holds the pipe any more, the helper neither.
    _, left = program.communicate(timeout=30)
    # Its own traceback would name the frame; from 3.13 on the program's quotes the source of `-c`.
    assert "in take_long" not in left
