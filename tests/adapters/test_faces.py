"""Profile pictures in introductions, on Slack and on Discord."""

import pytest

from adapters.discord import render as discord_render
from adapters.faces import is_picture_address, pictured_people
from adapters.slack import render as slack_render
from bot.ui.cards import Card, Heading, People
from bot.ui.text import Mention
from tests.adapters.discord.names import NAMES
from tests.doubles.discord import checks as discord_checks
from tests.doubles.slack import checks as slack_checks

SLACK, DISCORD = "slack:T1", "discord:111111111111111111"


def _introduction(workspace: str, count: int, *more: Heading) -> tuple[Card, dict[str, str]]:
    people = tuple(Mention(f"{workspace}/{10**17 + n}", f"Person {n}") for n in range(count))
    about = tuple(f"Team {n}" if n else "" for n in range(count))
    faces = {who.person: f"https://pictures.example/{n}.png" for n, who in enumerate(people)}
    return Card("round", "Meet", (People(people, about=about, pictured=True), *more)), faces


@pytest.mark.parametrize("count", [2, 3, 8, 12])
def test_slack_shows_as_many_faces_as_a_line_takes_with_a_name_each(count: int) -> None:
    card, faces = _introduction(SLACK, count)
    [page] = slack_render.render_messages(card, SLACK, faces=faces)
    slack_checks.message_blocks(page)
    [row] = [block for block in page if block["type"] == "context"]
    assert [image["alt_text"] for image in row["elements"]] == [
        f"Person {n}" for n in range(min(count, 10))
    ]


def test_discord_shows_each_face_beside_the_line_about_them() -> None:
    card, faces = _introduction(DISCORD, 3)
    [[container]] = discord_render.render_messages(card, DISCORD, NAMES.mention, faces=faces)
    assert not list(discord_checks.message({"components": [container], "flags": 1 << 15}, []))
    sections = [one for one in container["components"] if one["type"] == 9]
    assert [one["accessory"]["description"] for one in sections] == [
        "Person 0",
        "Person 1",
        "Person 2",
    ]
    assert "Team 1" in sections[1]["components"][0]["content"]


def test_discord_leaves_faces_out_rather_than_split_an_introduction() -> None:
    card, faces = _introduction(DISCORD, 12, *[Heading("More")] * 10)
    [[container]] = discord_render.render_messages(card, DISCORD, NAMES.mention, faces=faces)
    assert not [one for one in container["components"] if one["type"] == 9]


def test_people_without_a_picture_are_named_all_the_same() -> None:
    card, faces = _introduction(DISCORD, 2)
    del faces[pictured_people(card)[0]]
    [[container]] = discord_render.render_messages(card, DISCORD, NAMES.mention, faces=faces)
    assert [one["type"] for one in container["components"]] == [10, 10, 9]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://pictures.example/1.png",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://a b/1.png",
        "https://a.example/\n1",
        "https://a.example/" + "x" * 2_000,
    ],
)
def test_an_address_that_is_no_plain_https_is_no_picture(address: str) -> None:
    assert not is_picture_address(address)
