"""What people write in their profiles, which introductions show: organisers may hide it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from bot.core import outbox
from bot.core.concerns import TextSource, WrittenText
from bot.core.subjects import Subject
from bot.people import records
from bot.store.engine import ReadTransaction, Transaction

_LISTS = ("interests", "offers", "wants")


def profile_subject(person: str) -> Subject:
    """Return the subject of what somebody wrote in their profile."""
    return Subject("profile", 0, person)


async def find_profile(tx: ReadTransaction, workspace: str, about: Subject) -> WrittenText | None:
    """Return what somebody likes, offers and would like to learn, or None if they wrote nothing."""
    person = await records.find_person(tx, workspace, "".join(about.parts))
    if person is None or not person.describes_likes:
        return None
    lists = {name: getattr(person, name) for name in _LISTS}
    words = ", ".join(word for value in lists.values() for word in value)
    columns = {name: msgspec.json.encode(value).decode() for name, value in lists.items()}
    return WrittenText(about, person.id, words, columns)


async def hide_profile(tx: Transaction, workspace: str, text: WrittenText, _now: datetime) -> None:
    """Empty what somebody likes, offers and would like to learn."""
    await records.update_person(tx, workspace, text.author, interests=(), offers=(), wants=())
    await outbox.invalidate(tx, workspace, Subject("person", 0, text.author))


async def show_profile(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring back what somebody likes, unless they wrote something since."""
    person = await records.find_person(tx, workspace, "".join(about.parts))
    if person is None or person.describes_likes:
        return
    lists = {name: msgspec.json.decode(columns[name], type=tuple[str, ...]) for name in _LISTS}
    await records.update_person(tx, workspace, person.id, **lists)
    await outbox.invalidate(tx, workspace, person.subject)


PROFILES = TextSource(find=find_profile, hide=hide_profile, show=show_profile)
