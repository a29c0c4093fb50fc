"""Settle a few people in a playground for tests."""

from adapters.playground import records
from adapters.playground.records import Conversation
from bot.store.engine import Database
from bot.store.playground import playground_colleague

NAMES = ("Tom Becker", "Amara Obi", "Jun Li", "Priya Raman")


def person_id(name: str) -> str:
    """Return the id of somebody with this name."""
    return f"playground/{name.lower().replace(' ', '-')}"


async def settle(database: Database, *names: str) -> tuple[str, ...]:
    """Save people and a channel; the last one organises."""
    everyone = names or NAMES
    people = tuple(person_id(name) for name in everyone)
    async with database.transaction() as tx:
        for person, name in zip(people, everyone, strict=True):
            await tx.insert(
                playground_colleague,
                workspace="playground",
                person=person,
                name=name,
                zone="Europe/Berlin",
                organiser=name == everyone[-1],
                colour="#2a6f9e",
                simulated=False,
                profile={},
                habits={},
            )
        await records.open_conversation(
            tx, "playground", Conversation("playground/lunch", "channel", "lunch", "", people)
        )
    return people
