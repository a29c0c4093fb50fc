"""Compile each statement once in a process of tests, not once for every database of theirs."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from bot.store import engine

STATEMENTS = 4000  # more than there are

_first: dict[str, Engine] = {}


def share_compiled_statements() -> None:
    """Let every engine of `open_database` use what an earlier one of its dialect has compiled."""
    pytest.MonkeyPatch().setattr(engine, "create_async_engine", _create_engine)


def _create_engine(url: str, **options: Any) -> AsyncEngine:
    """Create an engine with the dialect of the first, by which SQLAlchemy keeps what it compiled.

    All of one name are alike: `open_database` knows no other options.
    """
    made = create_async_engine(url, **options)
    one = made.sync_engine
    first = _first.get(one.dialect.name)
    if first is None or first.dialect.server_version_info is None:  # it has never connected
        one._compiled_cache = LRUCache(STATEMENTS)
        _first[one.dialect.name] = one
        return made

    one.dialect = one.pool._dialect = first.dialect
    one._compiled_cache = first._compiled_cache
    return made
