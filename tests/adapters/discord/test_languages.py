"""Commands read in the language of somebody's app, and mean the same."""

from collections.abc import Iterator

import pytest

from adapters.discord.commands import command_definitions, resolve_command
from adapters.discord.languages import LANGUAGES, localised
from adapters.json_types import JsonObject
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.doubles.discord import registration

ADD = "add it to the files in adapters/discord/languages, or take out what is there no more"


def _things() -> Iterator[JsonObject]:
    """Yield everything of a command that people read, and its choices."""
    waiting = command_definitions(ROUTER)
    while waiting:
        thing = waiting.pop()
        yield thing
        waiting += [*thing.get("options", ()), *thing.get("choices", ())]


@pytest.mark.parametrize("code", LANGUAGES)
def test_commands_options_and_choices_have_words_in_each_language(code: str) -> None:
    language = LANGUAGES[code]
    things = list(_things())
    choices = {thing["name"] for thing in things if "value" in thing}
    names = {thing["name"] for thing in things if "value" not in thing}
    summaries = {thing["description"] for thing in things if thing.get("description")}
    for known, there in (
        (language.names, names),
        (language.choices, choices),
        (language.summaries, summaries),
    ):
        assert set(known) == there, ADD


def test_discord_takes_them_and_tells_none_from_another() -> None:
    assert list(registration.commands(command_definitions(ROUTER))) == []


def test_a_command_in_german_and_what_is_chosen_in_it_arrive_in_english() -> None:
    [events] = [one for one in command_definitions(ROUTER) if one["name"] == "events"]
    assert events["name_localizations"]["de"] == "veranstaltungen"
    [found] = [one for one in events["options"] if one["name"] == "list"]
    assert found["name_localizations"] == {"de": "liste", "es-ES": "lista", "es-419": "lista"}
    [kind] = [one for one in found["options"] if one["name"] == "kind"]
    ours = {one["value"]: one["name_localizations"]["de"] for one in kind["choices"]}
    assert ours["ours"] == "unsere"
    chosen = {"name": "kind", "type": 3, "value": "ours"}
    data = {
        "name": "events",
        "type": 1,
        "options": [{"name": "list", "type": 1, "options": [chosen]}],
    }
    assert resolve_command(ROUTER, data) == ("events", [chosen])


def test_what_has_no_word_in_a_language_stays_as_it_is() -> None:
    thing = {"name": "unheard-of", "description": "Nobody has said this yet", "options": []}
    assert localised(thing) == thing


def test_an_operators_own_names_come_first() -> None:
    named = {"lunch": {"de": "mahlzeit", "fr": "déjeuner"}}
    [lunch] = [one for one in command_definitions(ROUTER, named) if one["name"] == "lunch"]
    assert lunch["name_localizations"]["de"] == "mahlzeit"
    assert lunch["name_localizations"]["fr"] == "déjeuner"
    assert lunch["name_localizations"]["es-ES"] == "almuerzo"


async def test_a_server_registers_all_of_them(database: Database) -> None:
    async with open_workspace(database) as workspace:
        [lunch] = [
            one for one in workspace.server.commands.values() if one.content["name"] == "lunch"
        ]
        assert lunch.content["name_localizations"]["de"] == "mittag"
