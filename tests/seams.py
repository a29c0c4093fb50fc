"""Where transactions begin and end, on either database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.store.engine import Database


@contextmanager
def at_each(word: str, database: Database, run: Callable[[], object]) -> Iterator[None]:
    """Call `run` before each BEGIN or COMMIT of a database."""
    engine = database.engine.sync_engine

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(word):
            run()

    def hear_driver(_connection: Any) -> None:  # which begins and commits without a statement
        run()

    on_sqlite = engine.dialect.name == "sqlite"
    name, listener = ("before_cursor_execute", hear) if on_sqlite else (word.lower(), hear_driver)
    event.listen(engine, name, listener)
    try:
        yield
    finally:
        event.remove(engine, name, listener)
