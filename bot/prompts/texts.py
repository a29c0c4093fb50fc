"""What people suggest as prompts and write below them: organisers may hide it."""

from collections.abc import Mapping
from datetime import datetime

from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.learnings.texts import concern_about
from bot.prompts import records
from bot.prompts.rules import own_number, prompt_subject
from bot.prompts.views.members import MAX_QUOTES
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_prompt(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote on a posted prompt: it itself, if it is their own, and quotes."""
    posting = await records.find_posting(tx, workspace, about.id)
    if posting is None:
        return None
    quoted = await learnings.list_shared_about(tx, workspace, prompt_subject(posting.id))
    concern = concern_about(quoted[:MAX_QUOTES])
    number = own_number(posting.slug)
    own = (Subject("own-prompt", number),) if number else ()
    return Concern(concern.people, (*own, *concern.texts))


async def find_prompt_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return a prompt that somebody here wrote; it is posted without a name."""
    own = await records.find_own_prompt(tx, workspace, about.id)
    if own is None:
        return None
    words = f"{own.text} {own.hint}".strip()
    columns = {"text": own.text, "hint": own.hint}
    is_hidden = own.state != "approved"
    return WrittenText(about, own.person, words, columns, named=False, hidden=is_hidden)


async def hide_prompt_text(
    tx: Transaction, workspace: str, text: WrittenText, _now: datetime
) -> None:
    """Take a prompt off its posts, and out of the deck."""
    await _write(tx, workspace, text.about.id, "hidden", "", "")


async def show_prompt_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring a prompt back into its posts and into the deck."""
    await _write(tx, workspace, about.id, "approved", columns["text"], columns["hint"])


async def _write(
    tx: Transaction, workspace: str, number: int, state: str, text: str, hint: str
) -> None:
    await records.set_own_state(tx, workspace, number, state)
    posted = await records.write_postings(tx, workspace, f"ours-{number}", text, hint)
    await outbox.invalidate(tx, workspace, *map(prompt_subject, posted))


PROMPT_TEXTS = TextSource(find=find_prompt_text, hide=hide_prompt_text, show=show_prompt_text)
