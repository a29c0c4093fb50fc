"""Open pages on small houses of their own, with cards of every kind.

One for each line `DATABASE PORT` coming in.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.playground import workspace
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.serve import serve_playground
from bot.config import LogSection
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.logs import configure_logging
from bot.sources.files import views as uploads
from bot.store.engine import Transaction, open_database
from bot.ui import cards as c
from bot.ui.notices import note_card
from bot.ui.pictures import card_pictures, render_png
from bot.ui.text import Bold, ChannelMention, Instant, Link, Mention
from tests.databases import create_sqlite

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
PRIYA, TOM, JUN, SOFIA, AMARA = (
    Mention(f"playground/{name.lower().replace(' ', '-')}", name)
    for name in ("Priya Raman", "Tom Becker", "Jun Li", "Sofia Vega", "Amara Obi")
)
SAM = workspace.NEWCOMER.id
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> </script> ${1} `x` \u202eback\u202c "
    "<!channel> @everyone"
)
router = Router()


class StillClock:
    """A clock that moves when a button says so, and nothing happens on the way."""

    def __init__(self) -> None:
        self.at = START
        self.playing = False
        self.listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self.at

    async def advance_to(self, to: datetime) -> None:
        await asyncio.sleep(0.3)
        self.at = to


ROUND = c.Card(
    "round",
    "This week's lunches are set",
    (
        c.Paragraph(
            (
                "25 people are introduced, all meeting for the first time. Your introduction is "
                "in your direct messages.",
            )
        ),
        c.Paragraph(("Most of those introduced last time have met.",)),
        c.Heading("Who met across teams"),
        c.Picture(
            "who-met",
            "Teams that met: Data and Design often; Data and Sales now and then; Sales and Smaller "
            "teams rarely.",
            (
                c.GraphNode("Data", 14),
                c.GraphNode("Design", 9),
                c.GraphNode("Sales", 8),
                c.GraphNode("Smaller teams", 6),
            ),
            (c.Tie(0, 1, 3), c.Tie(0, 2, 2), c.Tie(1, 3, 2), c.Tie(2, 3, 1)),
        ),
        c.Actions(
            (
                c.Button("try.note", "How were we matched?"),
                c.Button("try.note", "Skip this round", "skip"),
            )
        ),
    ),
    (
        "Next round ",
        Instant(START + timedelta(days=7), ZONE),
        " · ",
        Link("https://example.org/", "how it works"),
    ),
)
PROMPT = c.Card(
    "prompt",
    "Ask someone in support what surprised them this month",
    (
        c.Paragraph(("Ten minutes are plenty. Take a tea along; a question is a gift.",)),
        c.Quote(
            "I learned that half our customers print the weekly report. I sit with support every "
            "Thursday.",
            SOFIA,
        ),
        c.Quote("מה שלמדתי: לשאול קודם", None),
        c.Actions(
            (c.Button("try.note", "I'll do it", "1", "main"), c.Button("try.form", "Did it", "1"))
        ),
    ),
    ("Wednesdays in ", ChannelMention("playground/prompts", "prompts"), " · three said they will"),
)
INTRODUCTION = c.Card(
    "round",
    "Tom, meet Sam",
    (
        c.Paragraph(
            (
                TOM,
                " and ",
                Mention(SAM, "Sam Rivera"),
                ": you both know Berlin's ramen bars; Tom would ",
                "like to learn SQL. You are both free ",
                Instant(START + timedelta(days=2, hours=2), ZONE),
                ".",
            )
        ),
        c.Heading("To begin with"),
        c.Paragraph(("What did you change your mind about this year?",), soft=True),
        c.File("lunch.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        c.Divider(),
        c.Actions(
            (
                c.Button("try.note", "We met", "a", "main"),
                c.Button("try.note", "Not yet", "b"),
                c.Button("try.note", "Can't this time", "c", "danger"),
                c.Select(
                    "try.choice",
                    "Pick another day",
                    (c.Choice("wed", "Wednesday"), c.Choice("thu", "Thursday")),
                ),
            )
        ),
    ),
)
FORM = c.Form(
    "try.save",
    "Your profile",
    (
        c.TextField(
            "team", "Team", hint="As colleagues would say it", initial="Data", required=True
        ),
        c.TextField("offers", "What I offer", multiline=True, limit=300),
        c.ChoiceField(
            "mode",
            "How you like to meet",
            (c.Choice("person", "In person"), c.Choice("remote", "Remote")),
        ),
        c.ChoiceField(
            "slots",
            "When lunch suits you",
            tuple(
                c.Choice(day, day.title())
                for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
            ),
            initial=("tuesday",),
            most=5,
        ),
        c.PeopleField("avoid", "Rather not meet", most=3),
        c.ChannelField("channel", "Channel", initial="playground/lunch"),
        c.DateField("until", "Pause until"),
        c.ChoiceField(
            "times",
            "Free for lunch",
            tuple(c.Choice(f"t{hour}", f"At {hour}:00") for hour in range(8, 20)),
            most=12,
        ),
    ),
    intro=("Everything is optional but the team. ", Bold("You can change it any time.")),
)


def table(*sitting: Mention) -> c.Card:
    free = 4 - len(sitting)
    return c.Card(
        "table",
        "Tom has a table today, 12:30",
        (
            c.Paragraph(
                ("Ramen bar, Torstraße · talk about ", Bold("Python"), " or anything else")
            ),
            c.People(sitting, free),
            c.Actions(
                (
                    c.Button("try.sit", "Take a seat", "1", "main"),
                    c.Button("try.note", "Can't today"),
                )
            ),
        ),
        ("Last call 12:15",),
    )


@router.command("mingle pause", "Take a pause until a date", Role.ANYONE, Option("until", "when"))
@router.command(
    "lunch",
    "Find company for lunch today",
    Role.ANYONE,
    Option("when", "when", rest=True),
    Option("seats", "how many"),
    Option("at", "where"),
    Option("topic", "about what"),
)
@router.command("lunch usual", "The days you usually eat", Role.ANYONE)
@router.command("mingle join", "Take part in lunch pairings", Role.ANYONE)
@router.command("mingle why", "Why a message came, and how to turn it off", Role.ANYONE)
@router.command("mingle setup", "Set lunch pairings up for a channel", Role.ORGANISER)
async def _echo(call: Invocation, tx: Transaction) -> Answer:
    return Reply(note_card("Noted", f"I read “{call.action}” with {dict(call.fields)}."))


@router.command("mingle profile", "What colleagues see of you", Role.ANYONE)
@router.button("try.form", Role.ANYONE)
async def _open(call: Invocation, tx: Transaction) -> Answer:
    return OpenForm(FORM)


@router.form("try.save", Role.ANYONE)
async def _save(call: Invocation, tx: Transaction) -> Answer:
    if not call.field_text("team"):
        return FormErrors({"team": "A word or two is enough, such as “Data” or “Support”."})
    return Reply(note_card("Saved", f"{call.field_text('team')}, {call.field_values('slots')}"))


@router.command("events upload", "Add events from a calendar file (.ics)", Role.ANYONE)
async def _ask(call: Invocation, tx: Transaction) -> Answer:
    return OpenForm(uploads.upload_form())


@router.form("upload.take", Role.ANYONE)
async def _take(call: Invocation, tx: Transaction) -> Answer:
    file = call.files["file"]
    return Reply(note_card("Read", f"{file.name}: {len(file.content)} bytes, {file.content[:5]!r}"))


@router.button("try.note", Role.ANYONE)
@router.button("try.choice", Role.ANYONE)
async def _note(call: Invocation, tx: Transaction) -> Answer:
    return Reply(note_card("Noted", f"You clicked. {call.field_text('choice')}"))


async def main(address: str, port: int) -> None:
    database = open_database(address)
    async with database.transaction() as tx:
        await workspace.seed_workspace(tx)
    clock = StillClock()
    playground = Playground(database, workspace.WORKSPACE, clock.now)
    listener = PlaygroundListener(playground, router, lambda call: dispatch(router, database, call))

    @router.button("try.sit", Role.ANYONE)
    async def sit(call: Invocation, tx: Transaction) -> Answer:
        assert call.message
        asyncio.get_running_loop().call_later(
            0.3, lambda: asyncio.ensure_future(_seat(playground, call))
        )
        return None

    @router.command("venues", "See the places we may go to", Role.ANYONE, Option("which", "one"))
    async def show(call: Invocation, tx: Transaction) -> Answer:
        assert call.channel
        key = f"picture {call.id}"
        later = playground.post(call.channel, ROUND, key)
        asyncio.get_running_loop().call_later(0.1, lambda: asyncio.ensure_future(later))
        return None

    await _speak(playground, clock)
    await serve_playground(playground, listener, router, clock, port, lambda: _say("ready"))


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def _seat(playground: Playground, call: Invocation) -> None:
    assert call.message
    await playground.edit_message(call.message, table(TOM, JUN, Mention(call.person, call.name)))
    await playground.post("playground/prompts", PROMPT, f"again {call.id}")


async def _speak(playground: Playground, clock: StillClock) -> None:
    clock.at = START - timedelta(days=1, hours=3)
    await playground.post("playground/lunch", note_card("Good morning", HOSTILE), "hostile")
    clock.at = START
    await playground.post("playground/lunch", ROUND, "round")
    await playground.post_as_person(
        "playground/lunch", TOM.person, "Anyone for ramen? <b>I am</b>\nI sit by the window."
    )
    await playground.post("playground/lunch", table(TOM, JUN), "table")
    await playground.post("playground/prompts", PROMPT, "prompt")
    await playground.introduce([TOM.person, SAM], INTRODUCTION, "intro")
    await playground.introduce([AMARA.person, JUN.person, SAM], INTRODUCTION, "trio")
    await playground.send_dm(
        SAM, c.merge_cards([note_card("Welcome", "I am Mingle."), PROMPT]), "hello"
    )


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    configure_logging(LogSection(level="error"))
    for picture in card_pictures(ROUND):
        render_png(picture)  # imports what draws, once for every child
    for asked in sys.stdin:
        path, port = asked.rsplit(maxsplit=1)
        address = create_sqlite(Path(path))
        if not (child := os.fork()):
            asyncio.run(main(address, int(port)))
            break
        _say(child)
