"""Ask pip-audit whether a locked package has a known vulnerability, and go on where nobody can
answer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = ["requirements.lock", "tests/requirements.lock", "tests/mutants.lock", ".ci/installer.lock"]
PATIENCE = 180
"""Seconds for the whole audit."""
UNREACHED = "pip-audit could not reach its list of vulnerabilities, so it checked nothing."


def main() -> int:
    """Print what was found and return 1 if a locked package is known to be vulnerable."""
    packages = _look_up(LOCKS)
    known = [package for package in packages if "vulns" in package]
    if not known:
        print(UNREACHED)
        return 0
    findings = [_tell(package, vuln) for package in known for vuln in package["vulns"]]
    for finding in findings:
        print(finding)
    print(
        f"pip-audit looked up {len(known)} of {len(packages)} packages and found {len(findings)} "
        "vulnerabilities."
    )
    return 1 if findings else 0


def _look_up(locks: list[str]) -> list[dict[str, Any]]:
    files = [argument for lock in locks for argument in ("--requirement", lock)]
    options = [
        "--disable-pip",
        "--require-hashes",
        "--format=json",
        "--progress-spinner=off",
        "--timeout=15",
    ]
    command = [sys.executable, "-m", "pip_audit", *options, *files]
    try:
        answer = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False
        )
        packages: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []
    return packages


def _tell(package: dict[str, Any], vuln: dict[str, Any]) -> str:
    fixed = ", ".join(vuln["fix_versions"]) or "no release yet"
    return f"{package['name']} {package['version']}: {vuln['id']}, fixed in {fixed}"


if __name__ == "__main__":
    raise SystemExit(main())
