"""Let simulated colleagues fill the directory of associations, by typing and clicking as anybody
would."""

from collections.abc import Mapping
from typing import Any

from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.seed_data import load_seed_data
from adapters.playground.workspace import (
    GENERAL_CHANNEL,
    WORKSPACE,
    find_organiser,
    name_slug,
    repeatable_id,
    submit_command,
)
from bot.core.platform import MessageRef
from bot.core.router import OpenForm, Reply
from bot.ui.cards import Actions, ChoiceField, Form, Select


async def join_associations(listener: PlaygroundListener) -> None:
    """Let an organiser name associations and what they look for, and colleagues say that they are
    in them."""
    for told in load_seed_data()["association"]:
        about = {name: told[name] for name in ("name", "about", "link", "chapter", "address")}
        await submit_command(
            listener, GENERAL_CHANNEL, "/associations add", about, f"save {told['name']}"
        )
        number = await _number(listener, told["name"])
        for chapter in told["elsewhere"]:
            await _give(listener, "", "chapter.add", number, {"name": chapter})
        for name in (*told["openly"], *told["privately"]):
            said = {"standing": "openly" if name in told["openly"] else "privately", "tell": "yes"}
            await _give(
                listener, name, "association.join", number, said | {"chapter": told["chapter"]}
            )
        for opening in told["opening"]:
            await _give(listener, "", "opening.add", number, opening)


async def _number(listener: PlaygroundListener, name: str) -> str:
    """Give the number by which the directory knows an association."""
    shown = await listener.handle_line(
        await find_organiser(listener),
        GENERAL_CHANNEL,
        "/associations",
        repeatable_id(name),
        alone=True,
    )
    assert isinstance(shown, Reply)
    items = (item for part in shown.card.parts if isinstance(part, Actions) for item in part.items)
    offered = (choice for item in items if isinstance(item, Select) for choice in item.choices)
    return next(choice.value for choice in offered if choice.label == name)


async def _give(
    listener: PlaygroundListener, name: str, action: str, number: str, given: Mapping[str, Any]
) -> None:
    """Click a button of an association, anew at each start, and send its form once."""
    who = f"{WORKSPACE}/{name_slug(name)}" if name else await find_organiser(listener)
    answer = await listener.handle_click(
        who, MessageRef(GENERAL_CHANNEL, "0"), action, number, repeatable_id(action), alone=True
    )
    assert isinstance(answer, OpenForm)
    fields = {**initial_values(answer.form), **_chosen(answer.form, given)}
    gesture = " ".join((who, action, number, str(given.get("name", given.get("title", "")))))
    await listener.handle_submission(who, GENERAL_CHANNEL, answer.form, fields, gesture, alone=True)


def _chosen(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the value of a choice where its words are written down."""
    offered = {field.id: field.choices for field in form.fields if isinstance(field, ChoiceField)}
    return {
        name: next(
            (
                choice.value
                for choice in offered.get(name, ())
                if words in (choice.value, choice.label)
            ),
            words,
        )
        for name, words in given.items()
    }
