"""Run a slow pure function in a short-lived child process.

The event loop stays free, and the memory is returned when the child ends. The child serves one
call: there is no pool to keep, close or forget. It reads its work from a pipe that stays open; when
that pipe ends, the parent is gone, however suddenly, and the child exits too.
"""

import asyncio
import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

MAX_TRIES = 2  # a process may be killed for no fault of its work
NICENESS = 10  # the chat goes first

log = structlog.get_logger()

Result = TypeVar("Result")


class WorkerDied(Exception):
    """The child process ended without an answer."""


async def run_in_process(work: Callable[..., Result], /, *given: Any) -> Result:
    """Return what an importable function returns for picklable arguments, computed in a child."""
    for left in reversed(range(MAX_TRIES)):
        try:
            return await _once(work, given)
        except WorkerDied:
            log.warning(
                "work apart died", action="apart.died", work=work.__qualname__, tries_left=left
            )
            if not left:
                raise
    raise AssertionError


async def _once(work: Callable[..., Result], given: tuple[Any, ...]) -> Result:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "jobs.engine.worker_process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join(place or os.getcwd() for place in sys.path)},
        start_new_session=True,  # Ctrl+C is for the program, not for its helpers
    )
    try:
        answer = await _ask(process, pickle.dumps((work, given)))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    fine, result = pickle.loads(answer)  # from a process of our own
    if fine:
        return result  # type: ignore[no-any-return]
    raise result


async def _ask(process: asyncio.subprocess.Process, question: bytes) -> bytes:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(question)
        await process.stdin.drain()
        answer = await process.stdout.read()
    except ConnectionError:
        raise WorkerDied from None
    if not answer or await process.wait():
        raise WorkerDied
    return answer


def main() -> None:
    """Read one call from standard input and write its outcome to standard output."""
    os.nice(NICENESS)
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints shall not spoil the answer
    question = os.fdopen(0, "rb", closefd=False)
    work, given = pickle.load(question)
    threading.Thread(target=_leave_when_nobody_waits, daemon=True).start()
    try:
        result = True, work(*given)
    except Exception as error:
        result = False, error
    with answer:
        pickle.dump(result, answer)


def _leave_when_nobody_waits() -> None:
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
