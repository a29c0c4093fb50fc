"""Payloads in the shape that Slack and Discord send, with anything at all in their texts."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from adapters.discord import forms as discord_forms
from adapters.discord import ids as discord_ids
from adapters.discord import payloads as discord
from adapters.slack import forms as slack_forms
from adapters.slack import payloads as slack
from adapters.slack import render
from bot.features import ROUTER
from bot.ui.cards import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    FileField,
    Form,
    PeopleField,
    TextField,
)
from tests.fuzz.inputs import typed_words

Payload = dict[str, Any]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIELDS = (
    TextField("words", "Words"),
    ChoiceField("one", "One", (Choice("a", "A"), Choice("b", "B"))),
    ChoiceField("several", "Several", (Choice("a", "A"), Choice("b", "B")), most=2),
    PeopleField("people", "People"),
    ChannelField("place", "Place"),
    DateField("day", "Day"),
    FileField("file", "File"),
)
FORM = Form("table.create", "A table", FIELDS[:4])
REFERENCES = (
    "<@U123|tom>",
    "<#C123|lunch>",
    "<https://club.example|here>",
    "<mailto:a@b.c>",
    "&lt;",
)
ROUTES = ("M|", "|", "table.join", "0", "é", "\U0001f35c")

WORDS = typed_words(*ROUTER.commands, *REFERENCES, *ROUTES)
MAYBE = st.none() | WORDS
IDS = st.sampled_from(["U123", "W1", "C123", "", "u-1"]) | WORDS
SELECTED = st.none() | st.fixed_dictionaries({"value": WORDS})


def _of_kind(kind: str, key: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[Payload]:
    return st.fixed_dictionaries({"type": st.just(kind)}, optional={key: value})


def slack_payloads() -> st.SearchStrategy[Payload]:
    """Return a strategy of Slack's payloads: typed commands, clicks and submitted modals."""
    element = st.one_of(
        _of_kind("plain_text_input", "value", MAYBE),
        _of_kind("static_select", "selected_option", SELECTED),
        _of_kind("multi_static_select", "selected_options", st.lists(SELECTED.filter(bool))),
        _of_kind("multi_users_select", "selected_users", st.lists(IDS)),
        _of_kind("conversations_select", "selected_conversation", MAYBE),
        _of_kind("datepicker", "selected_date", MAYBE),
        _of_kind("file_input", "files", st.lists(st.fixed_dictionaries({"name": WORDS}))),
    )
    state = st.dictionaries(WORDS, st.dictionaries(WORDS, element, max_size=2), max_size=4)
    view = st.fixed_dictionaries(
        {"private_metadata": MAYBE, "state": st.fixed_dictionaries({"values": state})}
    )
    return st.fixed_dictionaries(
        {
            "command": st.sampled_from(["/mingle", "/lunch", "/x", ""]),
            "text": MAYBE,
            "user": st.fixed_dictionaries({"id": IDS}),
            "channel": st.fixed_dictionaries({"id": st.just("C123"), "name": WORDS}),
            "action_id": WORDS,
            "view": view,
        }
    )


def read_slack(body: Payload) -> None:
    """Read a payload in each of the ways in which one is read."""
    typed = slack.parse_slash_command(ROUTER, body, "slack:T1")
    name, fields = typed.command, typed.fields
    assert name in ROUTER.commands or not fields
    slack.author_id(body)
    slack_forms.render_modal(FORM, slack.parse_origin({**body, "view": None}), "slack:T1")
    slack.clicked_message(body, "slack:T1")
    render.parse_route(body["action_id"])

    view = body["view"]
    slack_forms.modal_origin(view)
    slack_forms.submitted_file_fields(view)
    slack_forms.submitted_files(view)
    for value in slack_forms.parse_submission(view, "slack:T1").values():
        assert isinstance(value, str | tuple)


def discord_payloads() -> st.SearchStrategy[Payload]:
    """Return a strategy of Discord's payloads: commands, menus and submitted modals."""
    given = st.fixed_dictionaries(
        {"type": st.integers(3, 6), "name": WORDS, "value": WORDS},
        optional={"focused": st.booleans()},
    )
    sub = st.fixed_dictionaries(
        {"type": st.just(1), "name": WORDS}, optional={"options": st.lists(given, max_size=3)}
    )
    user = st.fixed_dictionaries({}, optional={"bot": st.booleans()})
    answer = st.fixed_dictionaries(
        {"custom_id": st.sampled_from([field.id for field in FIELDS]) | WORDS},
        optional={"value": MAYBE, "values": st.lists(IDS, max_size=4)},
    )
    component = st.fixed_dictionaries({"type": st.just(18)}, optional={"component": answer})
    resolved = st.fixed_dictionaries(
        {},
        optional={
            "users": st.dictionaries(IDS, user, max_size=3),
            "attachments": st.dictionaries(
                IDS, st.fixed_dictionaries({"filename": WORDS}), max_size=2
            ),
        },
    )
    names = st.sampled_from(sorted({name.split()[0] for name in ROUTER.commands})) | WORDS
    return st.fixed_dictionaries(
        {
            "type": st.sampled_from([1, 2]),
            "name": names,
            "target_id": IDS,
            "custom_id": WORDS,
            "options": st.lists(sub, max_size=1) | st.lists(given, max_size=3),
            "components": st.lists(component, max_size=5),
            "resolved": resolved,
        }
    )


def read_discord(data: Payload) -> None:
    """Read a payload in each of the ways in which one is read."""
    discord.parse_slash_command(ROUTER, data, "discord:1")
    discord.parse_focused_option(ROUTER, data)
    discord_ids.parse_route(data["custom_id"])
    values = discord_forms.parse_submission(FIELDS, data, "discord:1", NOW, "Europe/Berlin")
    assert values.keys() == {field.id for field in FIELDS} - {"file"}
    discord_forms.submitted_files([FIELDS[-1]], data)
