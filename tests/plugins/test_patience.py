"""A test that may take longer than others does not have its process ended before."""

import faulthandler
from unittest.mock import Mock

import pytest

from tests.plugins.patience import pytest_runtest_setup


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> Mock:
    later = Mock()
    monkeypatch.setattr(faulthandler, "dump_traceback_later", later)
    return later


@pytest.mark.timeout(1800)
def test_a_test_with_a_longer_time_of_its_own_keeps_its_process_until_then(
    request: pytest.FixtureRequest, armed: Mock
) -> None:
    pytest_runtest_setup(request.node)
    assert armed.call_args.args == (1900,)
    assert armed.call_args.kwargs["exit"]


def test_any_other_test_keeps_it_as_long_as_all(
    request: pytest.FixtureRequest, armed: Mock
) -> None:
    pytest_runtest_setup(request.node)
    assert not armed.called
