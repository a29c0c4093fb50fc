"""Run Mingle for a Slack workspace of 2,400, in a process of its own as an operator does.

Be Slack in this one.
"""

import asyncio
import itertools
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from tests.doubles.slack import Channel, Delivery, Message, SlackServer, User, View
from tests.doubles.slack.methods.views import made

PEOPLE = 2400
KITCHENS = (
    4  # channels with a prompt that people say they will do, and as many with one that they did
)
CLOCKS = ("11:00", "12:30", "14:00")
SOCKETS = 2
TICKS = os.sysconf("SC_CLK_TCK")
COUNTS = {
    "commands": "SELECT count(*) FROM open_table",
    "clicks": "SELECT count(*) FROM prompt_answer WHERE state = 'will_do'",
    "forms": "SELECT count(*) FROM prompt_answer JOIN learning USING (person)"
    " WHERE state = 'did' AND about = 'prompt:' || posting",
}


@dataclass
class Office:
    """What the crowd does by turns: a command, a click on a button, a form."""

    slack: SlackServer
    process: int
    file: Path
    people: list[User]
    lunch: Channel
    prompts: list[Message]
    forms: list[View]
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def act(self) -> Delivery:
        """Perform the next interaction as the next person."""
        turn, kind = divmod(next(self._numbers), len(COUNTS))
        which, who = divmod(turn, PEOPLE)
        user = self.people[who]
        name = list(COUNTS)[kind]
        self.done[name] += 1
        if name == "commands":
            return await self.slack.type_command(user, self.lunch, f"/lunch {_when(which)}")
        if name == "clicks":
            return await self.slack.click(user, self.prompts[which], label="I'll do it")
        return await self.slack.submit(
            user, own_form(self.slack, user, self.forms[which]), {"text": f"Ask {which} first."}
        )

    @property
    def answered(self) -> int:
        """Count the answers that have reached people."""
        return len(self.slack.home.ephemerals)

    def rows(self) -> dict[str, int]:
        """Count what the database knows."""
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as file:
            return {name: int(file.execute(count).fetchone()[0]) for name, count in COUNTS.items()}

    def busy(self) -> float:
        """Return the seconds of processor time that Mingle has used."""
        told = Path(f"/proc/{self.process}/stat")
        if not told.exists():  # only Linux tells
            return float("nan")
        user, system = told.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    async with SlackServer() as slack:
        slack.workspace()
        slack.install(build_manifest(ROUTER, history=True))
        manager = slack.person("Grace Hall", admin=True)
        people = [slack.person(f"Colleague {number}") for number in range(PEOPLE)]
        lunch = slack.channel("lunch", [manager, *people])
        kitchens = [
            slack.channel(f"kitchen-{number}", [manager, *people]) for number in range(2 * KITCHENS)
        ]
        file = folder / "mingle.db"
        environment = os.environ | _settings(slack, file)
        command = (sys.executable, "-m", "bot", "run")
        mingle = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            await slack.sockets.ready(SOCKETS)
            prompts = [await post_prompt(slack, manager, kitchen) for kitchen in kitchens]
            forms = [await open_form(slack, manager, prompt) for prompt in prompts[KITCHENS:]]
            slack.home.ephemerals.clear()
            yield Office(slack, mingle.pid, file, people, lunch, prompts[:KITCHENS], forms)
        finally:
            mingle.kill()
            await mingle.wait()


def _settings(slack: SlackServer, file: Path) -> dict[str, str]:
    values = {
        "DATABASE__URL": f"sqlite+aiosqlite:///{file}", "SLACK__BOT_TOKEN": slack.home.token,
        "SLACK__APP_TOKEN": slack.app.app_token, "SLACK__API_URL": slack.url,
        "SLACK__HISTORY": "true",
        "SLACK__ZONE": "Europe/Berlin", "LOG__LEVEL": "error",
    }  # fmt: skip
    return {f"MINGLE_{name}": value for name, value in values.items()}


async def post_prompt(slack: SlackServer, manager: User, channel: Channel) -> Message:
    """Set up prompts in a channel as a manager, and post one."""
    await slack.type_command(manager, channel, "/prompt setup")
    await slack.until(lambda: manager.id in slack.views)
    await slack.submit(manager, slack.views[manager.id], {"zone": "Europe/Berlin"})
    await slack.type_command(manager, channel, "/prompt now")
    await slack.until(lambda: channel.messages)
    return channel.messages[0]


async def open_form(slack: SlackServer, manager: User, prompt: Message) -> View:
    """Open the form about a prompt as a manager."""
    await slack.click(manager, prompt, label="Did it")
    await slack.until(lambda: manager.id in slack.views)
    return slack.home.stacks[manager.id].pop()


def own_form(slack: SlackServer, user: User, form: View) -> View:
    """Put before somebody the form that another opened.

    Slack opens 100 a minute, and many stay open.
    """
    home, origin = slack.home, form.content["private_metadata"]
    old = next(id_ for id_ in slack.response_urls if id_ in origin)
    new = slack.response_url(home, home.channels[slack.response_urls[old].channel.id], user)
    content = form.content | {
        "private_metadata": origin.replace(old, new.partition("/actions/")[2])
    }
    view = made(slack, home, user.id, content)
    home.stacks[user.id] = [view]
    return view


def _when(which: int) -> str:
    days, clock = divmod(which, len(CLOCKS))
    return f"{datetime.now(UTC).date() + timedelta(days=days + 1)} {CLOCKS[clock]}"
