"""Order and group learnings, so that unnamed ones do not reveal their authors. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.core.subjects import Subject
from bot.learnings.occasions import Occasion
from bot.ui.cards import Quote
from bot.ui.crowds import is_crowd_now

SHARED = ("named", "unnamed")  # what others read
UNASKED = "private"  # until its author chooses: what tells others least, wherever it is written
# An organiser took it off: the second, after its author chose to keep it for themselves.
HIDDEN = ("hidden", "withdrawn")
MAX_QUOTES = 10  # quotes on a page
# Characters of quotes on a page: a live card is edited, so it has to fit one message of Discord.
MAX_PAGE_CHARACTERS = 2_000

Entry = tuple[Occasion | None, Quote]  # a quote under its occasion; None: occasion not shown


class SharedLearning(Struct, frozen=True):
    """A learning that its author shares, and what it is about, such as an event."""

    id: int
    about: Subject
    quote: Quote


def order_learnings(learnings: Iterable[SharedLearning]) -> list[SharedLearning]:
    """Sort named learnings by name, then unnamed ones by text: never by time of writing."""
    return sorted(
        learnings, key=lambda learning: (*_author(learning.quote), learning.quote.text.casefold())
    )


def group_by_occasion(
    learnings: Sequence[SharedLearning], occasions: Iterable[Occasion]
) -> list[Entry]:
    """Put learnings under their occasions, in the order of these.

    Unnamed ones from small occasions come last, without their occasion, since few people could
    have written them.
    """
    entries: list[Entry] = []
    rest = list(learnings)
    for occasion in occasions:
        shown = [learning for learning in rest if _may_stand_under(learning, occasion)]
        entries += [(occasion, learning.quote) for learning in order_learnings(shown)]
        rest = [learning for learning in rest if learning not in shown]

    entries += [(None, learning.quote) for learning in order_learnings(rest)]
    return entries


def split_pages(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Split entries into pages; the channel's post is the first one."""
    pages: list[list[Entry]] = [[]]
    for entry in entries:
        page = pages[-1]
        characters = sum(len(quote.text) for _, quote in [*page, entry])
        is_full = len(page) == MAX_QUOTES or characters > MAX_PAGE_CHARACTERS
        if page and is_full:
            page = []
            pages.append(page)
        page.append(entry)
    return pages


def _may_stand_under(learning: SharedLearning, occasion: Occasion) -> bool:
    is_safe = learning.quote.by is not None or is_crowd_now(occasion.headcount)
    return learning.about == occasion.about and is_safe


def _author(quote: Quote) -> tuple[bool, str]:
    return (False, quote.by.name.casefold()) if quote.by else (True, "")
