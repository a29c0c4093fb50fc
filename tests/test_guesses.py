"""Before they save a private wish, people read what few others could guess, on every platform."""

import json

import pytest

from adapters.discord import forms as discord_forms
from adapters.discord import render as discord_render
from adapters.discord.command_names import CommandNames
from adapters.discord.ids import workspace_of
from adapters.playground import forms as playground_forms
from adapters.playground import render as playground_render
from adapters.playground.render import Viewer
from adapters.slack import forms as slack_forms
from adapters.slack import render as slack_render
from bot.core.interactions import OpenForm, Reply
from bot.features import ROUTER
from bot.ui.cards import Card, Form, as_text
from bot.ui.crowds import SMALL_CIRCLE
from bot.ui.text import flatten_text
from tests.world import BEN, HOME, World

SPELL = CommandNames(ROUTER).plain
SERVER = workspace_of(4_000_001)
VIEWER = Viewer(BEN, "Europe/Berlin")
WISHES = {  # where it is saved, and what may be guessed
    "a rather-not list": ("/mingle rather-not", "", f"fewer than {SMALL_CIRCLE} take part"),
    "a diet": ("", "diet.open", "two or three, they may guess"),
    "a wish for three": ("", "three.open", f"Where fewer than {SMALL_CIRCLE} take part"),
    "no alcohol": ("/happyhour wish", "", "Nothing that others see depends on your wish"),
    "a vote": ("", "poll.ballot", f"fewer than {SMALL_CIRCLE} vote, people may guess"),
    "an answer to an event": ("", "event", f"fewer than {SMALL_CIRCLE} are asked, people may"),
    "a learning without a name": ("", "learning.share", f"fewer than {SMALL_CIRCLE}, people may"),
    "a prompt that was done": ("", "prompt.did", f"fewer than {SMALL_CIRCLE}, people may"),
    "a private membership": ("", "association.join", "shown to nobody and counted nowhere"),
}


@pytest.mark.parametrize("wish", WISHES)
async def test_what_few_could_guess_is_told_before_it_is_saved(
    lived_world: World, wish: str
) -> None:
    line, action, words = WISHES[wish]
    shown = await _shown(lived_world, line, action)
    own = as_text(shown) if isinstance(shown, Card) else flatten_text(shown.intro)
    assert words in own
    for drawn in _drawn(shown):
        assert words in drawn


async def _shown(world: World, line: str, action: str) -> Card | Form:
    if action == "event":
        return await world.live_card("event:1")
    if line:
        answer = await world.say(BEN, line)
    else:
        usual = {"association.join": "1"}
        value = usual.get(action, "")
        if not value and action not in ("diet.open", "three.open"):
            value = await world.button(BEN, action)
        answer = await world.click(BEN, action, value)
    assert isinstance(answer, Reply | OpenForm)
    return answer.card if isinstance(answer, Reply) else answer.form


def _drawn(shown: Card | Form) -> list[str]:
    """Return what is drawn on Discord, on Slack and in the playground."""
    if isinstance(shown, Card):
        drawn = (
            json.dumps(discord_render.render_components(shown, SERVER, SPELL), ensure_ascii=False),
            json.dumps(slack_render.render_blocks(shown, HOME), ensure_ascii=False),
        )
        return [*drawn, playground_render.render_card(shown, VIEWER)]
    origin = slack_forms.ModalOrigin()
    return [
        json.dumps(discord_forms.render_modal(shown, SERVER, SPELL), ensure_ascii=False),
        json.dumps(slack_forms.render_modal(shown, origin, HOME), ensure_ascii=False),
        playground_forms.render_form(shown, VIEWER, {}),
    ]
