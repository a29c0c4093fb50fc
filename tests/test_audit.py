"""Run the audit through the project's own Makefile, with lock files that are whole or broken, where
the list of vulnerabilities answers, is silent, or is out of reach."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import audit
from tests.imports import ROOT
from tests.lock_file import find_broken, list_pinned

# Ruff, mypy and pytest are somebody else's tests; here they are always content.
PYTHON = """#!/bin/sh
case "$2" in tests.audit) exec {python} "$@" ;; esac
"""
ANSWERING = """
import json, pathlib, sys
print(pathlib.Path("answer.json").read_text())
"""
CHECK = ("make", "--file", str(ROOT / "Makefile"), "--assume-old=.venv/.tests", "check")
BREAKS: dict[str, Callable[[str], str]] = {
    "cut in the middle": lambda text: text[: text.index("--hash") + 30],
    "a merge conflict": lambda text: f"<<<<<<< ours\n{text}",
    "no version": lambda text: text.replace("==", ">=", 1),
    "no hash": lambda text: "lamp==1.0\n" + text,
    "an address": lambda text: f"lamp @ https://lamp.example/lamp.whl\n{text}",
    "an option": lambda text: f"--find-links lamps\n{text}",
    "empty": lambda text: "",
}


class Clone:
    """A folder with the lock files, the audit, and a pip-audit that answers as it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in [*audit.LOCKS, "tests/audit.py", "tests/lock_file.py"]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)

        for name, text in {
            "python": PYTHON.format(python=shlex.quote(sys.executable)),
            "ruff": "#!/bin/sh\n",
            "mypy": "#!/bin/sh\n",
        }.items():
            program = folder / ".venv" / "bin" / name
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text(text)
            program.chmod(0o755)

    def answer(self, *skipped: str, vulnerable: str = "", says: str | None = None) -> None:
        """Let pip-audit know all packages but some, or say something else."""
        vulns = [{"id": "CVE-2026-1", "fix_versions": ["9.9"]}]
        pins = sorted(
            {pin for lock in audit.LOCKS for pin in list_pinned((ROOT / lock).read_text())}
        )
        told: list[dict[str, Any]] = []
        for name, _, version in (pin.partition("==") for pin in pins):
            found = {"vulns": vulns if name == vulnerable else []}
            told.append(
                {"name": name, "version": version}
                | ({"skip_reason": "not found"} if name in skipped else found)
            )
        (self.folder / "pip_audit.py").write_text(ANSWERING)
        (self.folder / "answer.json").write_text(
            json.dumps({"dependencies": told}) if says is None else says
        )

    def check(self, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run `make check`."""
        known = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **settings}
        return subprocess.run(
            CHECK, cwd=self.folder, env=known, capture_output=True, text=True, check=False
        )


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    made = Clone(tmp_path)
    made.answer()
    return made


def test_what_is_known_to_be_well_passes(clone: Clone) -> None:
    done = clone.check()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "and found 0 vulnerabilities." in done.stdout


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("lock", audit.LOCKS)
def test_a_broken_lock_file_is_seen(lock: str, how: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert find_broken(text) == []
    assert find_broken(BREAKS[how](text))


@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_broken_lock_file_fails_the_check_with_and_without_a_net(
    clone: Clone, offline: str
) -> None:
    lock = clone.folder / "tests" / "mutants.lock"
    lock.write_text(BREAKS["a merge conflict"](lock.read_text()))
    done = clone.check(MINGLE_AUDIT_OFFLINE=offline)
    assert done.returncode != 0
    assert "tests/mutants.lock: no pin: <<<<<<< ours" in done.stdout

    lock.unlink()
    assert clone.check(MINGLE_AUDIT_OFFLINE=offline).returncode != 0


@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_known_vulnerability_fails_the_check(clone: Clone, offline: str) -> None:
    clone.answer("starlette", vulnerable="aiohttp")
    done = clone.check(MINGLE_AUDIT_OFFLINE=offline)
    assert done.returncode != 0
    assert "CVE-2026-1, fixed in 9.9" in done.stdout


def test_one_package_that_nobody_could_ask_about_fails_the_check(clone: Clone) -> None:
    clone.answer("starlette")
    done = clone.check()
    assert done.returncode != 0
    assert "could not be asked about starlette." in done.stdout
    assert "NOT AUDITED, so this is an error." in done.stdout

    passed = clone.check(MINGLE_AUDIT_OFFLINE="1")
    assert passed.returncode == 0
    assert "NOT AUDITED, and passed over because MINGLE_AUDIT_OFFLINE=1" in passed.stdout


def test_a_list_out_of_reach_fails_the_check_unless_this_machine_has_no_net(clone: Clone) -> None:
    (clone.folder / "pip_audit.py").unlink()
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "PIP_AUDIT_CACHE_DIR": str(clone.folder)}
    done = clone.check(**nowhere)
    assert done.returncode != 0
    assert "NOT AUDITED, so this is an error." in done.stdout

    passed = clone.check(MINGLE_AUDIT_OFFLINE="1", **nowhere)
    assert passed.returncode == 0
    assert "NOT AUDITED, and passed over" in passed.stdout


def test_a_proxy_whose_certificate_nobody_trusts_is_as_good_as_no_net(clone: Clone) -> None:
    told = "requests.exceptions.SSLError: certificate verify failed: self-signed certificate"
    (clone.folder / "pip_audit.py").write_text(f"raise SystemExit({told!r})")
    assert "NOT AUDITED, so this is an error." in clone.check().stdout
    passed = clone.check(MINGLE_AUDIT_OFFLINE="1")
    assert (passed.returncode, "NOT AUDITED, and passed over" in passed.stdout) == (0, True)


def test_a_pip_audit_that_breaks_down_fails_the_check_everywhere(clone: Clone) -> None:
    clone.answer(says="no JSON")
    done = clone.check(MINGLE_AUDIT_OFFLINE="1")
    assert done.returncode != 0
    assert "pip-audit failed in itself" in done.stdout


def test_only_the_machine_of_ci_passes_over_an_audit_that_did_not_look() -> None:
    assert 'MINGLE_AUDIT_OFFLINE="${MINGLE_AUDIT_OFFLINE-1}"' in (ROOT / ".ci/run").read_text()
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        text = workflow.read_text(encoding="utf-8")
        assert text.count(".ci/run") <= text.count('MINGLE_AUDIT_OFFLINE: "0"'), workflow.name
