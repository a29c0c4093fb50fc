import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core.interactions import Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Action, Command
from bot.core.tables import live_card
from bot.features import ROUTER
from bot.people.tables import person
from bot.sources.tables import source
from bot.store.schema import metadata
from bot.ui import notices
from bot.ui.cards import as_text
from tests.factories.associations import GUILD, ROLE
from tests.filled import FORMS, SAMPLE, filled_in
from tests.hostile import Stage, staged
from tests.lived_world import LEARNED, LIVED, PLACE, SUGGESTION, settle
from tests.reading import interactions_on, nodes
from tests.rows import Rows, column
from tests.world import ADA, BEN, GORO, LUNCH, NAMES, PEOPLE, PROMPTS, world_in

ORGANISERS_ONLY = {
    "round neighbours",
    "neighbours.open",
    "neighbours.save",
    "mingle secrets",
    "talk_card.edit",
    "talk_card.save",
    "mingle setup",
    *("setup.open", "setup.save", "setup.begin", "health.show", "poll.list"),
    *("mingle polls", "polls.limit"),
    *("mingle report", "report.show", "report.send"),
    *("mingle overview", "overview.page", "prompt.begin", "prompt.change", "digest.begin"),
    *(f"happy_hour.{word}" for word in ("begin", "edit", "change")),
    *("round picture", "round preview", "round replay"),
    *(
        f"prompt {word}"
        for word in (
            "setup",
            "deck",
            "add",
            "hide",
            "show",
            "next",
            "skip",
            "pause",
            "resume",
            "now",
        )
    ),
    *(f"prompt.{word}" for word in ("setup", "add", "page", "pick", "hide", "show", "choose")),
    *(f"prompt.{word}" for word in ("suggestions", "approve", "decline")),
    "calendar.channel_new",
    "calendar.channel_off",
    "happyhour",
    "happyhour polls",
    *(f"happy_hour.{word}" for word in ("draft", "stop", "go_on")),
    *(f"poll.{word}" for word in ("post", "change", "discard", "approve", "decline")),
    *(f"poll.{word}" for word in ("close", "extend", "cancel", "reopen", "show", "take")),
    "venues add",
    *(f"venue.{word}" for word in ("edit", "save", "remove", "put_back")),
    *(f"kit.{word}" for word in ("manage", "add", "edit", "save", "off", "back")),
    "events digest",
    *(f"digest.{word}" for word in ("setup", "save", "preview", "pause", "resume", "stop")),
    "hours.channel",
    "hours.share",
    "mingle audit",
    "mingle hidden",
    "mingle trusted",
    "trusted.save",
    *(f"text.{word}" for word in ("ask", "hide", "leave", "show")),
    "mingle health",
    "held.again",
    "held.drop",
    "restore.let_go",
    "restore.resume",
    "lunch.again",
    "channel.again",
    *(f"program.{word}" for word in ("invite", "change", "stop", "stop_now")),
    "round next",
    *(f"round.{word}" for word in ("plan", "move", "leave_out", "put_back")),
}
EVERYTHING: dict[str, Command | Action] = {**ROUTER.commands, **ROUTER.buttons, **ROUTER.forms}
THEIRS = ("Ada Stone", "Ben Frost", "Cleo Vance", "Dina Okoye", "Emil Larsen")
PLANNED = ("Chess at noon", "Corner Café", "Anker", "Birke", "Chorus")
FOLLOWED = "Quilters"  # a source that the other workspace has saved
NEVER_TOLD = (
    *(name.split()[1] for name in NAMES),
    SUGGESTION,
    LEARNED,
    PLACE,
    GUILD,
    ROLE,
    FOLLOWED,
    *PLANNED,
)


def test_only_what_organisers_look_after_is_theirs_alone() -> None:
    assert {
        name for name, declared in EVERYTHING.items() if declared.role is Role.ORGANISER
    } == ORGANISERS_ONLY


@pytest.mark.parametrize("name", sorted(ORGANISERS_ONLY))
async def test_what_only_organisers_may_do_is_refused_to_everybody_else(
    stage: Stage, name: str
) -> None:
    # whatever they were when a button was drawn
    async with stage.world.database.transaction() as tx:
        await tx.execute(update(person).values(organiser=True))
    for call in await _ways(stage, name):
        met = await stage.try_(call)
        assert met.answer != Reply(notices.organisers_only_card()), "an organiser may"
        for who in (BEN, "acme/stranger"):
            met = await stage.try_(replace(call, person=who, name="Ben Marsh", organiser=False))
            assert met.answer == Reply(notices.organisers_only_card())
            assert not met.changed
        met = await stage.try_(replace(call, organiser=False))  # no longer one of them
        assert met.answer == Reply(notices.organisers_only_card())


