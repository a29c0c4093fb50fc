"""A second company beside the playground's, with which its people can swap lunches.

It stands in the same database, as a workspace of its own, and is asked without HTTP: the same turns
in the same envelopes, between the same two sides as between two installs.
"""

from datetime import datetime

from adapters.playground import workspace as playground_workspace
from adapters.playground.post import Playground
from adapters.playground.records import Colleague
from bot.cli.assembly import WORKSPACE, Mingle
from bot.people import records as people
from bot.store.engine import Transaction
from bot.swap import agreements, records

NEXT_DOOR = "next-door"
COMPANY = "Halden & Moor"
OWN_NAME = "Larkfield"
PLACE = "The fountain on Market Square"
# Who works there and joined: their first names, what they do, and what they like to talk about.
STAFF = (
    ("Mia Halden", "data and mathematics", "bouldering"),
    ("Otto Brandt", "software and programming", "cycling"),
    ("Zeynep Acar", "design and media", "films"),
    ("Luis Ortega", "teaching", "ramen"),
    ("Hanna Moor", "law", "cooking"),
    ("Kofi Mensah", "software and programming", "chess"),
    ("Ines Faria", "design and media", "pottery"),
    ("Paul Ekberg", "software and programming", "coffee"),
)


def next_door(mingle: Mingle) -> Playground:
    """Return the chat of the second company; nobody looks into it."""
    return Playground(mingle.database, NEXT_DOOR, mingle.playground.now)


async def agree_on_lunches(mingle: Mingle, zone: str) -> None:
    """Let both operators agree, and the people there join; some colleagues here join as well."""
    number = await _find_agreement(mingle) or await _make_agreement(mingle, zone)
    await playground_workspace.agree_to_swap(mingle.listener, number)


async def _find_agreement(mingle: Mingle) -> int:
    async with mingle.database.read_transaction() as tx:
        swaps = await records.list_swaps(tx, WORKSPACE)
    return swaps[0].id if swaps else 0


async def _make_agreement(mingle: Mingle, zone: str) -> int:
    now = mingle.playground.now()
    async with mingle.database.transaction() as tx:
        invited, _ = await agreements.invite(tx, WORKSPACE, OWN_NAME, PLACE, zone, now)
        agreed = await agreements.accept(
            tx, NEXT_DOOR, invited, COMPANY, "https://next-door.example", now
        )
        ours = await agreements.accept(tx, WORKSPACE, agreed.back, "", "", now)
        await records.update_swap(tx, ours.swap.id, address=records.HERE)
        for name, field, topic in STAFF:
            await _let_join(tx, agreed.swap, name, field, topic, zone, now)
    return ours.swap.id


async def _let_join(
    tx: Transaction, of: records.Swap, name: str, field: str, topic: str, zone: str, now: datetime
) -> None:
    who = Colleague(f"{NEXT_DOOR}/{name.split(maxsplit=1)[0].lower()}", name, zone)
    await playground_workspace.insert_colleague(tx, NEXT_DOOR, who)
    await people.add_if_new(tx, NEXT_DOOR, who.id, name, zone, now)
    await people.update_person(tx, NEXT_DOOR, who.id, interests=(topic,))
    await records.save_member(tx, of, who.id, field, topic, now)
