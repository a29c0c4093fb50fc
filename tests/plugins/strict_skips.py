"""Report which tests were skipped and why; MINGLE_TEST_ALL=1 refuses skips that are avoidable."""

import os
from collections import Counter
from collections.abc import Generator

import pytest

NOT_OURS = "not beside the repository"
"""How the reason ends where a platform's own schemas are missing, which are not ours to publish."""

Report = pytest.TestReport | pytest.CollectReport


def _reason(report: Report) -> str:
    told = report.longrepr
    reason = told[2] if isinstance(told, tuple) else str(told)
    return reason.removeprefix("Skipped: ")


def _refuse_skip(report: Report) -> None:
    expected = hasattr(report, "wasxfail") or (
        report.skipped and _reason(report).endswith(NOT_OURS)
    )
    if os.environ.get("MINGLE_TEST_ALL") == "1" and report.skipped and not expected:
        report.longrepr = (
            f"Nothing may be skipped with MINGLE_TEST_ALL=1, and this was: {_reason(report)}"
        )
        report.outcome = "failed"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {count}: {reason}", yellow=True)
