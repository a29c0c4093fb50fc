"""Installs of an app that people made by a click, with their tokens, and visits that lead there.

Tokens and refresh tokens are encrypted by the database's vault, and stand here as they are stored.
"""

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.core.tables import install_visit, installation
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

RENEWAL_LEASE = timedelta(minutes=1)  # longer than a call lasts

REFUSAL_LASTS = timedelta(hours=1)  # until a refused renewal is tried again


class Installation(Struct, frozen=True):
    """An app in one workspace, or in all workspaces of an organisation that has it org-wide.

    `app` is the app's id for logins, `enterprise` the organisation. `expires_at` is set where
    tokens rotate.
    """

    workspace: str
    app: str
    enterprise: str
    org_wide: bool
    name: str
    bot: str
    bot_user: str
    token: str
    refresh_token: str | None
    expires_at: datetime | None
    installed_at: datetime


async def save_installation(tx: Transaction, installed: Installation) -> None:
    """Insert an install, or replace the one that its workspace had."""
    values = {name: getattr(installed, name) for name in installed.__struct_fields__}
    workspace = {"workspace": values.pop("workspace")}
    await tx.upsert(installation, workspace, renewing_until=None, **values)


async def list_installations(tx: ReadTransaction, app: str) -> list[Installation]:
    """Return every install of an app, by workspace."""
    query = select(installation).where(installation.c.app == app)
    rows = await tx.all(query.order_by(installation.c.workspace))
    return [read_struct(Installation, row) for row in rows]


async def delete_installation(tx: Transaction, workspace: str) -> None:
    """Delete an install with its tokens."""
    await tx.execute(delete(installation).where(installation.c.workspace == workspace))


async def claim_renewal(tx: Transaction, installed: Installation) -> bool:
    """Return whether this process is the one that renews a token now.

    By the database's clock, so that of several processes one does; another may after a while.
    """
    now = await tx.read_clock()
    free = or_(installation.c.renewing_until.is_(None), installation.c.renewing_until <= now)
    mine = update(installation).where(*_same(installed), free)
    return bool(await tx.execute(mine.values(renewing_until=now + RENEWAL_LEASE)))


async def put_off_renewal(tx: Transaction, installed: Installation) -> None:
    """Let nobody renew a token for a while, as the platform refuses to."""
    later = await tx.read_clock() + REFUSAL_LASTS
    await tx.execute(update(installation).where(*_same(installed)).values(renewing_until=later))


async def save_renewal(
    tx: Transaction, installed: Installation, token: str, refresh_token: str, expires_at: datetime
) -> bool:
    """Replace the tokens of an install, unless it was made anew or removed meanwhile."""
    mine = update(installation).where(*_same(installed))
    fresh = {
        "token": tx.vault.seal(token),
        "refresh_token": tx.vault.seal(refresh_token),
        "expires_at": expires_at,
        "renewing_until": None,
    }
    return bool(await tx.execute(mine.values(fresh)))


async def seal_anew(tx: Transaction, app: str) -> None:
    """Encrypt with the newest key what another encrypted, so that the other can be dropped.

    Raise nothing for a token whose key is not here: it stays as it is.
    """
    for installed in await list_installations(tx, app):
        token, refresh = tx.vault.renew(installed.token), installed.refresh_token
        refresh = tx.vault.renew(refresh) if refresh else None
        if (token, refresh) != (installed.token, installed.refresh_token):
            mine = update(installation).where(
                *_same(installed), installation.c.token == installed.token
            )
            await tx.execute(mine.values(token=token, refresh_token=refresh))


def _same(installed: Installation) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for an install with the tokens that it has."""
    return (
        installation.c.workspace == installed.workspace,
        installation.c.installed_at == installed.installed_at,
        installation.c.expires_at == installed.expires_at
        if installed.expires_at
        else installation.c.expires_at.is_(None),
    )


async def note_visit(tx: Transaction, app: str, secret: str, until: datetime) -> None:
    """Remember the secret that comes back with somebody who goes to install the app."""
    await tx.insert(install_visit, workspace=app, digest=_digest(secret), until=until)


async def is_visit(tx: ReadTransaction, app: str, secret: str) -> bool:
    """Return whether a secret is one that was noted."""
    mine = install_visit.c.workspace == app, install_visit.c.digest == _digest(secret)
    return await tx.scalar(select(install_visit.c.id).where(*mine)) is not None


async def end_visit(tx: Transaction, app: str, secret: str, now: datetime) -> bool:
    """Return whether a secret is one that was noted and is not too old, and take it: once."""
    mine = install_visit.c.workspace == app, install_visit.c.digest == _digest(secret)
    return bool(await tx.execute(delete(install_visit).where(*mine, install_visit.c.until > now)))


async def has_old_visits(tx: ReadTransaction, app: str, now: datetime) -> bool:
    """Return whether there are secrets with which nobody came back in time."""
    old = install_visit.c.workspace == app, install_visit.c.until <= now
    return await tx.scalar(select(install_visit.c.id).where(*old).limit(1)) is not None


async def delete_old_visits(tx: Transaction, app: str, now: datetime) -> None:
    """Delete the secrets with which nobody came back in time."""
    old = install_visit.c.workspace == app, install_visit.c.until <= now
    await tx.execute(delete(install_visit).where(*old))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
