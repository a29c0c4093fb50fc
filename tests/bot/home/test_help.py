from datetime import UTC, datetime

from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.home.commands import make_home_router
from bot.home.views.pages import option_usage
from bot.store.engine import Database, Transaction
from bot.ui.cards import Actions, Card, Choice, Select, as_text
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


def choices(card: Card) -> list[Choice]:
    """Return what the card's menu offers."""
    [row] = [part for part in card.parts if isinstance(part, Actions)]
    [menu] = row.items
    assert isinstance(menu, Select)
    return list(menu.choices)


async def ask(database: Database, action: str, about: str = "", *, organiser: bool = False) -> Card:
    call = Invocation(
        f"{action}{organiser}{about}",
        "W",
        "W/tom",
        "Tom",
        NOW,
        "command",
        action,
        organiser=organiser,
        fields={"about": about},
    )
    answer = await dispatch(router, database, call)
    assert isinstance(answer, Reply)
    return answer.card


async def test_everybody_sees_what_they_may_do(database: Database) -> None:
    card = await ask(database, "mingle help")
    assert headings(card) == []
    assert [choice.value for choice in choices(card)] == ["lunch", "mingle", "venue", "conduct"]
    assert "/lunch [when] [seats:…]: Find company" in as_text(card)
    assert "setup" not in as_text(card)


async def test_a_topic_that_nobody_knows_is_named(database: Database) -> None:
    card = await ask(database, "mingle help", "bowling")
    assert "no help about “bowling”" in as_text(card)
    assert choices(card)


async def test_organisers_see_more_under_help(database: Database) -> None:
    card = await ask(database, "mingle help", "mingle", organiser=True)
    assert headings(card)[-1] == "For organisers"
    assert "/mingle setup: Set lunches up\n" in as_text(card) + "\n"


def test_a_command_is_written_as_it_is_typed() -> None:
    assert option_usage(router.commands["venue"]) == "<place:…>"
    assert option_usage(router.commands["lunch"]) == "[when] [seats:…]"
