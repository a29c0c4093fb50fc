"""Hostile input, and a stage on which it is tried: every interaction is undone after a look."""

import datetime as dt
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.playground import forms, render
from adapters.playground.render import Viewer
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.tables import outbox_message
from bot.events.views.parts import MAP_URL
from bot.features import ROUTER
from bot.store.engine import Database, Transaction
from bot.store.recent_uses import RecentUses
from bot.store.sessions import planned_session
from bot.ui.cards import Card, Form, as_text
from bot.ui.text import ChannelMention, Link, Mention
from jobs.engine.claim import render_outbox_message
from tests.adapters.playground.eyes import Eyes
from tests.reading import nodes
from tests.rows import Rows, changes, rows_of
from tests.world import World

MARK = "zebra"
RINGING = (
    "<!channel> zebra",
    "@everyone zebra",
    "zebra @here",
    "<!subteam^S0123> zebra",
    "zebra <@U123>",
    "zebra <#C123>",
    "@\u200beveryone zebra",
)
TOO_LONG = "zebra " * 1_700
ODD = (
    "zebra 🍜 👩🏽‍🍳 with company at noon",
    "שלום zebra مرحبا, lunch with company",
    "\u202ezebra\u202c \u2066with\u2069 \u200bcom\u200bpany\ufeff at noon",
    "\x00zebra\x07 \x1b[31m with\x7f company at noon",
    "<img src=x onerror=alert(1)> zebra with company",
    '"><script>alert("zebra")</script> with company',
    "[zebra](https://evil.example) <https://evil.example|zebra> with company",
    "*zebra* _with_ `company` ||at|| ~noon~",
    "zebra \ud800 with company at noon",
    "'; DROP TABLE person; -- zebra with company",
    "zebra\u2028with\ncompany\r\nat\tnoon",
    "{0} %s ${zebra} {zebra.__class__} with company",
)
NUMBERS = ("0", "-1", "1" + 30 * "0", "1e9", "NaN", "½", "９", "٣", "0x10", "1_0", "9999", "2.75")
DATES = (
    "the 32nd",
    "yesterday",
    "2020-01-01 12:30",
    "2026-02-30",
    "9999-12-31 23:59",
    "0001-01-01",
    "25:99",
    "1٢:3٠",
    "in 99999 years",
    "in 9999 months",
    "2026-13-45",
    "tomorrow-99",
    "next next Tuesday",
)
IDS = (
    "acme/nobody",
    "acme2/ben",
    "acme2/lunch",
    "acme",
    "acme/",
    "ben",
    "999999999999999",
    "9223372036854775808",
    "1:1:1",
    "1:2026-03-17:x",
    "999999:2026-03-17",
    ":",
    "group:999999",
    "group:",
    "nonsense:1",
    "acme/mingle-ben\u202e",
)
WORDS = (*RINGING, TOO_LONG, *ODD, *NUMBERS[:2])
HOSTILE = (*RINGING, TOO_LONG, *ODD, *NUMBERS, *DATES, *IDS)
EMPTY = ("", " ", "\t\n")

TAGS = {
    "article", "h3", "h4", "p", "dl", "dt", "dd", "ul", "li", "span", "bdi", "time", "strong", "s",
    "code", "a", "hr", "div",
    "button", "select", "option", "figure", "figcaption", "blockquote", "form", "h2", "fieldset",
    "details", "summary",
    "legend", "label",
    "input", "textarea",
}  # fmt: skip


@dataclass
class Outcome:
    """What an interaction led to, before it was undone."""

    answer: Answer
    changed: list[Any]
    cards: list[Card]


class Tireless(RecentUses):
    """Lets everybody do everything as often as they like."""

    def take(self, key: tuple[str, ...], now: dt.datetime, most: int, span: dt.timedelta) -> bool:
        return True


class Rehearsal(Database):
    """A database in which every transaction is looked at and undone, all within one that is never
    committed."""

    def __init__(self, world: World, connection: AsyncConnection, before: Rows) -> None:
        given = world.database
        super().__init__(given.engine, lambda: None, None, given.vault, _sessions=given._sessions)
        self.uses = Tireless()
        self.connection, self.before, self.now = connection, before, world.now
        self.driver = driver_of(connection)
        self.changed: list[Any] = []
        self.cards: list[Card] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.changed, self.cards = [], []
        tx, written = await self._enter(), self.driver.total_changes
        try:
            yield tx
            if self.driver.total_changes > written + 1:  # one row notes the interaction itself
                self.changed = changes(self.before, rows_of(self.driver))
                self.cards = await self._said(tx)
        finally:
            self.driver.execute("ROLLBACK TO SAVEPOINT stage")
            self.driver.execute("RELEASE SAVEPOINT stage")

    async def _enter(self) -> Transaction:
        if not self.connection.in_transaction():
            await self.connection.begin()
        self.driver.execute("SAVEPOINT stage")
        return Transaction(planned_session(self.connection), self.vault)

    async def _said(self, tx: Transaction) -> list[Card]:
        """Draw what would leave now, and every living card that changed."""
        ids = [
            now[0]
            for table, was, now in self.changed
            if table == "outbox_message" and now and not was
        ]
        subjects = [now[2] for table, _, now in self.changed if table == "live_card" and now]
        rows = await tx.all(
            select(outbox_message).where(
                outbox_message.c.id.in_(ids) | outbox_message.c.subject.in_(subjects)
            )
        )
        return [
            card for row in rows if (card := await render_outbox_message(tx, ROUTER, row, self.now))
        ]


