"""Hold reading to cases from real life: what a person who looks at each would say is on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.app import app

CASES = Path(__file__).parent / "cases"
INDEX: list[Mapping[str, Any]] = json.loads((CASES / "index.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", INDEX, ids=lambda case: case["file"])
def test_what_a_person_would_say_is_on_is_what_mingle_reads(case: Mapping[str, Any]) -> None:
    reading = read(
        str(CASES / case["file"]),
        f"--type={case['content_type']}",
        f"--address={case['address']}",
        f"--now={case['now']}",
        f"--zone={case['zone']}",
    )
    if case["expect"] == ["(ways)"]:
        assert reading["ways"]
    else:
        assert sorted(event["line"] for event in reading["events"]) == sorted(case["expect"])


def test_whoever_runs_it_sees_what_a_person_would_be_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>Town Club</title><p>We meet now and then.</p>", encoding="utf-8")
    reading = read(str(page), "--address=https://club.example/events")
    assert reading["fault"] == ""
    assert reading["sentence"].startswith("club.example: I see a page there, but no events on it.")


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["no such file"], "There is no such file"),
        (["https://club.example", "--now=soon"], "Try 2026-10-01T08:00:00+00:00"),
        (["https://club.example", "--zone=Berlin"], "Did you mean Europe/Berlin?"),
    ],
)
def test_a_mistake_is_answered_with_what_to_try(arguments: list[str], advice: str) -> None:
    result = CliRunner().invoke(app, ["read", *arguments])
    assert result.exit_code == 2
    assert advice in " ".join(result.output.split())


def read(*arguments: str) -> dict[str, Any]:
    """Return what `mingle read --json` prints."""
    result = CliRunner().invoke(app, ["read", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.output)
    return answer
