"""Form drafts: what somebody typed so far, stored so that a mistake or a restart loses nothing.

They are encrypted where there is a key: what is typed may be what should not have been.
"""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select

from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction
from bot.store.vault import UnreadableSecretError, Vault
from bot.ui.cards import Form

DRAFT_PREFIX = "form:"  # in front of a form's action, in `setting`


class FormDraft(Struct, frozen=True):
    """A form that is open, the values given so far, and the pages that are done."""

    form: Form
    values: dict[str, str | tuple[str, ...]] = {}
    done: tuple[int, ...] = ()


async def save_draft(
    tx: Transaction, workspace: str, who: str, draft: FormDraft, now: datetime
) -> None:
    """Upsert a person's draft of a form."""
    keys = {
        "workspace": workspace,
        "about": who,
        "name": _name(draft.form.action, draft.form.value),
    }
    text = msgspec.json.encode(draft).decode()
    if tx.vault.can_seal:
        text = tx.vault.seal(text)
    await tx.upsert(setting, keys, text=text, number=now.timestamp())


async def load_draft(
    tx: ReadTransaction, vault: Vault, workspace: str, who: str, action: str, value: str
) -> FormDraft | None:
    """Return a person's draft of a form, or None where there is none, or none that can be read."""
    mine = select(setting.c.text).where(setting.c.workspace == workspace, setting.c.about == who)
    found = await tx.scalar(mine.where(setting.c.name == _name(action, value)))
    try:
        return msgspec.json.decode(vault.unseal(found), type=FormDraft) if found else None
    except UnreadableSecretError:
        return None


async def delete_draft(tx: Transaction, workspace: str, who: str, form: Form) -> None:
    """Delete the draft of a form that was submitted."""
    mine = delete(setting).where(setting.c.workspace == workspace, setting.c.about == who)
    await tx.execute(mine.where(setting.c.name == _name(form.action, form.value)))


async def delete_older_drafts(tx: Transaction, workspace: str, before: datetime) -> None:
    """Delete drafts last saved before a moment."""
    old = delete(setting).where(
        setting.c.workspace == workspace, setting.c.name.startswith(DRAFT_PREFIX)
    )
    await tx.execute(old.where(setting.c.number < before.timestamp()))


def _name(action: str, value: str) -> str:
    return f"{DRAFT_PREFIX}{action}|{value}"