@pytest.mark.parametrize("room", range(len(PEOPLE)))
async def test_buttons_on_other_peoples_messages_change_nothing_of_theirs(
    stage: Stage, room: int
) -> None:
    rooms = await stage.world.chats["acme"].playground.conversations_by_id()
    wrong = []
    for where, card in await stage.world.seen(PEOPLE[room]):
        for action, value, choice in (
            interactions_on(card) if rooms[where].kind != "channel" else ()
        ):
            inside = {*rooms[where].people, *_in_group(stage, action, value)}
            outsider = next(who for who in (GORO, BEN, *PEOPLE[2:]) if who not in inside)
            call = stage.world.call(
                outsider, "button", action, value, {"choice": choice} if choice else {}
            )
            met = await stage.try_(call)
            assert met.answer
            wrong += [
                (action, value, change) for change in met.changed if not _own(change, outsider)
            ]
    assert not wrong


class TestTwoWorkspaces:
    """People of one workspace, with the ids of another in the same database."""

    @pytest.fixture
    async def neighbours(self, lived: Path, tmp_path: Path) -> AsyncIterator[Stage]:
        path = Path(shutil.copy(lived, tmp_path))
        async with world_in(path, "acme", "acme2", first=10_000, moment=LIVED) as world:
            await settle(world, "acme2", THEIRS)
            async with world.database.transaction() as tx:
                await tx.execute(
                    update(source)
                    .where(source.c.workspace == "acme")
                    .values(state="active", name=FOLLOWED)
                )
            await world.say("acme2/ada", "/prompt now", "acme2/prompts")
            await world.say("acme2/ben", "/lunch tomorrow 12:30")
            await world.pass_time(minutes=1)
            async with staged(world) as stage:
                yield stage

    async def test_no_button_reaches_over(self, neighbours: Stage) -> None:
        tried = set(itertools.product(sorted(ROUTER.buttons), _ids(neighbours)))
        for who in PEOPLE:
            for card in await neighbours.world.inbox(who):
                tried |= {
                    (action, choice or value) for action, value, choice in interactions_on(card)
                }
        for action, value in sorted(tried):
            await _check_kept_apart(
                neighbours, neighbours.world.call("acme2/ada", "button", action, value)
            )
            if value in ("1", "2", "ours-1"):
                chosen = neighbours.world.call(
                    "acme2/ada", "button", action, fields={"choice": value}
                )
                await _check_kept_apart(neighbours, chosen)

    async def test_no_form_reaches_over(self, neighbours: Stage) -> None:
        for action in FORMS:
            good, form = await filled_in(neighbours, action)
            theirs = replace(good, workspace="acme2", person="acme2/ada", organiser=True)
            for value in ("", good.value, *_ids(neighbours)):
                await _check_kept_apart(neighbours, replace(theirs, value=value))
            for field, value in itertools.product(form.fields, (BEN, LUNCH, PROMPTS)):
                await _check_kept_apart(
                    neighbours, replace(theirs, fields={**good.fields, field.id: value})
                )

    async def test_no_command_reaches_over(self, neighbours: Stage) -> None:
        for name, command in ROUTER.commands.items():
            await _check_kept_apart(neighbours, neighbours.world.call("acme2/ada", "command", name))
            for option, value in itertools.product(
                command.options, (BEN, LUNCH, PROMPTS, *_ids(neighbours))
            ):
                fields = {**SAMPLE, option.name: value}
                await _check_kept_apart(
                    neighbours, neighbours.world.call("acme2/ada", "command", name, fields=fields)
                )

    async def test_no_living_card_is_drawn_over_there(self, neighbours: Stage) -> None:
        async with neighbours.world.database.read_transaction() as tx:
            subjects = await tx.scalars(
                select(live_card.c.subject).where(live_card.c.workspace == "acme")
            )
            # what nine days are too short for, and what happens when the chat refuses something
            later = {"call", "learnings", "thanks", "undone", "obstacles", "resting", "health"}
            later |= {"alone", "asked", "seat", "unsure", "matter", "matters", "seen"}
            later |= {"monday_note", "month_report", "swap"}
            later |= {"restore", "hidden", "hostless", "invitation", "news", "poll-reminder"}
            later |= {"hidden-text", "message", "plan", "plan-answer", "plan-request"}
            later |= {"plan-step", "together", "unlisted", "own_data", "expert", "host"}
            later |= {"newcomer_event", "newcomer_expert", "newcomer_thanks"}
            later |= {"budget", "travel", "poll-undecided", "resting-source", "shift"}
            later |= {"solo", "twin"}
            assert ROUTER.live_cards.keys() - {subject.kind for subject in subjects} == later
            for subject in subjects:
                render = ROUTER.live_cards[subject.kind]
                assert await render(tx, "acme", subject, neighbours.world.now)
                assert await render(tx, "acme2", subject, neighbours.world.now) is None


