"""Databases on a PostgreSQL server of our own, whose connections are cut and which restarts."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests import postgres

CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = :name AND pid <> pg_backend_pid()
"""


@dataclass
class PostgresServer:
    """A server in a folder; `url` is that of its first database."""

    home: Path
    url: str
    _restarting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def restart(self) -> None:
        """Restart it; whoever asks meanwhile waits."""
        async with self._restarting:
            await asyncio.to_thread(postgres.restart, self.home)

    async def create(self, name: str) -> "PostgresDatabase":
        """Create an empty database."""
        await self.run(f"CREATE DATABASE {name}")
        return PostgresDatabase(self, name)

    async def run(self, statement: str, **values: str) -> None:
        """Run a statement outside of a transaction."""
        engine = create_async_engine(self.url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement), values)
        await engine.dispose()


@dataclass
class PostgresDatabase:
    """One database of a server."""

    server: PostgresServer
    name: str

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url.removesuffix("postgres") + self.name

    async def cut(self) -> None:
        """Cut every connection to it."""
        await self.server.run(CUT, name=self.name)

    async def restart(self) -> None:
        """Restart its whole server."""
        await self.server.restart()
