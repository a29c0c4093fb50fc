"""Load and render a person's home page."""

import datetime as dt
from collections.abc import Iterator

from bot.dates.local_time import local_date
from bot.home.agenda import Agenda, load_agenda
from bot.home.overview import Overview, load_overview
from bot.home.views import home as views
from bot.open_tables.rules import midnight_after
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card, Facts, Paragraph
from bot.ui.text import Instant, Text


async def render_home(
    tx: ReadTransaction,
    workspace: str,
    person: Person,
    now: dt.datetime,
    *,
    around: bool = False,
) -> Card:
    """Render somebody's home page; `around` shows newcomers all of it."""
    agenda = await load_agenda(tx, workspace, person, now)
    overview = await load_overview(tx, workspace, now) if person.organiser else None
    if not around and not agenda.is_known(person):
        return _newcomer(person, agenda, overview)
    today = local_date(now, person.zone)
    return views.home_card(person, agenda, overview, today, now)


async def render_tab(
    tx: ReadTransaction, workspace: str, person_id: str, now: dt.datetime
) -> tuple[Person, Card] | None:
    """Render the home tab of somebody who is still here, with their profile."""
    person = await people.find_person(tx, workspace, person_id)
    if person is None or person.left:
        return None
    return person, await render_home(tx, workspace, person, now)


def true_until(card: Card, zone: str, now: dt.datetime) -> dt.datetime:
    """Return until when a page holds if nobody does anything: its next moment, or midnight."""
    ahead = [moment for moment in _moments(card) if moment > now]
    return min([*ahead, midnight_after(now, zone)])


def _newcomer(person: Person, agenda: Agenda, overview: Overview | None) -> Card:
    programs = [status.program for status in agenda.programs]
    return views.newcomer_card(person, programs, overview)


def _moments(card: Card) -> Iterator[dt.datetime]:
    for part in card.parts:
        texts: list[Text] = []
        if isinstance(part, Paragraph):
            texts = [part.text]
        elif isinstance(part, Facts):
            texts = [text for _, text in part.rows]
        for text in texts:
            yield from (node.at for node in text if isinstance(node, Instant))
