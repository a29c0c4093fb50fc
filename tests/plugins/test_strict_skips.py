"""Check that a skipped test is told of, and is a failure where everything must run."""

import pytest

pytest_plugins = ["pytester"]

SKIPPING = """
import pytest

@pytest.mark.skip(reason="no Chromium here")
def test_page(): ...

def test_database():
    pytest.skip("no PostgreSQL here")

@pytest.mark.xfail(reason="known")
def test_known_weakness():
    assert False
"""

SKIPPED_MODULE = """
import pytest

pytest.skip("no Chromium here", allow_module_level=True)
"""


def _run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    without = ["-pno:asyncio", "-pno:playwright", "-pno:slipcover"]
    return pytester.runpytest(*without, "-ptests.plugins.strict_skips")


def test_each_reason_for_skipping_gets_a_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINGLE_TEST_ALL", raising=False)
    result = _run(pytester, SKIPPING)
    result.assert_outcomes(skipped=2, xfailed=1)
    result.stdout.fnmatch_lines(["skipped 1: no Chromium here", "skipped 1: no PostgreSQL here"])


def test_skips_fail_where_everything_must_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGLE_TEST_ALL", "1")
    result = _run(pytester, SKIPPING)
    result.assert_outcomes(failed=1, errors=1, xfailed=1)
    result.stdout.fnmatch_lines(
        ["Nothing may be skipped with MINGLE_TEST_ALL=1*: no PostgreSQL here"]
    )


def test_a_module_skipped_whole_fails_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGLE_TEST_ALL", "1")
    _run(pytester, SKIPPED_MODULE).assert_outcomes(errors=1)


def test_what_only_a_platforms_own_schemas_can_show_may_be_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGLE_TEST_ALL", "1")
    skipping = SKIPPED_MODULE.replace(
        "no Chromium here", "Slack's schemas are not beside the repository"
    )
    result = _run(pytester, skipping)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["skipped 1: Slack's schemas are not beside the repository"])
