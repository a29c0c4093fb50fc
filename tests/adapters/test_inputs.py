"""What people can type into every form, on every platform: how much, and an example of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from adapters.discord import forms as discord_forms
from adapters.playground import forms as page_forms
from adapters.slack import forms as slack_forms
from adapters.slack.forms import ModalOrigin
from bot.ui.cards import Field, Form, TextField
from tests.adapters.discord.names import NAMES
from tests.doubles.slack import checks
from tests.filled import FORMS, filled_in
from tests.hostile import Stage

SLACK, GUILD = "slack:T0000001", "discord:100000000000000001"
WITHOUT_LENGTH = {  # Slack's own inputs that take nothing longer, or have no such property
    "timepicker",
    "datetimepicker",
    "number_input",
    "url_text_input",
}
WITHOUT_EXAMPLE = {"datetimepicker"}  # it has no such property


@dataclass
class Inputs(HTMLParser):
    """The inputs and areas of a page, by name, with their attributes."""

    found: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in ("input", "textarea"):
            self.found[str(attributes.get("name"))] = attributes


@pytest.mark.parametrize("action", FORMS)
async def test_every_text_says_how_long_it_may_be_and_shows_an_example(
    stage: Stage, action: str
) -> None:
    _, form = await filled_in(stage, action)
    lacking = [text.id for text in _texts(form) if not text.example]
    assert not lacking
    _slack_declares(form)
    _slack_declares(_emptied(form))
    _discord_declares(form)
    _page_declares(form, stage)


@pytest.mark.parametrize("action", FORMS)
async def test_every_form_fits_slack_however_full_it_is(stage: Stage, action: str) -> None:
    _, form = await filled_in(stage, action)
    origin = ModalOrigin(
        channel="C" * 11, name="n" * 80, response_url="https://hooks.slack.com/actions/" + "x" * 120
    )
    for shown in (form, _emptied(form), _overfull(form)):
        view = slack_forms.render_modal(shown, origin, SLACK)
        checks.view(view, "modal")
        assert len(view["blocks"]) == len(form.fields) + bool(form.intro)


def _slack_declares(form: Form) -> None:
    view = slack_forms.render_modal(form, ModalOrigin(), SLACK)
    elements = {
        block["block_id"]: block["element"] for block in view["blocks"] if "element" in block
    }
    for text in _texts(form):
        element = elements[text.id]
        kind = element["type"]
        assert kind in WITHOUT_LENGTH or element["max_length"] >= text.limit
        assert kind in WITHOUT_EXAMPLE or element["placeholder"]["text"] == text.example


def _discord_declares(form: Form) -> None:
    for page, fields in enumerate(discord_forms.split_pages(form)):
        modal = discord_forms.render_modal(form, GUILD, NAMES.plain, page)
        inputs = [one["component"] for one in modal["components"] if "component" in one]
        shown = {one["custom_id"]: one for one in inputs}
        for text in _texts(replace(form, fields=fields)):
            assert shown[text.id]["max_length"] >= text.limit
            assert shown[text.id]["placeholder"] == text.example


def _page_declares(form: Form, stage: Stage) -> None:
    page = Inputs()
    page.feed(page_forms.render_form(form, stage.reader, {}))
    for text in _texts(form):
        attributes = page.found[text.id]
        assert int(attributes["maxlength"] or "0") >= text.limit
        assert attributes["placeholder"] == text.example


def _texts(form: Form) -> Iterator[TextField]:
    yield from (one for one in form.fields if isinstance(one, TextField))


def _emptied(form: Form) -> Form:
    return replace(form, fields=tuple(_with_initial(one, "") for one in form.fields))


def _overfull(form: Form) -> Form:
    """Return a form that opens with more than may be typed into it today."""
    return replace(form, fields=tuple(_with_initial(one, "&" * 4_000) for one in form.fields))


def _with_initial(one: Field, words: str) -> Field:
    return replace(one, initial=words) if isinstance(one, TextField) else one