@dataclass(repr=False)
class Stage:
    """A world in which nothing lasts."""

    world: World
    rehearsal: Rehearsal
    reader: Viewer
    answer: Answer = None

    async def dispatch(self, call: Invocation) -> Answer:
        self.rehearsal.changed, self.rehearsal.cards = [], []
        self.answer = await dispatch(ROUTER, self.rehearsal, call)
        return self.answer

    async def try_(self, call: Invocation) -> Outcome:
        answer = await self.dispatch(call)
        said = [answer.card] if isinstance(answer, Reply) else []
        return Outcome(answer, self.rehearsal.changed, [*said, *self.rehearsal.cards])

    async def wrong(
        self, call: Invocation, *, may_change: bool, form: Form | None = None
    ) -> list[str]:
        """Return what is wrong with the answer to a hostile interaction."""
        await self.dispatch(call)
        return self.faults(may_change=may_change, form=form)

    def faults(self, *, may_change: bool, form: Form | None = None) -> list[str]:
        """Return what was wrong with the answer to the last interaction."""
        said = [self.answer.card] if isinstance(self.answer, Reply) else []
        met = Outcome(self.answer, self.rehearsal.changed, [*said, *self.rehearsal.cards])
        found = [
            *_uncalm(met, form),
            *(fault for card in met.cards for fault in faults(card, self.reader)),
        ]
        if isinstance(met.answer, OpenForm):
            found += form_faults(met.answer.form, self.reader)
        if met.changed and not may_change:
            found.append(f"changed {sorted({table for table, *_ in met.changed})}")
        if isinstance(met.answer, FormErrors) and met.changed:
            found.append("complained, and yet changed something")
        return found


@asynccontextmanager
async def staged(world: World) -> AsyncIterator[Stage]:
    faces, before = await world.chats["acme"].playground.colleagues_by_id(), await world.rows()
    async with world.database.engine.connect() as connection:
        yield Stage(
            world, Rehearsal(world, connection, before), Viewer("acme/ada", "Europe/Berlin", faces)
        )
        await connection.rollback()


def driver_of(connection: AsyncConnection) -> sqlite3.Connection:
    """Return the driver's own connection, which is asked at once and by this thread."""
    lent = connection.sync_connection
    assert lent
    driver: Any = lent.connection.driver_connection
    own: sqlite3.Connection = driver._conn
    return own


def _uncalm(met: Outcome, form: Form | None) -> Iterator[str]:
    match met.answer:
        case None if not met.changed:
            yield "no answer"
        case Reply(card):
            if card.title == "That was us, not you":
                yield "our fault"
            if (
                len(as_text(card)) > 6_000
            ):  # the help card names every command; nothing else comes near it
                yield "a very long answer"
        case FormErrors() as found:
            if not found.sentences:
                yield "no complaint"
            for name, sentence in found.sentences.items():
                if form and name not in {field.id for field in form.fields}:
                    yield f"complains about {name}, which the form does not have"
                if not (
                    0 < len(sentence) <= 300
                    and sentence.endswith((".", "?", ".”"))
                    and "\n" not in sentence
                ):
                    yield f"no calm sentence: {sentence!r}"
                yield from _unseen(sentence)


def faults(card: Card, reader: Viewer) -> list[str]:
    """Return where people's words became more than words in a card, as data and as HTML."""
    if (known := _SEEN.get(card)) is None:
        known = _SEEN[card] = list(_faults(card, reader))
    return known


def _faults(card: Card, reader: Viewer) -> Iterator[str]:
    links, pings = [], 0
    for node in nodes(card):
        match node:
            case str():
                yield from _unseen(node)
            case Link(url):
                links.append(url)
            case Mention():
                pings += 1
        # A link to a map asks for an address: quoted words, behind a label of Mingle's own.
        mapped = isinstance(node, Link) and node.url.startswith(MAP_URL) and MARK not in node.label
        if isinstance(node, Link | Mention | ChannelMention) and MARK in repr(node) and not mapped:
            yield f"people's words became {node!r}"
    eyes = Eyes(render.render_card(card, reader))
    if not set(eyes.tags) <= TAGS or eyes.links != links or len(eyes.pings) > pings:
        yield f"live HTML: {set(eyes.tags) - TAGS} {eyes.links}"


def form_faults(form: Form, reader: Viewer) -> list[str]:
    """Return where people's words became more than words in a form."""
    if (known := _SEEN.get(form)) is None:
        known = _SEEN[form] = list(_form_faults(form, reader))
    return known


def _form_faults(form: Form, reader: Viewer) -> Iterator[str]:
    for node in nodes(form):
        if isinstance(node, str):
            yield from _unseen(node)
    tags = set(Eyes(forms.render_form(form, reader, {})).tags)
    if not tags <= TAGS:
        yield f"live HTML: {tags - TAGS}"


_SEEN: dict[Card | Form, list[str]] = {}  # the same answer is given many times


def _unseen(words: str) -> Iterator[str]:
    for character in words:
        if (
            unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
            and character not in "\n\u200d"
        ):
            yield f"U+{ord(character):04X} in {words[:60]!r}"
            return
