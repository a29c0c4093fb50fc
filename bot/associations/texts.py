"""What people write about associations, chapters and openings: organisers may hide it."""

from collections.abc import Mapping
from datetime import datetime

from bot.associations import opening_records, records
from bot.associations.rules import Association, Chapter, Opening
from bot.associations.views.parts import UNNAMED
from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText
from bot.core.subjects import Subject
from bot.sources import records as sources
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_association(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote that the card of an association shows."""
    saved = await records.find_association(tx, workspace, about.id)
    if saved is None:
        return None
    chapters = await records.chapters_of(tx, workspace, [saved.id])
    openings = await opening_records.openings_of_association(tx, saved)
    texts = [Subject("chapter", chapter.id) for chapter in chapters]
    texts += [opening.subject for opening in openings]
    return Concern((), (about, *texts), drawn=False)


async def concern_of_chapter(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote about a chapter and its association."""
    saved = await records.find_chapter(tx, workspace, about.id)
    if saved is None:
        return None
    return Concern((), (about, Subject("association", saved.association)), drawn=False)


async def concern_of_opening(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what somebody wrote about an opening."""
    saved = await opening_records.find_opening(tx, workspace, about.id)
    return Concern((), (about,)) if saved else None


async def find_association_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what somebody wrote about an association, or None if nothing is left of it."""
    saved = await records.find_association(tx, workspace, about.id)
    return _written(about, saved, ("name", "about", "link")) if saved else None


async def hide_association_text(
    tx: Transaction, workspace: str, text: WrittenText, _now: datetime
) -> None:
    """Take the name of an association, its description and its page off every card."""
    saved = await records.find_association(tx, workspace, text.about.id)
    if saved:
        await records.hide_association(tx, saved, UNNAMED["association"])
        await _redraw_openings(tx, saved)


async def show_association_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring an association back as it was, unless somebody described it anew or took its name."""
    saved = await records.find_association(tx, workspace, about.id)
    namesake = await records.find_association_by_name(tx, workspace, columns["name"])
    if saved and namesake is None and _is_blank(saved, ("about", "link")):
        await records.update_association(tx, saved, **columns)
        await _redraw_openings(tx, saved)


async def find_chapter_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what somebody called a chapter, and the page they named."""
    saved = await records.find_chapter(tx, workspace, about.id)
    return _written(about, saved, ("name", "link")) if saved else None


async def hide_chapter_text(
    tx: Transaction, workspace: str, text: WrittenText, _now: datetime
) -> None:
    """Take the name of a chapter and its page off every card; its meetings stay."""
    saved = await records.find_chapter(tx, workspace, text.about.id)
    if saved:
        await records.hide_chapter(tx, saved, UNNAMED["chapter"])
        source = await sources.find_source(tx, workspace, saved.source or 0)
        if source and source.town == saved.name:
            await sources.update_source(tx, workspace, source.id, town="")
        await _redraw_openings_of_chapter(tx, saved)


async def show_chapter_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring a chapter back as it was, unless somebody named it anew or took its name."""
    saved = await records.find_chapter(tx, workspace, about.id)
    if saved is None or not _is_blank(saved, ("link",)):
        return
    others = await records.chapters_of(tx, workspace, [saved.association])
    if records.fold_name(columns["name"]) not in {records.fold_name(each.name) for each in others}:
        await records.update_chapter(tx, saved, **columns, source=saved.source)
        await _redraw_openings_of_chapter(tx, saved)


async def find_opening_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what somebody wrote about an opening, or None if nothing is left of it."""
    saved = await opening_records.find_opening(tx, workspace, about.id)
    return _written(about, saved, ("title", "details", "link")) if saved else None


async def hide_opening_text(
    tx: Transaction, workspace: str, text: WrittenText, _now: datetime
) -> None:
    """Take the title of an opening, its details and its page off every card; its date stays."""
    saved = await opening_records.find_opening(tx, workspace, text.about.id)
    if saved:
        blank = {"title": UNNAMED["opening"], "details": "", "link": ""}
        await _write_opening(tx, saved, blank)


async def show_opening_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring an opening back as it was, unless somebody described it anew."""
    saved = await opening_records.find_opening(tx, workspace, about.id)
    if saved and _is_blank(saved, ("details", "link")):
        await _write_opening(tx, saved, columns)


def _written(
    about: Subject, saved: Association | Chapter | Opening, names: tuple[str, ...]
) -> WrittenText | None:
    columns = {name: getattr(saved, name) for name in names}
    words = [text for text in columns.values() if text and text != UNNAMED[about.kind]]
    if not words:
        return None
    return WrittenText(about, saved.added_by, " · ".join(words), columns, named=False)


def _is_blank(saved: Association | Chapter | Opening, others: tuple[str, ...]) -> bool:
    """Return whether nobody wrote anything since it was hidden."""
    name = saved.title if isinstance(saved, Opening) else saved.name
    return name in UNNAMED.values() and not any(getattr(saved, other) for other in others)


async def _write_opening(tx: Transaction, saved: Opening, columns: Mapping[str, str]) -> None:
    await opening_records.update_opening(tx, saved, **columns)
    subjects = [saved.subject]
    if saved.event is not None:
        subjects.append(Subject("event", saved.event))
    await outbox.invalidate(tx, saved.workspace, *subjects)


async def _redraw_openings(tx: Transaction, saved: Association) -> None:
    """Have the reminders drawn again, which name the association."""
    openings = await opening_records.openings_of_association(tx, saved)
    await outbox.invalidate(tx, saved.workspace, *(opening.subject for opening in openings))


async def _redraw_openings_of_chapter(tx: Transaction, saved: Chapter) -> None:
    owner = await records.find_association(tx, saved.workspace, saved.association)
    if owner:
        await _redraw_openings(tx, owner)


ASSOCIATION_TEXTS = TextSource(
    find=find_association_text, hide=hide_association_text, show=show_association_text
)
CHAPTER_TEXTS = TextSource(find=find_chapter_text, hide=hide_chapter_text, show=show_chapter_text)
OPENING_TEXTS = TextSource(find=find_opening_text, hide=hide_opening_text, show=show_opening_text)
