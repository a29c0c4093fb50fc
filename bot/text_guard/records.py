"""The workspace's list of words that stay inside, kept as keyed hashes in its settings."""

import secrets

from sqlalchemy import bindparam, delete, func, select

from bot.core.settings import load_setting, save_setting
from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.vault import UnreadableSecretError, Vault
from bot.text_guard.kept_words import WordList, fold_word

_KEY = "kept words: key"
_WORD = "kept word"  # `about` is the digest of one
_KEY_BYTES = 32
_DIGESTS = select(setting.c.about).where(
    setting.c.workspace == bindparam("workspace"), setting.c.name == _WORD
)


async def load_word_list(tx: ReadTransaction, workspace: str, vault: Vault) -> WordList | None:
    """Return the words of a workspace, or None where there are none, or their key is not here."""
    digests = await _load_digests(tx, workspace)
    if not digests:
        return None
    try:
        key = vault.unseal(await load_setting(tx, workspace, "", _KEY))
    except UnreadableSecretError:
        return None
    return WordList(bytes.fromhex(key), digests)


async def count_kept_words(tx: ReadTransaction, workspace: str) -> int:
    """Return how many words a workspace keeps to itself."""
    counted = select(func.count()).where(setting.c.workspace == workspace, setting.c.name == _WORD)
    return int(await tx.scalar(counted))


async def add_kept_words(tx: Transaction, workspace: str, words: list[str]) -> None:
    """Add words to a workspace's list; raise NoKeyError where no key can be kept.

    With a key that is not here any more, the list begins anew: nobody could find its words.
    """
    known = await load_word_list(tx, workspace, tx.vault)
    if known is None:
        await _drop_all(tx, workspace)
        key = secrets.token_bytes(_KEY_BYTES)
        await save_setting(tx, workspace, "", _KEY, tx.vault.seal(key.hex()))
        known = WordList(key, frozenset())
    for word in words:
        await save_setting(tx, workspace, known.digest(fold_word(word)), _WORD, "")


async def remove_kept_words(tx: Transaction, workspace: str, words: list[str]) -> int:
    """Delete words from a workspace's list; return how many were on it."""
    known = await load_word_list(tx, workspace, tx.vault)
    if known is None:
        return 0
    digests = [known.digest(fold_word(word)) for word in words]
    return await tx.execute(
        delete(setting).where(
            setting.c.workspace == workspace,
            setting.c.name == _WORD,
            setting.c.about.in_(digests),
        )
    )


@remembered
async def _load_digests(tx: ReadTransaction, workspace: str) -> frozenset[str]:
    rows = await tx.all(_DIGESTS, workspace=workspace)
    return frozenset(row.about for row in rows)


async def _drop_all(tx: Transaction, workspace: str) -> None:
    await tx.execute(
        delete(setting).where(setting.c.workspace == workspace, setting.c.name == _WORD)
    )
