"""Let a test whose own time is longer than that of all others have it.

What does not end at all ends its process (`faulthandler_timeout`), and that is set for all alike.
"""

import faulthandler

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key, get_timeout_config_value

AFTER_ITS_OWN = 100  # seconds, within which a test that is too slow fails by itself


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    own = item.get_closest_marker("timeout")
    patience = get_timeout_config_value(item.config)
    if own and own.args and patience and own.args[0] + AFTER_ITS_OWN > patience:
        stderr = item.config.stash[fault_handler_stderr_fd_key]
        faulthandler.dump_traceback_later(own.args[0] + AFTER_ITS_OWN, file=stderr, exit=True)
