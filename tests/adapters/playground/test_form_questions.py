"""A form that comes back with a question keeps what was typed, and has a box to send it so."""

from datetime import date

from adapters.playground.form_autofill import initial_values
from adapters.playground.form_questions import Value, ask_in_form
from bot.core.interactions import ANYWAY, FormErrors, Reply
from bot.ui.cards import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    TextField,
)
from tests.reading import form_of
from tests.world import BEN, PROMPTS, World

CHOICES = (Choice("a", "One"), Choice("b", "Two"))
GIVEN: dict[str, Value] = {
    "text": "typed",
    "one": "b",
    "several": ("a", "b"),
    "people": ("acme/ben",),
    "channel": "acme/lunch",
    "day": "2026-03-12",
}
SECRET = "Use AKIAIOSFODNN7EXAMPLE for lunch with whoever sits next to you."


def test_every_field_opens_with_what_was_given() -> None:
    fields = (
        TextField("text", "Text", initial="before"),
        ChoiceField("one", "One", CHOICES),
        ChoiceField("several", "Several", CHOICES, most=2),
        PeopleField("people", "People"),
        ChannelField("channel", "Channel"),
        DateField("day", "Day", initial=date(2026, 1, 1)),
    )
    asked = ask_in_form(Form("try.save", "A form", fields), GIVEN, "approval")
    assert initial_values(asked) == {**GIVEN, ANYWAY: ()}
    again = ask_in_form(asked, {**GIVEN, "day": "no day"}, "another")
    assert [field.id for field in again.fields].count(ANYWAY) == 1
    assert initial_values(again)["day"] == ""


async def test_ticking_the_box_posts_it_as_it_is(world: World) -> None:
    form = form_of(await world.say(BEN, "/prompt suggest", PROMPTS))
    found = await world.submit(BEN, form, {"text": SECRET}, PROMPTS)
    assert isinstance(found, FormErrors)

    asked = ask_in_form(form, {**initial_values(form), "text": SECRET}, found.anyway)
    assert isinstance(await world.submit(BEN, asked, {}, PROMPTS), FormErrors)
    answer = await world.submit(BEN, asked, {ANYWAY: (found.anyway,)}, PROMPTS)
    assert isinstance(answer, Reply)
