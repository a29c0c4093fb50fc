"""Let nobody wait for servers that will not come: the stand-in tells of all it has at once."""

import pytest

from adapters.discord import gate

SETTLED = 0.02  # seconds


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SETTLED", SETTLED)
