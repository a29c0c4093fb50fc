"""Measure what looking at a text costs, beside what answering costs, and how often it asks."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import uvloop

from bot.text_guard.kept_words import WordList, fold_word
from bot.text_guard.rules import MAX_READ, find_all
from tests.bench.report import Figure, median, ms
from tests.bot.text_guard.ordinary import ordinary_sentences
from tests.bot.text_guard.planted import KINDS, plant
from tests.factories.people import make_people
from tests.world import BEN, world_in

TEXTS = 5_000
SECRETS = 500  # of each kind
ANSWERS = 200
KEPT_WORDS = 500
LONG = 500  # characters
HOSTILE = ("a.b-", "1 ", "A1b2", "DE12 ", "eyJ", "x://", "password ", "a ", "ab@", "1.2-3 ")


def looks() -> Iterator[Figure]:
    """Yield what one look takes, as it is and beside the answer to a command."""
    kept = _list_of(KEPT_WORDS)
    sentences = ordinary_sentences(random.Random(1), TEXTS)
    look = median(_times(lambda text: find_all(text, kept), sentences))
    answer = uvloop.run(_answer())
    yield Figure("one look at a text", "about 1 ms", ms(look), look <= 0.001)
    ratio = look / answer
    reached = f"{ratio:.2f} = {ms(look)} / {ms(answer)}"
    yield Figure("a look beside the answer to /lunch tables", "<= 0.5", reached, ratio <= 0.5)


def growth() -> Iterator[Figure]:
    """Yield how the time of a look grows with the length of a text, whatever stands in it."""
    kept, prose = _list_of(KEPT_WORDS), " ".join(ordinary_sentences(random.Random(2), 200))
    short = min(_times(lambda text: find_all(text, kept), [prose[:LONG]] * 20))
    for name, text in (("prose", prose), *((repr(piece), piece * MAX_READ) for piece in HOSTILE)):
        long = min(_times(lambda each: find_all(each, kept), [text[:MAX_READ]] * 3))
        ratio = long / short / (MAX_READ / LONG)
        reached = f"{ratio:.2f} = {ms(long)} / {MAX_READ // LONG} / {ms(short)}"
        title = f"a character of {MAX_READ:,}, beside one of {LONG}: {name}"
        yield Figure(title, "<= 4", reached, ratio <= 4)


def answers() -> Iterator[Figure]:
    """Yield how often ordinary sentences are asked about, and secrets are not."""
    chance = random.Random(3)
    sentences = ordinary_sentences(chance, TEXTS)
    asked = sum(bool(find_all(sentence)) for sentence in sentences) / TEXTS
    yield Figure("ordinary sentences asked about", "<= 2 %", f"{asked:.2%}", asked <= 0.02)
    for make in KINDS:
        texts = [plant(chance, make(chance)) for _ in range(SECRETS)]
        missed = sum(not find_all(text) for text in texts)
        kind = make.__name__.replace("_", " ")
        yield Figure(f"missed of {SECRETS}: {kind}", "0", str(missed), missed == 0)


def _list_of(count: int) -> WordList:
    keyed = WordList(b"k" * 32, frozenset())
    words = (fold_word(f"Project Heron {number}") for number in range(count))
    return WordList(keyed.key, frozenset(map(keyed.digest, words)))


def _times(look: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the seconds of processor time that each text takes."""
    taken = []
    for text in texts:
        began = time.thread_time()
        look(text)
        taken.append(time.thread_time() - began)
    return taken


async def _answer() -> float:
    """Return the seconds that the answer to a command takes, in the middle."""
    taken = []
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        async with world_in(Path(folder) / "mingle.db") as world:
            await make_people(world)
            for _ in range(ANSWERS):
                began = time.process_time()
                await world.command(BEN, "lunch tables")
                taken.append(time.process_time() - began)
    return median(taken)
