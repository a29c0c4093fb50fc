"""What the kernel keeps from the process that reads strangers' pages: files, sockets, programs.

Landlock leaves it the program's own code and the time zones to read, and nothing to write; seccomp
refuses sockets and other programs. Where a kernel has neither, the limits on memory and time hold.
"""

import ctypes
import os
import platform
import resource
import struct
import sysconfig
import zoneinfo
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MAX_FILES = 64  # open at one time

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_GET_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# rights on files that a version of Landlock knows: 13 at first, some more since
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_ALL_TCP, _ALL_SCOPES = 3, 3
_TCP_VERSION, _SCOPES_VERSION = 4, 6

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # refused with EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_FOREIGN_CALLS = 0x40000000  # from here on, calls of another kind on x86
# Linux names: execve, execveat, socket, connect, ptrace, process_vm_readv, io_uring_setup
_REFUSED_CALLS = {
    "x86_64": (0xC000003E, (59, 322, 41, 42, 101, 310, 425)),
    "aarch64": (0xC00000B7, (221, 281, 198, 203, 117, 270, 425)),
}


class Confinement(NamedTuple):
    """What the kernel enforces, or could."""

    landlock: bool
    seccomp: bool


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def find_confinement() -> Confinement:
    """Return what this kernel can enforce."""
    return Confinement(_landlock_version() > 0, _has_seccomp())


def confine_process() -> Confinement:
    """Renounce files, sockets and other programs for good; return what the kernel enforces."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))
    if not _call_prctl(_SET_NO_NEW_PRIVS, 1):
        return Confinement(landlock=False, seccomp=False)
    return Confinement(_restrict_files(_code_folders()), _refuse_calls())


def _code_folders() -> list[Path]:
    """Return what parsing may still have to read: code, and the time zones."""
    own = [Path(__file__).parents[1], Path(__file__).parents[2] / "bot"]
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    installed = [Path(sysconfig.get_path(name)) for name in names]
    return [*own, *installed, *map(Path, zoneinfo.TZPATH)]


def _restrict_files(readable: Iterable[Path]) -> bool:
    version = _landlock_version()
    if version < 1:
        return False
    rights = (1 << _RIGHTS.get(version, max(_RIGHTS.values()))) - 1
    handled = struct.pack("Q", rights)
    if version >= _TCP_VERSION:
        handled += struct.pack("Q", _ALL_TCP)
    if version >= _SCOPES_VERSION:
        handled += struct.pack("Q", _ALL_SCOPES)

    ruleset = _call(_CREATE_RULESET, handled, len(handled), 0)
    if ruleset < 0:
        return False
    try:
        for folder in readable:
            _allow_reading(ruleset, folder)
        return _call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, folder: Path) -> None:
    try:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, place)
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(place)


def _refuse_calls() -> bool:
    """Have the kernel refuse some calls of this process, and of those that it forks."""
    if not _has_seccomp():
        return False
    architecture, calls = _REFUSED_CALLS[platform.machine()]
    end = len(calls) + 1
    steps = [
        (_LOAD, 0, 0, 4),  # the architecture of the call
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),  # its number
        (_AT_LEAST, end, 0, _FOREIGN_CALLS),
        *((_EQUAL, end - at, 0, call) for at, call in enumerate(calls, start=1)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    return _call_prctl(_SET_SECCOMP, _FILTER, ctypes.byref(_Filter(len(steps), program)))


def _landlock_version() -> int:
    """Return the version of Landlock, or a number below 1 where there is none."""
    if platform.system() != "Linux":
        return 0
    return _call(_CREATE_RULESET, None, 0, _GET_VERSION)


def _has_seccomp() -> bool:
    return platform.system() == "Linux" and platform.machine() in _REFUSED_CALLS


def _call(number: int, *given: object) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    sizes = [ctypes.c_size_t(each) if isinstance(each, int) else each for each in given]
    return int(library.syscall(ctypes.c_long(number), *sizes))


def _call_prctl(option: int, *given: object) -> bool:
    if platform.system() != "Linux":
        return False
    padded = [*given, 0, 0, 0, 0][:4]
    sizes = [ctypes.c_ulong(each) if isinstance(each, int) else each for each in padded]
    return int(ctypes.CDLL(None).prctl(option, *sizes)) == 0
