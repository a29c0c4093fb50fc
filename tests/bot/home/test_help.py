from datetime import UTC, date, datetime

import pytest

from bot.core.dispatch import dispatch
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Option, Reply, Router
from bot.home.commands import make_home_router
from bot.home.views.pages import option_usage
from bot.pairings.tables import membership, pairing_program
from bot.people import records
from bot.store.engine import Database, Transaction
from bot.ui.cards import Actions, Button, Card, as_text
from tests.reading import headings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
router = Router()


@router.command(
    "lunch",
    "Find company",
    Role.ANYONE,
    Option("when", "a day", rest=True),
    Option("seats", "how many"),
)
@router.command("mingle setup", "Set lunches up", Role.ORGANISER, example="/mingle setup")
@router.command("venue", "Name a place", Role.ANYONE, Option("place", "where", required=True))
async def nothing(call: Invocation, tx: Transaction) -> Answer:
    return None


router.include_routers(make_home_router(lambda: router.commands, nothing))


async def ask(database: Database, action: str, *, organiser: bool = False) -> Card:
    call = Invocation(
        f"{action}{organiser}", "W", "W/tom", "Tom", NOW, "command", action, organiser=organiser
    )
    answer = await dispatch(router, database, call)
    assert isinstance(answer, Reply)
    return answer.card


@pytest.mark.parametrize("action", ["mingle", "mingle help"])
async def test_everybody_sees_what_they_may_do(database: Database, action: str) -> None:
    card = await ask(database, action)
    assert headings(card) == ["Lunch with company", "You and Mingle", "/venue"]
    assert "/lunch [when] [seats:…]: Find company" in as_text(card)
    assert "setup" not in as_text(card)


async def test_organisers_see_more_under_help_and_are_told_so(database: Database) -> None:
    assert "“/mingle help” also lists what organisers can do" in as_text(
        await ask(database, "mingle", organiser=True)
    )
    card = await ask(database, "mingle help", organiser=True)
    assert headings(card)[-1] == "For organisers"
    assert "/mingle setup: Set lunches up\n" in as_text(card) + "\n"


async def test_a_newcomer_is_shown_to_the_profile_first(database: Database) -> None:
    card = await ask(database, "mingle")
    (row,) = [part for part in card.parts if isinstance(part, Actions)]
    assert row.items == (Button("profile.open", "My profile", style="main"),)
    assert "no lunch pairings yet" in as_text(card)


async def test_tom_sees_where_he_takes_part_and_that_he_pauses(database: Database) -> None:
    values = {
        "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "start": NOW.date(),
        "time": "10:00",
        "size": 2,
        "zone": "UTC",
    }
    more = {"blackout": (), "same_office": False, "active": True}
    async with database.transaction() as tx:
        await records.add_if_new(tx, "W", "W/tom", "Tom", "UTC", NOW)
        await records.update_person(tx, "W", "W/tom", paused_until=date(2026, 12, 1))
        for name, state in (("lunch", "in"), ("ramen", "in"), ("tea", "out")):
            number = await tx.insert(
                pairing_program,
                workspace="W",
                channel=f"W/{name}",
                channel_name=name,
                **values,
                **more,
            )
            await tx.insert(
                membership, workspace="W", program=number, person="W/tom", state=state, since=NOW
            )
    said = as_text(await ask(database, "mingle"))
    assert "You take part in the lunch pairings of #lunch and #ramen." in said
    assert "pausing until Tuesday, 1 December 2026" in said


def test_a_command_is_written_as_it_is_typed() -> None:
    assert option_usage(router.commands["venue"]) == "<place:…>"
    assert option_usage(router.commands["lunch"]) == "[when] [seats:…]"
