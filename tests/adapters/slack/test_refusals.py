"""Slack refuses introductions, each time for another reason: nobody is left without a word."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.store.engine import Database
from tests.adapters.refused_round import (
    DRAW,
    MINUTE,
    assert_nobody_is_asked,
    draw_round,
    note,
    report,
    words_for,
)
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Fault, User

Refuse = Callable[[SlackWorkspace], object]
EVER = 50  # calls
WEEK = timedelta(weeks=1)


def without_group_dms(workspace: SlackWorkspace) -> None:
    workspace.home.scopes.discard("mpim:write")


def of_amara(**state: bool) -> Refuse:
    def refuse(workspace: SlackWorkspace) -> None:
        for name, value in state.items():
            setattr(workspace.home.user("Amara Obi"), name, value)

    return refuse


def always(error: str) -> Refuse:
    def refuse(workspace: SlackWorkspace) -> None:
        workspace.server.faults.next("conversations.open", Fault("error", code=error), EVER)

    return refuse


async def refused(workspace: SlackWorkspace, refuse: Refuse, people: int = 2) -> list[User]:
    takers = workspace.people[:people]

    async def set_up(user: User, _what: str) -> None:
        await workspace.say(user, "/mingle setup")

    async def happen() -> None:
        refuse(workspace)

    await draw_round(workspace, set_up, takers, happen)
    return takers


# how introductions are refused, what mends it in the note, and whether people meet all the same
WAYS: dict[str, tuple[Refuse, str, bool]] = {
    "mpim:write missing": (without_group_dms, "mpim:write", True),
    "not visible": (of_amara(hidden=True), "I may not write to that person", False),
    "an app": (of_amara(bot=True), "an app, not a person", False),
    "strangers": (of_amara(stranger=True), "does not let these people share", False),
    "too many": (always("too_many_users"), "at most eight people", True),
    "nobody named": (always("users_list_not_supplied"), "users_list_not_supplied", False),
    "restricted": (always("restricted_action"), "An admin can allow it", True),
    "something new": (always("brand_new_error"), "brand_new_error", True),
}


@pytest.mark.parametrize("way", WAYS)
async def test_everybody_has_had_a_word_a_minute_after_slack_refused(
    database: Database, way: str
) -> None:
    refuse, remedy, introduced = WAYS[way]
    async with open_workspace(database, forgiven="missing_scope") as workspace:
        takers = await refused(workspace, refuse)
        for person in takers:
            [word] = words_for(workspace, person)
            assert ("meet" in word) is introduced
        assert ("lunches are set" in report(workspace)) is introduced
        assert "#lunch" in note(workspace)
        assert remedy in note(workspace)
        if not introduced:
            await assert_nobody_is_asked(workspace, takers)


async def test_somebody_who_left_unseen_is_told_to_the_partner_alone(database: Database) -> None:
    async with open_workspace(database) as workspace:
        tom, _ = await refused(workspace, of_amara(deleted=True))
        [word] = words_for(workspace, tom)
        assert "Your match fell through" in word
        assert "Amara" not in word
        assert "No introductions this time" in report(workspace)
        assert not note(workspace)
        await assert_nobody_is_asked(workspace, [tom])


async def test_two_go_ahead_when_the_third_is_not_visible(database: Database) -> None:
    async with open_workspace(database) as workspace:
        tom, amara, jun = await refused(workspace, of_amara(hidden=True), 3)
        for person in (tom, jun):
            [word] = words_for(workspace, person)
            assert "Amara" not in word
        [word] = words_for(workspace, amara)
        assert "couldn't introduce you" in word
        assert "Introductions go out in private" in report(workspace)
        assert "Amara Obi" in note(workspace)


async def test_the_organiser_mends_it_and_tries_again(database: Database) -> None:
    async with open_workspace(database) as workspace:
        tom, amara = await refused(workspace, of_amara(hidden=True))
        amara.hidden = False
        await workspace.click(workspace.manager, "Try again")
        await workspace.settle()
        assert len(workspace.introductions()) == 1
        assert "lunches are set" in report(workspace)
        assert any("It worked out after all" in workspace.text(m) for m in workspace.inbox(tom))
        assert note(workspace, "Introductions are through")


async def test_an_archived_channel_is_on_hold_until_it_is_back(database: Database) -> None:
    async with open_workspace(database) as workspace:

        def archive(workspace: SlackWorkspace) -> None:
            workspace.lunch.archived = True

        tom, amara = await refused(workspace, archive)
        assert len(workspace.introductions()) == 1
        assert note(workspace, "#lunch is on hold")
        posts = len(workspace.lunch.messages)

        await workspace.until(DRAW + WEEK + MINUTE)
        for person in (tom, amara):
            assert [m for m in workspace.inbox(person) if workspace.says(m, "are on hold")]
        assert len(workspace.lunch.messages) == posts
        assert len(workspace.introductions()[0].messages) <= 4
        letters = workspace.inbox(workspace.manager)
        assert sum(letter.text.startswith("#lunch is on hold") for letter in letters) == 1

        workspace.lunch.archived = False
        await workspace.click(workspace.manager, "Try again")
        await workspace.settle()
        assert note(workspace, "#lunch works again")
        await workspace.until(DRAW + 2 * WEEK + MINUTE)
        assert "lunches are set" in report(workspace)


async def test_whoever_asks_a_colleague_out_of_reach_to_lunch_hears_it(database: Database) -> None:
    async with open_workspace(database) as workspace:
        tom, amara, *_ = workspace.people
        await workspace.say(workspace.manager, "/mingle setup")
        await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
        await workspace.settle()
        workspace.server.faults.next("chat.postMessage", Fault("error", code="user_not_visible"))
        await workspace.say(tom, f"/lunch with <@{amara.id}> tomorrow 12:30")
        await workspace.until(workspace.clock.utc() + MINUTE)
        assert [m for m in workspace.inbox(tom) if workspace.says(m, "didn't arrive")]
