import pytest

from bot.core.replacement import Outcome, is_replaced, stay_of_card
from bot.ui.cards import Actions, Button, Card, Choice, File, Part, Select

LEAVE, CANCEL, WRONG = (Button(name, name) for name in ("leave", "cancel", "wrong"))
SEATS = tuple(Button("join", f"Sit with {name}", name) for name in ("Tom", "Jun"))
MENU = tuple(Button(f"open.{number}", "Open") for number in range(5))
TOWNS = Select("town", "Where", (Choice("leeds", "Leeds"),))
ENTRY = File("lunch.ics", "text/calendar", "BEGIN:VCALENDAR")


def _card(*items: Button | Select, more: tuple[Part, ...] = ()) -> Card:
    return Card("note", "Today", (Actions(items), *more))


@pytest.mark.parametrize(
    ("card", "outcome", "goes"),
    [
        (_card(LEAVE), "acted", True),
        (_card(LEAVE, CANCEL, WRONG), "acted", True),
        (_card(LEAVE), "looked", True),
        (_card(LEAVE, WRONG), "looked", False),
        (_card(LEAVE), "said", False),
        (_card(*SEATS), "acted", False),
        (_card(*MENU), "acted", False),
        (_card(LEAVE, TOWNS), "acted", False),
        (_card(LEAVE, more=(ENTRY,)), "acted", False),
    ],
)
def test_an_answer_goes_once_it_is_over_and_a_list_stays(
    card: Card, outcome: Outcome, goes: bool
) -> None:
    assert is_replaced(stay_of_card(card), outcome, same_title=False) is goes


def test_an_answer_of_several_messages_stays() -> None:
    assert not is_replaced(stay_of_card(_card(LEAVE), pages=2), "acted", same_title=False)


@pytest.mark.parametrize("outcome", ["acted", "looked", "said"])
def test_the_next_page_of_a_list_takes_its_place(outcome: Outcome) -> None:
    assert is_replaced(stay_of_card(_card(*SEATS)), outcome, same_title=True)
