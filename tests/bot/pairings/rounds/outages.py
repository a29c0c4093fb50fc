"""Outages of the platform between a draw and its introductions."""

from typing import Any

import pytest

from adapters.playground.post import Playground
from bot.core.platform import MessageRef, TemporaryError


class Outage:
    """The platform is out of order for introductions until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_over = False
        introduce = Playground.introduce

        async def fail(platform: Playground, *given: Any) -> MessageRef:
            if self.is_over:
                return await introduce(platform, *given)
            raise TemporaryError("busy", 60.0)

        monkeypatch.setattr(Playground, "introduce", fail)