async def _check_kept_apart(stage: Stage, call: Invocation) -> None:
    met = await stage.try_(replace(call, name=THEIRS[0]))
    about = (call.action, call.value, dict(call.fields))
    assert met.answer or met.changed, about
    before = stage.rehearsal.before
    assert not [
        row
        for table, *rows in met.changed
        for row in rows
        if row and _reaches_over(before, table, row)
    ], about
    told = [as_text(card) for card in met.cards]
    if isinstance(met.answer, OpenForm):
        told += [node for node in nodes(met.answer.form) if isinstance(node, str)]
    given = {str(value) for value in call.fields.values()}
    assert not [words for words in NEVER_TOLD if words in "\n".join(told) and words not in given], (
        about
    )
    assert not isinstance(met.answer, Reply) or met.answer.card.title != "That was us, not you", (
        about
    )


def _reaches_over(before: Rows, table: str, row: Any) -> bool:
    """Return whether a row belongs to the other workspace, or refers to one that does."""
    columns = metadata.tables[table].columns
    pointed = [
        before[key.column.table.name].get(row[column(table, c.name)])
        for c in columns
        for key in c.foreign_keys
    ]
    return "acme" in (row[1], *(each[1] for each in pointed if each))


def _ids(stage: Stage) -> list[str]:
    """Return every value that may name a row of the other workspace."""
    most = max(
        max(rows, default=0) for name, rows in stage.rehearsal.before.items() if name in NUMBERED
    )
    plain = [str(number) for number in range(1, most + 1)]
    about = [
        f"{kind}:{number}" for kind in ("group", "table", "prompt", "event") for number in plain[:8]
    ]
    dates = [
        f"{number}:{LIVED.date() + timedelta(days=day)}" for number in (1, 2) for day in (6, 7)
    ]
    return [*plain, *about, *dates, *(f"ours-{number}" for number in plain[:3])]


NUMBERED = {
    "pairing_program",
    "pairing_round",
    "pairing_group",
    "group_member",
    "membership",
    "open_table",
    "table_merger",
    "prompt",
}
NUMBERED |= {
    "event",
    "rsvp",
    "host_request",
    "poll",
    "poll_option",
    "venue",
    "happy_hour",
    "digest",
    "digest_issue",
}
NUMBERED |= {"association", "chapter", "opening"}


async def _ways(stage: Stage, name: str) -> list[Invocation]:
    """Return a valid interaction of an organiser for each kind of this action."""
    ways = []
    if name in ROUTER.commands:
        needed = {
            option.name: SAMPLE[option.name]
            for option in ROUTER.commands[name].options
            if option.required
        }
        ways.append(stage.world.call(ADA, "command", name, fields=needed, channel=PROMPTS))
    if name in ROUTER.buttons:
        ways += [stage.world.call(ADA, "button", name, value) for value in ("1", SAMPLE["id"])]
    if name in ROUTER.forms:
        ways.append((await filled_in(stage, name))[0])
    return ways


def _in_group(stage: Stage, action: str, value: str) -> set[str]:
    """Return the lunch group that a button is about: it is in their own messages too."""
    places = stage.rehearsal.before["group_member"].values()
    group, who = column("group_member", "group"), column("group_member", "person")
    return {
        place[who] for place in places if action.startswith("lunch.") and str(place[group]) == value
    }


def _own(change: tuple[str, Any, Any], who: str) -> bool:
    """Return whether a changed row is the person's own, or only marks a card as changed."""
    table, *rows = change
    if table == "live_card":
        return True
    names = [
        name
        for name in ("person", "recipients", "host", "subject")
        if name in metadata.tables[table].columns
    ]
    return bool(names) and all(who in str(row[column(table, names[0])]) for row in rows if row)
