"""Ask pip-audit whether a locked package has a known vulnerability: `make audit`.

Fails closed. A broken lock file and a known vulnerability are errors everywhere; that nobody could
be asked is one too, unless MINGLE_AUDIT_OFFLINE=1 states that this machine may not reach a list.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from tests.lock_file import find_broken, list_pinned

ROOT = Path(__file__).parents[1]
LOCKS = [
    "requirements.lock",
    "adapters/playground/requirements.lock",
    "tests/requirements.lock",
    "tests/mutants.lock",
    ".ci/installer.lock",
]
PATIENCE = 180
"""Seconds for the whole audit."""
OFFLINE = "MINGLE_AUDIT_OFFLINE"
GREEN, RED, UNKNOWN = 0, 1, 3
"""Exit status: all looked up and none known; a finding; not looked."""
# A certificate that is not trusted is a proxy in between: nobody who can be believed was asked.
OUT_OF_REACH = re.compile(r"requests\.exceptions\.\w+|ConnectionError|ServiceError|SSLError")
SHOWN = 6  # names of packages in one line

Answer = list[dict[str, Any]]


class Unanswered(NamedTuple):
    """Why pip-audit gave no answer, and whether the network is why."""

    reason: str
    out_of_reach: bool


def main() -> int:
    """Print what was found; return GREEN, RED or UNKNOWN."""
    broken = [f"{lock}: {fault}" for lock in LOCKS for fault in find_broken(_read(lock))]
    if broken:
        print(*broken, sep="\n")
        print("The lock files are broken, so nothing was looked up. `make lock` writes them anew.")
        return RED

    pins = sorted({pin for lock in LOCKS for pin in list_pinned(_read(lock))})
    answer = _look_up(pins)
    if isinstance(answer, Unanswered):
        return _tell_unknown(f"pip-audit checked nothing: {answer.reason}", answer.out_of_reach)
    return _tell_answer(answer, len(pins))


def _read(lock: str) -> str:
    path = ROOT / lock
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _look_up(pins: list[str]) -> Answer | Unanswered:
    """Ask about every pin, whichever system and Python it is for."""
    options = ["--disable-pip", "--no-deps", "--format=json", "--progress-spinner=off"]
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "pins.txt"
        asked.write_text("\n".join(pins), encoding="utf-8")
        words = [*options, "--timeout=15", "--requirement", str(asked)]
        command = [sys.executable, "-m", "pip_audit", *words]
        try:
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return Unanswered(f"no answer within {PATIENCE} seconds", out_of_reach=True)

    try:
        answer: Answer = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        told = done.stderr.strip().splitlines() or ["it printed nothing"]
        return Unanswered(told[-1][:300], bool(OUT_OF_REACH.search(done.stderr)))
    return answer


def _tell_answer(answer: Answer, asked: int) -> int:
    known = [package for package in answer if "vulns" in package]
    findings = [_tell_finding(package, vuln) for package in known for vuln in package["vulns"]]
    found = f" and found {len(findings)} vulnerabilities" if known else ""
    print(*findings, f"pip-audit looked up {len(known)} of {asked} packages{found}.", sep="\n")
    if findings:
        return RED
    if len(known) == asked:
        return GREEN

    unknown = [package["name"] for package in answer if "vulns" not in package]
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    names = ", ".join(unknown[:SHOWN]) + more
    return _tell_unknown(f"Its list could not be asked about {names or 'the rest'}.", True)


def _tell_finding(package: dict[str, Any], vuln: dict[str, Any]) -> str:
    fixed = ", ".join(vuln["fix_versions"]) or "no release yet"
    return f"{package['name']} {package['version']}: {vuln['id']}, fixed in {fixed}"


def _tell_unknown(reason: str, out_of_reach: bool) -> int:
    print(reason)
    if not out_of_reach:
        print("NOT AUDITED: pip-audit failed in itself, which is an error everywhere.")
        return UNKNOWN

    if os.environ.get(OFFLINE) == "1":
        print(f"NOT AUDITED, and passed over because {OFFLINE}=1: no release may be made so.")
        return GREEN

    print(f"NOT AUDITED, so this is an error. {OFFLINE}=1 passes over it, on machines without net.")
    return UNKNOWN


if __name__ == "__main__":
    raise SystemExit(main())
