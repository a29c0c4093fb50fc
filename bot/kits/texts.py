"""What organisers write in kits: it may be hidden, also where plans were made from it."""

from collections.abc import Mapping
from datetime import datetime

from bot.core import outbox, sent_words
from bot.core.concerns import Concern, TextSource, WrittenText, words_of
from bot.core.subjects import Subject
from bot.kits import own_kits, records
from bot.kits.recipes import blank_kit, read_kit, write_kit
from bot.kits.views.kits import UNNAMED
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_plan(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return who started a plan, and what an organiser wrote in the kit that it is made from."""
    plan = await records.find_plan(tx, workspace, about.id)
    if plan is None:
        return None
    texts = (Subject("kit", plan.own_kit),) if plan.own_kit else ()
    return Concern((plan.starter,), texts)


async def find_kit_text(tx: ReadTransaction, workspace: str, about: Subject) -> WrittenText | None:
    """Return what somebody wrote in a kit, or None if it was taken down."""
    saved = await own_kits.find_saved(tx, workspace, about.id)
    if saved is None or saved.state == "hidden":
        return None
    kit = read_kit(saved.words)
    pieces = [kit.name, kit.about, kit.title]
    for step in kit.steps:
        pieces += [step.title, step.text, step.letter]
    words = " · ".join(piece for piece in pieces if piece)
    columns = {"words": saved.words, "state": saved.state}
    columns |= {f"piece {number}": piece for number, piece in enumerate(pieces) if piece}
    return WrittenText(about, saved.added_by, words, columns, named=False)


async def hide_kit_text(tx: Transaction, workspace: str, text: WrittenText, _now: datetime) -> None:
    """Take a kit off the list, and its words off the plans that were made from it."""
    saved = await own_kits.find_saved(tx, workspace, text.about.id)
    if saved is None:
        return
    blank = write_kit(blank_kit(read_kit(saved.words), UNNAMED))
    await own_kits.update_saved(tx, saved, words=blank, state="hidden")
    plans = await own_kits.plans_from(tx, saved)
    await sent_words.take_words_back(tx, workspace, plans, words_of(text))
    await outbox.invalidate(tx, workspace, *plans)


async def show_kit_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring a kit back as it was."""
    saved = await own_kits.find_saved(tx, workspace, about.id)
    if saved is None or saved.state != "hidden":
        return
    await own_kits.update_saved(tx, saved, words=columns["words"], state=columns["state"])
    await outbox.invalidate(tx, workspace, *await own_kits.plans_from(tx, saved))


KIT_TEXTS = TextSource(find=find_kit_text, hide=hide_kit_text, show=show_kit_text)
