"""Numbers about people: those against the rule are found, wherever they stand, and only those."""

import pytest
from msgspec import structs

from bot.core.interactions import Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.features import ROUTER
from bot.kits import kits
from bot.kits.views.plans import dates_card
from bot.prompts.deck import DECK
from bot.store.engine import Transaction
from bot.ui.cards import Actions, Card, Choice, GraphNode, Paragraph, Picture, Select, Tie
from bot.ui.crowd_words import people_text, split_text
from bot.ui.crowds import FEWEST, FEWEST_MOVING, Crowd
from bot.ui.notices import note_card
from bot.ui.text import Mention, Text
from jobs.simulation.referee.numbers import NumberReader, judge_numbers
from jobs.simulation.referee.visitor import Visitor
from tests.world import ADA, BEN, HOME, World

MENTION = Mention(ADA, "Ada Wolf")


def _rules(*text: str | Crowd | Mention) -> list[str]:
    return [lie.rule for lie in judge_numbers(Card("note", "Hm", (Paragraph(text),)))]


@pytest.mark.parametrize(
    "words",
    [
        "3 people have voted.", "12 people said yes.", "one person going", "works for 6",
        "Two of you would rather not.", "4 more are going", "Five colleagues wait.",
        "No two of you have met, and 3 people voted.",
    ],
)  # fmt: skip
def test_a_number_beside_people_that_is_no_crowd_is_found(words: str) -> None:
    assert _rules(words) == ["a number of people that is no Crowd"]


@pytest.mark.parametrize(
    "text",
    [
        people_text(FEWEST), people_text(3), split_text(20, 60), split_text(58, 60),
        (MENTION, " and 3 more are going"), ("Ben, Ada, Emeka and two more are coming.",),
        ("All three of you like ramen.",),
        ("And the deadline of one comes nearer.",), ("Two seats are left.",),
        ("3 events are on",), ("Lunch in 2 days",),
    ],
)  # fmt: skip
def test_what_the_rule_allows_is_passed_over(text: Text) -> None:
    assert _rules(*text) == []  # type: ignore[arg-type]


def test_nobody_can_write_a_crowd_of_few() -> None:
    for number, moves in ((FEWEST - 1, False), (FEWEST_MOVING - 1, True), (0, False)):
        with pytest.raises(ValueError, match="so few"):
            Crowd(number, moves)


def test_a_crowd_of_few_and_a_part_whose_rest_is_few_are_found() -> None:
    small = Crowd(FEWEST_MOVING, moves=True)
    structs.force_setattr(small, "number", 7)
    assert _rules(small, " voted") == ["a number of few people"]
    assert _rules(Crowd(10), " of ", Crowd(12)) == ["a part whose rest is few people"]


def test_a_picture_of_few_people_is_found() -> None:
    spots = GraphNode("Data", 9), GraphNode("Design", 2)
    picture = Picture("met", "Teams that met", spots, (Tie(0, 1, 1),))
    assert [lie.words for lie in judge_numbers(Card("round", "Who met", (picture,)))] == ["Design"]


def test_a_number_that_moves_though_it_is_told_as_settled_is_found() -> None:
    reader = NumberReader()
    for number in (6, 6, 7):
        reader.read(Card("note", "Hm", (Paragraph(people_text(number)),)), "hm", 1)
    [fault] = reader.faults
    assert (fault.rule, fault.times) == ("a number that moves, told as one that is settled", 1)


@pytest.mark.parametrize("around", ["{}", "This week: {} You said you'll do it."])
def test_texts_that_tell_people_what_to_do_are_passed_over_wherever_they_stand(around: str) -> None:
    reader = NumberReader(["Talk with two people.", ""])
    words = around.format("Talk with two people.")
    reader.read(Card("prompt", "A prompt", (Paragraph((words,)),)), "prompt")
    assert reader.faults == []


def test_a_number_beside_a_text_that_tells_people_what_to_do_is_found() -> None:
    reader = NumberReader(["Talk with two people."])
    words = "Talk with two people. 3 people will do it."
    reader.read(Card("prompt", "A prompt", (Paragraph((words,)),)), "prompt")
    assert [fault.example for fault in reader.faults] == [words]


def test_what_a_kit_tells_people_to_do_is_no_count_and_what_stands_beside_it_may_be() -> None:
    reader = NumberReader(kits.list_texts())
    for kit in kits.load_kits().values():
        reader.read(dates_card(kit, [], "Europe/Berlin"), "kit")
        for step in kit.steps:
            reader.read(note_card(f"Due Thu 2 Apr: {step.title}", step.text), "step")
    assert reader.faults == []
    reader.read(note_card("Ask three people", "3 people have joined."), "step")
    assert [fault.example for fault in reader.faults] == ["3 people have joined."]


async def test_everything_that_can_be_asked_passes_the_rule_and_leaves_no_trace(
    lived_world: World,
) -> None:
    prompts = [words for prompt in DECK for words in (prompt.text, prompt.hint)]
    reader = NumberReader([*prompts, *kits.list_texts()])
    before = await lived_world.snapshot()
    for who in (ADA, BEN):
        visitor = Visitor(lived_world.database, ROUTER, HOME, reader)
        assert await visitor.visit(lived_world.call(who, "command", "")) > 40
        for card in await lived_world.inbox(who):
            reader.read(card, card.title)
    assert reader.faults == []
    assert await lived_world.snapshot() == before


async def test_a_fault_behind_a_button_is_found_by_whoever_visits(world: World) -> None:
    router, reader = Router(), NumberReader()

    @router.command("count", "Count people", Role.ANYONE)
    async def count(call: Invocation, tx: Transaction) -> Reply:
        return Reply(note_card("Counted", "3 people would rather not."))

    await Visitor(world.database, router, HOME, reader).visit(world.call(BEN, "command", ""))
    assert [(fault.reason, fault.times) for fault in reader.faults] == [("count", 1)]


async def test_a_fault_behind_a_menu_is_found_by_whoever_visits(world: World) -> None:
    router, reader = Router(), NumberReader()
    menu = Select("count.choose", "Count …", (Choice("noes", "Who would rather not"),))

    @router.command("count", "Count people", Role.ANYONE)
    async def count(call: Invocation, tx: Transaction) -> Reply:
        return Reply(Card("note", "Count", (Actions((menu,)),)))

    @router.button("count.choose", Role.ANYONE)
    async def choose(call: Invocation, tx: Transaction) -> Reply:
        words = "3 people would rather not." if call.field_text("choice") == "noes" else "Nothing."
        return Reply(note_card("Counted", words))

    await Visitor(world.database, router, HOME, reader).visit(world.call(BEN, "command", ""))
    assert [(fault.reason, fault.times) for fault in reader.faults] == [("count.choose", 1)]
