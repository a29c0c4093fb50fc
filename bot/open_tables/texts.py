"""What hosts write on their tables, the place and the topic: organisers may hide it."""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.open_tables import notifications, records
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_table(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return who sits at a table, and what its host wrote; tables are open to everybody."""
    table = await records.find_table(tx, workspace, about.id)
    if table is None:
        return None
    people = (table.host.person, *(guest.person for guest in table.seated))
    return Concern(people, (table.subject,))


async def find_table_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return the place and the topic of a table, or None if it has neither."""
    table = await records.find_table(tx, workspace, about.id)
    if table is None or not (table.place or table.topic):
        return None
    words = " · ".join(filter(None, (table.place, table.topic)))
    return WrittenText(
        about, table.host.person, words, {"place": table.place, "topic": table.topic}
    )


async def hide_table_text(
    tx: Transaction, workspace: str, text: WrittenText, _now: datetime
) -> None:
    """Take the place and the topic off every card of a table."""
    await _write(tx, workspace, text.about.id, place="", topic="")


async def show_table_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring back the place and the topic of a table, unless it has others since."""
    table = await records.find_table(tx, workspace, about.id)
    if table and not (table.place or table.topic):
        await _write(tx, workspace, table.id, place=columns["place"], topic=columns["topic"])


async def _write(tx: Transaction, workspace: str, number: int, *, place: str, topic: str) -> None:
    table = await records.find_table_for_update(tx, workspace, number)
    if table is None:
        return
    await records.update_table(tx, workspace, number, place=place, topic=topic)
    changed = replace(table, place=place, topic=topic)
    await notifications.invalidate_table(tx, workspace, changed)
    recaps = await learnings.subjects_announcing(tx, workspace, changed.subject)
    await outbox.invalidate(tx, workspace, *recaps)


TABLE_TEXTS = TextSource(find=find_table_text, hide=hide_table_text, show=show_table_text)
