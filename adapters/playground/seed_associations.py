"""The associations of the playground's seed: added, joined and given openings, as anybody would."""

from collections.abc import Mapping

from adapters.json_types import JsonObject
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.seed_data import load_seed_data
from adapters.playground.workspace import (
    GENERAL_CHANNEL,
    WORKSPACE,
    card_actions,
    find_organiser,
    name_slug,
    repeatable_id,
    submit_command,
)
from bot.core.interactions import OpenForm, Reply
from bot.core.platform import MessageRef
from bot.ui.cards import ChoiceField, Form, Select

FIELDS = ("name", "about", "link", "chapter", "address")  # of the form for an association
ORGANISER = ""  # stands for the organiser in place of a name


async def join_associations(listener: PlaygroundListener) -> None:
    """Add associations, chapters and openings as an organiser, and join them as colleagues."""
    for association in load_seed_data()["association"]:
        name = association["name"]
        fields = {field: association[field] for field in FIELDS}
        await submit_command(listener, GENERAL_CHANNEL, "/associations add", fields, f"save {name}")

        number = await _find_number(listener, name)
        for chapter in association["elsewhere"]:
            await _submit_action(listener, ORGANISER, "chapter.add", number, {"name": chapter})
        for member in (*association["openly"], *association["privately"]):
            standing = "openly" if member in association["openly"] else "privately"
            answers = {"standing": standing, "tell": "yes", "chapter": association["chapter"]}
            await _submit_action(listener, member, "association.join", number, answers)
        for opening in association["opening"]:
            await _submit_action(listener, ORGANISER, "opening.add", number, opening)


async def _find_number(listener: PlaygroundListener, name: str) -> str:
    """Return an association's number from the directory's menu."""
    directory = await listener.handle_line(
        await find_organiser(listener),
        GENERAL_CHANNEL,
        "/associations",
        repeatable_id(name),
        alone=True,
    )
    assert isinstance(directory, Reply)
    for item in card_actions(directory.card):
        for choice in item.choices if isinstance(item, Select) else ():
            if choice.label == name:
                return choice.value
    raise LookupError(f"the directory has no {name}")


async def _submit_action(
    listener: PlaygroundListener,
    name: str,
    action: str,
    number: str,
    given: Mapping[str, str],
) -> None:
    """Click a button of an association and submit its form.

    The click has a new id each time, the form always the same, so it is submitted only once.
    """
    person = f"{WORKSPACE}/{name_slug(name)}" if name else await find_organiser(listener)
    answer = await listener.handle_click(
        person, MessageRef(GENERAL_CHANNEL, "0"), action, number, repeatable_id(action), alone=True
    )
    assert isinstance(answer, OpenForm)

    fields = {**initial_values(answer.form), **_choice_values(answer.form, given)}
    subject = str(given.get("name", given.get("title", "")))
    interaction_id = " ".join((person, action, number, subject))
    await listener.handle_submission(
        person, GENERAL_CHANNEL, answer.form, fields, interaction_id, alone=True
    )


def _choice_values(form: Form, given: Mapping[str, str]) -> JsonObject:
    """Return the given fields, with a choice's value in place of its label."""
    fields = {field.id: field for field in form.fields if isinstance(field, ChoiceField)}
    values: JsonObject = dict(given)
    for name, field in fields.items():
        for choice in field.choices:
            if given.get(name) in (choice.value, choice.label):
                values[name] = choice.value
                break
    return values
