"""Install from lock files as `make` does, from an index on which everything has a newer release."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.lock_file import find_absent, find_unmet, read_pins
from tests.package_index import Wheel, serve_index

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"],
    "adapters/playground/requirements.lock": PROJECT["project"]["optional-dependencies"][
        "playground"
    ],
    "tests/requirements.lock": PROJECT["dependency-groups"]["test"],
}
MENDED_IN = Version("23.3")
"""The pip that takes `wick==1.0` for a pin of `wick[wax]` too."""
EXTRAS = re.compile(r"^([\w-]+)\[[\w,-]+\]==", re.MULTILINE)

LAMP = Wheel("lamp", "1.0", requires=("wick[wax]>=1", "flint>=1"))
WICK = Wheel("wick", "1.0", requires=("wax>=1; extra == 'wax'",), extras=("wax",))
WAX = Wheel("wax", "1.0")
FLINT = Wheel("flint", "1.0")
LOCKED = [LAMP, WICK, WAX, FLINT]
NAMES = {wheel.name for wheel in LOCKED} | {"shade"}
NEWER = [Wheel(old.name, "2.0", old.requires, old.extras) for old in LOCKED]
SHADE = Wheel("shade", "1.0", requires=("lamp==1.0",))
NEWER_SHADE = Wheel("shade", "2.0", requires=("lamp==2.0",))

UV = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
RUNS = Wheel("uv", "1.0", program=f'#!/bin/sh\nexec {UV} "$@"\n')
NO_INDEX = Wheel("uv", "1.0", program='#!/bin/sh\ntest "$1" = --version\n')
NO_START = Wheel("uv", "1.0", program="#!/bin/sh\nexit 126\n")
NO_WHEEL = Wheel("uv", "1.0", platform="win_arm64")


def as_lock(wheels: Sequence[Wheel]) -> str:
    return "".join(f"{wheel.pin}\n" for wheel in wheels)


@dataclass
class Machine:
    """A folder with a fresh .venv, the lock files of a small project, and an index it installs
    from."""

    folder: Path
    index: str

    def lock(self, wheels: Sequence[Wheel], uv: Wheel) -> None:
        """Write down what the project needs, with its extras, and which uv installs it."""
        lock = as_lock(wheels).replace("wick==", "wick[wax]==")
        (self.folder / "requirements.lock").write_text(lock)
        (self.folder / ".ci").mkdir()
        (self.folder / ".ci" / "installer.lock").write_text(uv.pin)

    def lock_page(self, wheels: Sequence[Wheel]) -> None:
        """Write down what the playground's page needs."""
        lock = self.folder / "adapters" / "playground" / "requirements.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(as_lock(wheels))

    def make(self, goal: str = ".venv/.runtime") -> subprocess.CompletedProcess[str]:
        """Install with the project's own Makefile; the runtime lock alone, where none is named."""
        makefile = str(ROOT / "Makefile")
        return self.run("make", "--file", makefile, "--assume-old=.venv/.ready", goal)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command that knows this index and no other, nor any setting of this computer."""
        settings = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "NO_PROXY": "127.0.0.1"}
        settings |= {
            "PIP_INDEX_URL": self.index,
            "PIP_CONFIG_FILE": os.devnull,
            "UV_NO_CONFIG": "1",
        }
        return subprocess.run(
            command,
            cwd=self.folder,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def installed(self) -> dict[str, tuple[str, str]]:
        """Return the version of each package of the project, and what installed it."""
        found: dict[str, tuple[str, str]] = {}
        for path in self.folder.glob(".venv/lib/python*/site-packages/*.dist-info"):
            name, version = path.name.removesuffix(".dist-info").split("-")
            if name in NAMES:
                found[name] = (version, (path / "INSTALLER").read_text().strip())
        return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    venv.create(folder, with_pip=True, symlinks=True)
    return folder


@pytest.fixture
def machine(environment: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    shutil.copytree(environment, tmp_path / ".venv", symlinks=True)
    uv: Wheel = getattr(request, "param", RUNS)
    if uv is RUNS and not UV:
        pytest.skip("uv is not installed")
    with serve_index([*NEWER, *LOCKED, SHADE, NEWER_SHADE, uv]) as index:
        made = Machine(tmp_path, index)
        made.lock(LOCKED, uv)
        yield made


@pytest.mark.parametrize(
    ("machine", "installer"),
    [(RUNS, "uv"), (NO_INDEX, "pip"), (NO_START, "pip"), (NO_WHEEL, "pip")],
    ids=["with-uv", "uv-reaches-no-index", "uv-does-not-start", "no-uv-for-this-machine"],
    indirect=["machine"],
)
def test_what_is_locked_is_installed_and_nothing_newer(machine: Machine, installer: str) -> None:
    done = machine.make()
    assert done.returncode == 0, done.stderr
    assert machine.installed() == {wheel.name: ("1.0", installer) for wheel in LOCKED}
    assert ("so pip does" in done.stdout) == (installer == "pip")


def test_a_package_that_the_lock_forgets_stops_the_installation(machine: Machine) -> None:
    (machine.folder / "requirements.lock").write_text(as_lock([LAMP, WICK, WAX]))
    done = machine.make()
    assert done.returncode != 0
    assert "lamp 1.0 requires flint, which is not installed." in done.stderr
    assert "Run 'make clean', then this again." in done.stderr


def test_the_page_comes_on_top_of_a_production_install_and_is_upgraded_with_it(
    machine: Machine,
) -> None:
    machine.lock_page([SHADE])
    assert machine.make().returncode == 0
    assert "shade" not in machine.installed()
    assert machine.make(".venv/.page").returncode == 0
    assert machine.installed()["shade"] == ("1.0", "uv")

    machine.lock_page([NEWER_SHADE])
    newer = [Wheel("lamp", "2.0", LAMP.requires), *LOCKED[1:]]
    lock = machine.folder / "requirements.lock"
    lock.write_text(as_lock(newer).replace("wick==", "wick[wax]=="))
    later = time.time() + 60
    os.utime(lock, (later, later))
    done = machine.make()
    assert done.returncode == 0, done.stderr
    assert machine.installed()["shade"] == machine.installed()["lamp"] == ("2.0", "uv")


def test_a_package_that_is_not_the_locked_one_is_not_installed(machine: Machine) -> None:
    lock = machine.folder / "requirements.lock"
    lock.write_text(lock.read_text().replace(FLINT.digest, WAX.digest))
    assert machine.make().returncode != 0
    assert "flint" not in machine.installed()


def test_an_older_pip_refuses_a_lock_whose_extras_were_stripped(machine: Machine) -> None:
    stripped = machine.folder / "stripped.lock"
    stripped.write_text(as_lock(LOCKED))
    pip = [".venv/bin/python", "-m", "pip"]
    version = Version(machine.run(*pip, "--version").stdout.split()[1])

    done = machine.run(*pip, "install", "--require-hashes", "--requirement", stripped.name)
    refused = "all requirements must have their versions pinned" in done.stderr
    assert (done.returncode != 0) == refused == (version < MENDED_IN)


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_is_all_that_its_packages_ask_for_and_what_is_installed(lock: str) -> None:
    pins = read_pins((ROOT / lock).read_text(encoding="utf-8"))
    assert find_absent(pins) == []
    assert find_unmet(pins, map(Requirement, ASKED[lock])) == []


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_whose_extras_were_stripped_is_seen(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    with_extras = EXTRAS.findall(text)
    unmet = find_unmet(read_pins(EXTRAS.sub(r"\1==", text)), map(Requirement, ASKED[lock]))
    asked = {re.split(r"[\[ ]", line.split(" asks for ")[1])[0].lower() for line in unmet}
    assert with_extras
    assert asked == set(with_extras)
