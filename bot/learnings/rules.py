"""Decide in which order people's words stand, so that nobody can tell whose they are unless they
say so."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.learnings.occasions import Occasion
from bot.ui.cards import Quote

MAX_QUOTES = 10  # quotes on a page
# characters of theirs: a card is changed where it stands, so it must fit into one message of
# Discord
MAX_PAGE_CHARACTERS = 2_000
MIN_HEADCOUNT = (
    5  # where fewer people were, words without a name do not stand under what they are about
)


class SharedLearning(Struct, frozen=True):
    """What somebody shared, and what it is about: "event:12", "table:3"."""

    id: int
    about: str
    quote: Quote


def order_learnings(told: Iterable[SharedLearning]) -> list[SharedLearning]:
    """Put words with a name first, by name, and the others by their words.

    Never by who wrote first.
    """
    return sorted(told, key=lambda one: (*_name(one.quote), one.quote.text.casefold()))


def group_by_occasion(
    told: Sequence[SharedLearning], known: Iterable[Occasion]
) -> list[tuple[Occasion | None, Quote]]:
    """Put words under what they are about, the first one first.

    What could give somebody away stands apart, last.
    """
    open_ones: list[tuple[Occasion | None, Quote]] = []
    apart = list(told)
    for one in known:
        here = [
            each
            for each in apart
            if each.about == one.about and (each.quote.by or one.headcount >= MIN_HEADCOUNT)
        ]
        open_ones += [(one, each.quote) for each in order_learnings(here)]
        apart = [each for each in apart if each not in here]
    return [*open_ones, *((None, each.quote) for each in order_learnings(apart))]


def split_pages(
    told: Sequence[tuple[Occasion | None, Quote]],
) -> list[list[tuple[Occasion | None, Quote]]]:
    """Cut what is told into pages; the first is what the channel sees."""
    found: list[list[tuple[Occasion | None, Quote]]] = [[]]
    for each in told:
        long = sum(len(quote.text) for _, quote in [*found[-1], each])
        if found[-1] and (len(found[-1]) == MAX_QUOTES or long > MAX_PAGE_CHARACTERS):
            found.append([])
        found[-1].append(each)
    return found


def _name(quote: Quote) -> tuple[bool, str]:
    return (False, quote.by.name.casefold()) if quote.by else (True, "")
