"""Start `mingle run` again and again: fork it from a process that has imported it already.

Run as `python -m tests.faults.nursery`; orders come in by standard input, one a line. Each child is
a process of its own with its own connections, and can be killed, frozen and resumed like any other.
"""

import ctypes
import gc
import json
import os
import signal
import sys
from typing import Any

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def _report(**told: Any) -> None:
    os.write(1, (json.dumps(told) + "\n").encode())


def _bury(_number: int, _frame: object) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _report(pid=pid, ended=os.waitstatus_to_exitcode(status))


def _be_born(order: dict[str, Any]) -> None:
    """Become the program; never return."""
    from tests.faults.entry import run_program

    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)  # nobody else would end it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # until the engine can be woken by it
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    code = 70
    try:
        code = run_program(order)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Import the program, then fork a child for each order."""
    import tests.faults.entry  # noqa: F401 - what it imports is what children need not

    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _bury)
    _report(ready=True)
    while line := sys.stdin.readline():
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if pid == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            _be_born(order)
        _report(pid=pid, number=order["number"])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


if __name__ == "__main__":
    main()
