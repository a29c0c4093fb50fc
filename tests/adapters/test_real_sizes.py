"""Every card and form full of what people write fits Slack and Discord: long names, emoji, Hebrew,
markup; and so does a card that names 2,400 people."""

from collections.abc import Iterator
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord import forms as discord_forms
from adapters.discord import render as discord_render
from adapters.slack import forms as slack_forms
from adapters.slack import render as slack_render
from adapters.slack.forms import ModalOrigin
from bot.ui.cards import Card, Form, People
from bot.ui.text import PERSON_NAME_LIMIT, Mention
from tests.adapters.discord.names import NAMES
from tests.adapters.discord.test_render import HERE as GUILD
from tests.adapters.discord.test_render import _moved
from tests.adapters.slack import gallery
from tests.adapters.slack.gallery import HERE
from tests.doubles.discord import checks as discord_checks
from tests.doubles.discord import layout, schemas
from tests.doubles.discord.state import V2
from tests.doubles.slack import checks as slack_checks

TEXTS = (
    "W" * PERSON_NAME_LIMIT,
    "👩🏽‍🍳" * 10,
    "שלום עולם " * 5 + "\u202e",
    "&<>*_`~|[](){}#@\\" * 3,
)
OURS = {"title": "A title of ours", "scope": "channel"}  # words that no person writes
ORIGIN = ModalOrigin(channel="C0000001", name="n" * 80)
Shown = Card | Form


@pytest.mark.parametrize("words", TEXTS)
def test_every_view_fits_both_platforms(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert len(list(_fits(monkeypatch, words))) > 300


@settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(st.characters(codec="utf-8"), min_size=1, max_size=PERSON_NAME_LIMIT))
def test_every_view_fits_whatever_people_write(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    with monkeypatch.context() as patch:
        assert len(list(_fits(patch, f"a{words.strip()}"[:PERSON_NAME_LIMIT]))) > 300


def test_2400_people_are_named_in_messages_that_both_take() -> None:
    people = tuple(Mention(f"{HERE}/U{n:07}", "W" * PERSON_NAME_LIMIT) for n in range(1, 2_401))
    _check(Card("round", "Everybody", (People(people),)))


def _fits(patch: pytest.MonkeyPatch, words: str) -> Iterator[str]:
    """Draw each view full of these words, and yield its name once it fits."""
    patch.setitem(
        gallery._PLAIN, str, lambda name: OURS.get(name) or gallery.WORDS.get(name, words)
    )
    patch.setitem(gallery._PLAIN, Mention, lambda _: Mention(f"{HERE}/U0000001", words))
    for name, view in gallery._views():
        if get_type_hints(view).get("return") not in (Card, Card | None, Form, Form | None):
            continue
        try:
            shown = gallery._shown(view)
            if shown is not None:
                _check(shown)
        except Exception as error:
            raise AssertionError(f"{name}: {error}") from error
        yield name


def _check(shown: Shown) -> None:
    """Refuse what Slack or Discord would refuse, by their schemas and their limits."""
    if isinstance(shown, Form):
        _check_form(shown)
    else:
        _check_card(shown)


def _check_form(form: Form) -> None:
    slack_checks.view(slack_forms.render_modal(form, ORIGIN, HERE), "modal")
    moved = _moved(form)
    for page in range(len(discord_forms.split_pages(moved))):
        modal = discord_forms.render_modal(moved, GUILD, NAMES.plain, page)
        call = {"type": 9, "data": modal}
        wrong = [*layout.modal(modal), *schemas.of_call("create_interaction_response", call)]
        assert not wrong, wrong


def _check_card(card: Card) -> None:
    for blocks in slack_render.render_messages(card, HERE):
        slack_checks.message_blocks(slack_checks.named(blocks))
    for components in discord_render.render_messages(_moved(card), GUILD, NAMES.mention, "key"):
        body = {"components": components, "flags": V2}
        wrong = [*discord_checks.message(body, []), *schemas.of_call("create_message", body)]
        assert not wrong, wrong
