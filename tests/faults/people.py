"""What people do in a life: a fortnight's worth of everything first, then whatever occurs to
them."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.faults.life import Control, Life

IN_DOUBT = "SELECT id, token FROM outbox_message WHERE state IN ('held', 'aside')"
REGRETTED = re.compile(r"leave|stop|off\b|delete|cancel|remove|never|forget|undo|mute", re.I)
SELDOM = 0.05  # how often somebody presses what they could regret
BUSY = 2  # things that people do at a time
RECENT = 40  # buttons that somebody still looks at
USUAL = (
    "lunch.moment", "lunch.met", "event.answer", "table.join", "poll.works", "poll.remind",
    "prompt.will_do",
)  # fmt: skip
ANYTHING = {
    "text": "Ask twice, then build.", "share": "named", "why": "It rains.", "name": "Corner Café",
    "part": "Mitte", "title": "Chess", "topic": "python", "town": "Leeds", "when": "tomorrow 12:30",
    "place": "Corner Café", "zone": "Europe/Berlin", "team": "Sales", "office": "Berlin",
    "interests": "ramen, chess", "meeting_point": "at the door",
}  # fmt: skip
IDEAS: Sequence[tuple[str, dict[str, Any]]] = (
    ("lunch", {}), ("lunch", {"when": "today 12:30"}), ("lunch", {"when": "tomorrow 12:30"}),
    ("lunch", {"when": "tomorrow 13:00", "topic": "chess"}), ("lunch tables", {}),
    ("lunch usual", {"days": "mon thu 12:30"}), ("mingle", {}), ("mingle me", {}),
    ("mingle why", {}), ("mingle skip", {}), ("mingle join", {}), ("mingle resume", {}),
    ("mingle away", {"trip": "Leeds next Tuesday"}), ("mingle profile", {}), ("events", {}),
    ("events new", {"when": "next Friday 18:00"}), ("venues", {}), ("happyhour wish", {}),
    ("associations", {}), ("associations openings", {}), ("round explain", {}),
    ("prompt suggest", {"text": "Walk to lunch with whoever sits nearest to the stairs."}),
)  # fmt: skip
ORGANISERS_IDEAS: Sequence[tuple[str, dict[str, Any]]] = (
    ("round preview", {}), ("round replay", {}), ("happyhour polls", {}), ("prompt now", {}),
    ("mingle setup", {}), ("prompt deck", {}), ("happyhour", {}),
)  # fmt: skip


async def settle_in(life: Life, rng: random.Random) -> None:
    """Set up everything that Mingle does, and join."""
    organiser, *others = life.people
    await _through_form(life, organiser, "mingle setup", {"zone": "Europe/Berlin"})
    await _through_form(life, organiser, "prompt setup", {"zone": "Europe/Berlin"})
    await _through_form(life, organiser, "events digest", {})
    for name, part in (("Anker", "Mitte"), ("Birke", "Wedding"), ("Chorus", "Pankow")):
        about = {"name": name, "part": part, "good_for": "both"}
        await _through_form(life, organiser, "venues add", about)
    await life.settle()
    for person in life.people:
        await life.press(person, "people.join")
    about = {"deadline": rng.choice(("in 1 day", "in 3 days")), "repeat": rng.choice(("1", "3"))}
    await _through_form(life, organiser, "happyhour", about)
    await life.press(organiser, "poll.post")
    for person in others[:3]:
        await life.tell(person, "lunch usual", days="mon tue wed thu fri 12:30")
    await _found_guild(life, others[0], rng.choice((2, 8, 33)))
    await _plan_evening(life, others[1])
    if others[2:]:
        await life.tell(others[0], "lunch with", person=others[2], when="tomorrow 12:30")


async def live_days(life: Life, rng: random.Random, days: int) -> None:
    """Let days go by, on each of which people do something in the morning and at noon.

    A life in which something is stuck goes on no further.
    """
    organiser, *others = life.people
    for _ in range(days):
        for hours in (2, 3, 19):
            if life.stuck:
                return
            await life.until(life.clock.utc() + timedelta(hours=hours))
            for _ in range(BUSY):
                await potter(life, rng.choice(life.people), rng)
            await _do_what_is_due(life, rng.choice(others))
        await life.tell(organiser, rng.choice(("round preview", "round replay")))
        await answer_questions(life)


async def potter(life: Life, person: Any, rng: random.Random) -> None:
    """Press something, or use some command, and fill in what comes of it."""
    seen = [one for one in life.controls(person)[-RECENT:] if _tempting(one, rng)]
    if seen and rng.random() < 0.7:
        await life.press(person, rng.choice(seen).action)
    else:
        ideas = [*IDEAS, *(ORGANISERS_IDEAS if person is life.people[0] else ())]
        name, options = rng.choice(ideas)
        await life.tell(person, name, **options)
    await life.fill(person, ANYTHING)


async def _do_what_is_due(life: Life, person: Any) -> None:
    """Answer as most people do: they met, they come, they take a seat, they vote."""
    for action in USUAL:
        await life.press(person, action)
    if await life.press(person, "learning.share"):
        await life.fill(person, {"text": "Ask first, then build.", "share": "named"})


async def answer_questions(life: Life) -> None:
    """Answer whether what nobody knows of has arrived, and have what was set aside tried again."""
    rows = {str(row.id): row.token for row in await life.ledger.rows(IN_DOUBT)}
    there = {one.key for one in life.said()}
    for person in life.people:
        for one in life.controls(person):
            number = one.value.rpartition(":")[2]
            arrived = number in rows and life.identity(rows[number]) in there
            if one.action in truth(arrived, number in rows):
                life.let_go |= {rows[number]} if arrived else set()
                await life.press(person, one.action, one.value)


def truth(arrived: bool, in_doubt: bool) -> Sequence[str]:
    """Return the buttons of a question that are true; those to recipients only while in doubt."""
    organisers, recipients = (
        ("held.drop", "held.seen") if arrived else ("held.again", "held.missing")
    )
    return (organisers, recipients) if in_doubt else (organisers,)


def _tempting(control: Control, rng: random.Random) -> bool:
    if control.action.startswith("held."):
        return False  # these are answered with care, below
    return not REGRETTED.search(f"{control.label} {control.action}") or rng.random() < SELDOM


async def _through_form(life: Life, person: Any, name: str, values: dict[str, Any]) -> bool:
    return await life.tell(person, name) and await life.fill(person, values)


async def _found_guild(life: Life, person: Any, days: int) -> None:
    if not await _through_form(life, person, "associations add", {"name": "Guild of Tidemakers"}):
        return
    day = (life.clock.utc() + timedelta(days=days)).date().isoformat()
    await life.tell(person, "associations")
    await life.press(person, "association.show")
    if await life.press(person, "opening.add"):
        await life.fill(person, {"kind": "papers", "title": "Talks for autumn", "due": day})


async def _plan_evening(life: Life, person: Any) -> None:
    day = (life.clock.utc() + timedelta(days=4)).date().isoformat()
    if await life.tell(person, "events new", when=f"{day} 18:00"):
        about = {"title": "Chess at night", "place": "Corner Café", "capacity": "3"}
        await life.fill(person, about)
