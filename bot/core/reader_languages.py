"""In which language each person and channel is written to.

What somebody chose comes first, then what their platform says, then what organisers chose for the
workspace. A platform's word counts where the language is said as good as whole; whoever chooses one
takes it as far as it goes.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from bot.core.settings import save_setting
from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.ui.languages import ENGLISH, is_whole, list_languages, nearest_language

WORKSPACE = ""  # whose language holds for all who have none of their own
_CHOSEN, _LOCALE = "language", "locale"  # names of settings
_FOUND = select(setting.c.about, setting.c.name, setting.c.text).where(
    setting.c.workspace == bindparam("workspace"),
    setting.c.about.in_(bindparam("about", expanding=True)),
    setting.c.name.in_((_CHOSEN, _LOCALE)),
)


async def language_for(tx: ReadTransaction, workspace: str, readers: Sequence[str]) -> str:
    """Return the language of a message to people or a channel; of several, the one they share."""
    settings = await _find_settings(tx, workspace, tuple(readers))
    shared = settings.get((WORKSPACE, _CHOSEN), ENGLISH)
    spoken = {_language_of(settings, reader) or shared for reader in readers}
    return spoken.pop() if len(spoken) == 1 else shared


async def chosen_language(tx: ReadTransaction, workspace: str, about: str) -> str:
    """Return the language that was chosen for a person, channel or workspace, or nothing."""
    settings = await _find_settings(tx, workspace, (about,))
    return settings.get((about, _CHOSEN), "")


async def choose_language(tx: Transaction, workspace: str, about: str, language: str) -> None:
    """Save the language of a person, a channel or the workspace; nothing leaves it open again."""
    await save_setting(tx, workspace, about, _CHOSEN, language)


async def language_of_caller(tx: ReadTransaction, workspace: str, person: str, locale: str) -> str:
    """Return the language of somebody who acts in an app with this locale.

    An empty locale says nothing, so the one that they had last holds.
    """
    settings = await _find_settings(tx, workspace, (person,))
    if locale:
        settings[person, _LOCALE] = locale
    return _language_of(settings, person) or settings.get((WORKSPACE, _CHOSEN), ENGLISH)


async def save_locale(tx: Transaction, workspace: str, person: str, locale: str) -> None:
    """Save the locale of somebody's app, unless it is the one that is known."""
    settings = await _find_settings(tx, workspace, (person,))
    if locale and settings.get((person, _LOCALE), "") != locale:
        await save_setting(tx, workspace, person, _LOCALE, locale)


def _language_of(settings: dict[tuple[str, str], str], reader: str) -> str:
    chosen = settings.get((reader, _CHOSEN), "")
    if chosen in list_languages():
        return chosen
    locale = settings.get((reader, _LOCALE), "")
    nearest = nearest_language(locale)
    return nearest if locale and is_whole(nearest) else ""


@remembered
async def _find_settings(
    tx: ReadTransaction, workspace: str, readers: tuple[str, ...]
) -> dict[tuple[str, str], str]:
    rows = await tx.all(_FOUND, workspace=workspace, about=[*readers, WORKSPACE])
    return {(row.about, row.name): row.text for row in rows if row.text}
