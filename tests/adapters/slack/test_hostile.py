"""Type two thousand hostile strings wherever Slack lets people type, and read what others are left
with."""

import html
import itertools
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.people.rules import MAX_LINE
from bot.store.engine import Database
from bot.ui.text import clean_name, clean_text
from tests import hostile
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.story import WEDNESDAY
from tests.doubles.slack import Message, User, View, message_text

STRINGS = 2000
OURS = "https://calendar.google.com/"
VICTIM = "U0VICTIM"  # whom every string would like to ring
SLACK = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S012AB>",
    "<!subteam^S012AB|@staff>",
    f"<@{VICTIM}>",
    f"<@{VICTIM}|tom>",
    "<#C012AB|general>",
    "<https://evil.example|Save>",
    "<https://evil.example>",
    "<mailto:evil@evil.example|me>",
    "<!date^0^{date}^https://evil.example|now>",
    "https://evil.example/x",
    "www.evil.example",
    "evil.example",
    "evil@evil.example",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "@channel",
    "@here",
    "@everyone",
    f"@{VICTIM}",
    "*bold*",
    "_slanted_",
    "~gone~",
    "`code`",
    "```",
    "```\ncode",
    "> quote",
    ">>> all of it",
    ":smile:",
    ":boom::boom:",
    "• list",
    "1. list",
    "# heading",
    "[x](https://evil.example)",
    "|",
    "^",
    "<",
    ">",
    "<<>>",
    "</b>",
    "\\",
    "\\n",
    "%s",
    "{0}",
    "\u202edelgnat",
    "\u200b",
    "\u2066<!channel>\u2069",
    "\u0000",
    "＜!channel＞",
    "<\u200b!channel>",
    "a" * 400,
    "W" * 60,
    "🍜" * 70,
    "e\u0301" * 80,
    "\n\n\n",
    "\r\n",
    "\t",
    "{}",
    '{"type":"actions"}',
    '"}]}',
    "null",
    "slack://user?team=T&id=U",
    "javascript:alert(1)",
    "tel:+491",
    "”quoted”",
)
FRAMES = (
    "{}",
    "soup {}",
    "{} soup",
    "soup {} soup",
    "({})",
    "*{}*",
    "<{}>",
    "{0}{0}",
    "`{}`",
    "x|{}|y",
    "{}\nsoup",
)


def strings() -> Iterator[str]:
    """Yield hostile strings, no two the same."""
    dice, seen = random.Random(1), set[str]()
    made = [
        frame.replace("{0}", "{}").replace("{}", words)
        for frame in FRAMES
        for words in (*SLACK, *hostile.HOSTILE)
    ]
    dice.shuffle(made)
    for first, second in itertools.chain(
        ((words, "") for words in made), itertools.product(made, made)
    ):
        words = f"{first} {second}".strip()[:2000]
        if words and words not in seen:
            seen.add(words)
            yield words


@pytest.mark.rehearsal
async def test_two_thousand_hostile_strings_stay_words(database: Database) -> None:
    async with open_workspace(database) as workspace:
        given = Hostile(workspace)
        await given.names(200)
        await given.notes(100)
        await given.tables(200)
        await given.learnings(115)
        assert len(given.typed) >= STRINGS


