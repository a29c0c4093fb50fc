"""Read what Slack sends over HTTP as whoever wrote it meant it."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.bodies import read_request
from bot.store.engine import Database
from tests.adapters.slack.workspace import open_workspace

WORDS = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(WORDS.filter(lambda name: name != "payload"), WORDS, min_size=1))
def test_a_command_comes_as_it_was_typed(fields: dict[str, str]) -> None:
    assert read_request(urlencode(fields).encode(), is_json=False).body == fields


@given(WORDS)
def test_a_click_and_an_event_say_what_their_json_says(words: str) -> None:
    told = json.dumps({"type": "block_actions", words: [words]})
    click = read_request(urlencode({"payload": told}).encode(), is_json=False)
    event = read_request(told.encode(), is_json=True)
    assert click.body == event.body == json.loads(told)


async def test_who_writes_of_a_payload_in_a_command_is_answered(database: Database) -> None:
    async with open_workspace(database, "http") as slack:
        person = slack.people[0]
        sent = await slack.server.type_command(person, slack.lunch, "/mingle help payload")
        await slack.listener.drain_tasks()
        assert sent.acked
        assert slack.home.ephemerals
