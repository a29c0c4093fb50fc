"""What a look found is read before Mingle posts it for whoever named the page or the file.

What mentions a word that stays inside is never listed. What looks like a secret is asked about in
the form that saves a source, or before a newer file replaces an older one.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from bot.core.ids import row_number
from bot.core.interactions import Invocation
from bot.core.settings import load_setting, save_setting
from bot.core.texts_beside import TextBeside
from bot.sources import records
from bot.sources.addresses import file_of
from bot.sources.parsers.model import ParsedEvent, ParseResult
from bot.sources.records import Source
from bot.sources.rules import Listing
from bot.store.engine import ReadTransaction, Transaction
from bot.text_guard import rules
from bot.text_guard.check import approval_of, find_in_passing
from bot.text_guard.findings import Finding
from bot.text_guard.kept_words import WordList

MAX_ASKED = 20  # events of one find that somebody can be asked about in its form

Asked = Mapping[str, Sequence[Finding]]  # by the title of an event

_AGREED = "upload agreed"  # with the number of a source: what its owner was asked, and means


async def screen_events(
    source: Source,
    parsed: ParseResult,
    kept: WordList | None,
    hidden: frozenset[str],
    *,
    asks: bool,
) -> tuple[ParseResult, tuple[ParsedEvent, ...]]:
    """Return a reading with what stays inside marked, and the events to ask its owner about.

    What has one of the `hidden` titles is neither listed anew nor changed.
    One event takes about a millisecond, so others have their turn between two.
    """
    events: list[ParsedEvent] = []
    asked: dict[str, ParsedEvent] = {}  # by its text: the evenings of a series share one
    for event in parsed.events:
        await asyncio.sleep(0)
        text = _text_of(event)
        if event.title in hidden:
            events.append(structs.replace(event, certainty="hidden"))
            continue
        if kept and rules.mentions_kept_word(text, kept):
            events.append(structs.replace(event, certainty="kept"))
            continue
        events.append(event)
        if asks and text not in asked and find_in_passing(_beside(source, event)):
            asked[text] = event
    return structs.replace(parsed, events=tuple(events)), tuple(asked.values())


def find_news(source: Source, asked: Iterable[ParsedEvent], known: Iterable[Listing]) -> Asked:
    """Return what a newer file holds that the older one did not, by the titles of its events."""
    told = {_text_of(each) for each in known}
    found: dict[str, list[Finding]] = {}
    for event in asked:
        findings = [
            each
            for each in find_in_passing(_beside(source, event))
            if not any(each.piece in text for text in told)
        ]
        if findings:
            found[event.title] = findings
    return found


async def texts_of_find(tx: ReadTransaction, call: Invocation) -> Sequence[TextBeside]:
    """Return what was found at an address that somebody is about to save."""
    source = await records.find_source(tx, call.workspace, row_number(call.value))
    if source is None or source.state != "found":
        return ()
    return [_beside(source, event) for event in source.preview or () if event.sure]


async def agree(tx: Transaction, call: Invocation, source: Source) -> None:
    """Save that an owner means what they were asked about a newer file."""
    await save_setting(
        tx, call.workspace, source.owner, f"{_AGREED} {source.id}", call.value, call.now
    )


async def is_agreed(tx: ReadTransaction, source: Source, asked: Asked) -> bool:
    """Return whether an owner was asked about just this, and means it."""
    agreed = await load_setting(tx, source.workspace, source.owner, f"{_AGREED} {source.id}")
    return agreed == approval_of(asked)


def _beside(source: Source, event: ParsedEvent) -> TextBeside:
    is_file = bool(file_of(source.address))
    return TextBeside("name", f"“{event.title}”", _text_of(event), hints=is_file)


def _text_of(event: ParsedEvent | Listing) -> str:
    """Return what Mingle would post of an event."""
    return "\n".join(filter(None, (event.title, event.place, event.description, event.link)))