class Hostile:
    """People who type whatever they like, and others who read."""

    def __init__(self, workspace: SlackWorkspace) -> None:
        self.workspace, self.server, self.home = workspace, workspace.server, workspace.home
        self.strings = strings()
        self.typed: list[str] = []
        crowd = [self.server.person(f"Colleague {number}") for number in range(100)]
        workspace.lunch.members += [user.id for user in crowd]
        self.crowd = itertools.cycle(crowd)

    def next(self, most: int) -> str:
        words = next(self.strings)[:most]
        self.typed.append(words)
        return words

    async def names(self, times: int) -> None:
        """Take a name, and look at one's own home."""
        for _ in range(times):
            user, name = next(self.crowd), self.next(80)
            await self.server.change_user(user, name=name)
            self.home.homes.pop(user.id, None)
            await self.server.open_home(user)
            await self.server.until(lambda who=user: who.id in self.home.homes)  # type: ignore[misc]
            assert f", {clean_name(name)}" in self.read(self.home.homes[user.id])

    async def notes(self, times: int) -> None:
        """Fill in every field of the profile."""
        shapes = set()
        for _ in range(times):
            user = next(self.crowd)
            await self._ask(user, "/mingle profile")
            told = {
                name: self.next(MAX_LINE)
                for name in ("team", "manager", "office", "interests", "offers", "wants")
            }
            kept, _ = await self._submit(user, told)
            await self.server.until(lambda who=user: self._answers(who))  # type: ignore[misc]
            [answer] = self._answers(user)
            words = self.read(answer)
            assert "Saved, thank you" in words
            assert not [
                kept[name]
                for name in ("team", "manager", "office")
                if clean_text(kept[name], MAX_LINE) not in words
            ]
            shapes.add(_shape(answer))
        assert len(shapes) == 1

    async def tables(self, times: int) -> None:
        """Open tables at hostile places about hostile topics, in the form or in one line."""
        for number in range(times):
            user = next(self.crowd)
            if (number + number // 100) % 2:
                place, topic = (
                    html.escape(self.next(200).replace('"', ""), quote=False) for _ in range(2)
                )
                line = f'/lunch tomorrow 12:30 at:"{place}" topic:"{topic}"'
                await self.server.type_command(user, self.workspace.lunch, line)
                continue
            await self._open(user, self.home.homes[user.id], "Open a lunch table")
            told = {"when": "Wednesday 13:00", "at": self.next(80), "topic": self.next(80)}
            kept, _ = await self._submit(user, {**told, "channel": self.workspace.lunch.id})
            await self.workspace.settle()
            table = self.read(self.workspace.lunch.messages[-1])
            assert not [
                kept[name] for name in ("at", "topic") if clean_text(kept[name], 100) not in table
            ]
        await self.workspace.settle()
        tables = [
            message
            for message in self.workspace.lunch.messages
            if self.workspace.says(message, "has a table")
        ]
        assert len(tables) > times / 2
        assert len({_shape(message) for message in tables}) == 1
        for what in (*tables, *self.home.ephemerals):
            self.read(what)

    async def learnings(self, times: int) -> None:
        """Share learnings of a prompt, several hostile lines at once, six people at a time."""
        await self.workspace.say(self.workspace.manager, "/prompt setup")
        await self.workspace.submit(self.workspace.manager, {"zone": "Europe/Berlin"})
        await self.workspace.until(WEDNESDAY)
        prompt = next(
            m
            for m in reversed(self.workspace.lunch.messages)
            if self.workspace.says(m, "This week's prompt")
        )
        for number in range(times):
            user = next(self.crowd)
            await self._open(user, prompt, "Did it")
            lines = "\n".join(self.next(40) for _ in range(7))
            kept, _ = await self._submit(
                user, {"text": lines, "share": "named" if number % 2 else "unnamed"}
            )
            if number % 6 == 5:
                await self.workspace.settle()
                assert clean_text(kept["text"], 300, multiline=True) in self.read(prompt)
        for message in self.server.messages:
            self.read(message)

    def read(self, what: Message | View) -> str:
        """Read as the person who gets it.

        Nobody is rung, nothing leads away, and the words are words.
        """
        assert not [
            ping for ping in message_text.pings(what) if ping[0] != "@" or ping == f"@{VICTIM}"
        ], what
        assert not [link for link in message_text.links(what) if not link.startswith(OURS)], what
        if isinstance(what, Message):
            assert not set("<>") & set(what.text), what.text  # of which the notification is made
        return message_text.words(self.home, what)

    def _answers(self, user: User) -> list[Message]:
        return [message for message in self.home.ephemerals if message.only_for == user.id]

    async def _ask(self, user: User, command: str) -> None:
        self.home.stacks.pop(user.id, None)
        self.workspace.clock.move(timedelta(seconds=1))
        await self.server.type_command(user, self.workspace.lunch, command)
        await self.server.until(lambda: self.home.stacks.get(user.id))

    async def _open(self, user: User, where: Message | View, label: str) -> None:
        self.home.stacks.pop(user.id, None)
        self.workspace.clock.move(timedelta(seconds=1))  # Slack opens a hundred forms a minute
        await self.server.click(user, where, label=label)
        await self.server.until(lambda: self.home.stacks.get(user.id))

    async def _submit(self, user: User, values: dict[str, str]) -> tuple[dict[str, str], View]:
        """Send a form, again with harmless words where a field is refused.

        Give what was kept, and the answer.
        """
        form = self.server.views[user.id]
        await self.server.submit(user, form, values)
        if refused := form.errors:
            self.read(form)
            assert not [error for error in refused.values() if VICTIM in error or "evil" in error]
            values = values | dict.fromkeys(refused, "soup")
            await self.server.submit(user, form, values)
        assert not form.errors
        return values, form


def _shape(what: Message | View) -> tuple[str, ...]:
    return tuple(block["type"] for block in what.blocks)
