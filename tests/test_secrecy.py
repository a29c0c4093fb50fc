"""Who would rather not meet whom is a secret.

Worlds that differ in nothing else look the same to everybody.
"""

import itertools
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from adapters.playground.form_autofill import initial_values
from bot.cli.doctor import collect_findings, upcoming_occurrences
from bot.config import LogSection
from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.logs import configure_logging
from bot.people import csv
from bot.ui.cards import as_text, encode_card
from tests.hostile import Stage
from tests.lived_world import LIVED
from tests.reading import controls
from tests.rows import column
from tests.world import (
    ADA,
    BEN,
    CLEO,
    DINA,
    EMIL,
    FATMA,
    GORO,
    NAMES,
    PEOPLE,
    World,
    home,
    world_in,
)

ASKED = (
    "/mingle",
    "/mingle me",
    "/mingle why 15",
    "/mingle help",
    "/round explain",
    "/lunch tables",
    "/lunch",
)
ASKED_BY_ORGANISERS = (
    "/round preview",
    "/round replay",
    "/mingle setup",
    "/prompt deck",
    *(f"/round explain @{name}" for name in NAMES),
)


@dataclass(frozen=True)
class Life:
    """A week of one world in which somebody wrote a list.

    Who met whom, and all that anybody could see of it.
    """

    author: str
    groups: list[Any]
    seen: dict[str, list[str]]
    answers: dict[str, list[str]]
    kept: dict[str, dict[int, Any]]
    told: list[Any]


async def test_it_makes_no_difference_which_of_two_wrote_the_other_down(
    lived: Path, tmp_path: Path
) -> None:
    for one, other in ((BEN, DINA), (EMIL, ADA)):  # none has a lunch coming up with the other
        first = await _week(lived, tmp_path, one, other)
        second = await _week(lived, tmp_path, other, one)
        assert first.groups == second.groups
        _same(first, second)


async def test_a_list_that_changes_no_group_changes_nothing_that_anybody_sees(
    lived: Path, tmp_path: Path
) -> None:
    pairs = [(EMIL, DINA), (FATMA, ADA), (BEN, GORO)]  # who met lately and is not due again
    lives = [await _week(lived, tmp_path, one, other) for one, other in pairs]
    lives.append(await _week(lived, tmp_path, DINA))
    twins = [
        (one, two) for one, two in itertools.combinations(lives, 2) if one.groups == two.groups
    ]
    assert len(twins) >= 3
    for one, two in twins:
        _same(one, two)


async def test_a_failure_says_nothing_about_the_list_in_the_log(
    lived_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(LogSection(level="debug"))
    async with lived_world.database.transaction() as tx:
        fails = (
            "CREATE TRIGGER full BEFORE INSERT ON avoidance BEGIN SELECT RAISE(ABORT, 'the "
            "disk is full'); END"
        )
        await tx.execute(text(fails))
    answer = await lived_world.do(
        lived_world.call(BEN, "form", "avoid.save", fields={"others": (GORO,)})
    )
    logged = capsys.readouterr().err
    assert "That was us" in _written(answer)
    assert "SQLITE_CONSTRAINT_TRIGGER" in logged
    assert "the disk is full" not in logged
    assert GORO not in logged
    assert "goro" not in logged.lower()


async def test_only_its_author_reads_the_list(stage: Stage) -> None:
    for who in PEOPLE:
        met = await stage.try_(stage.world.call(who, "command", "mingle rather-not"))
        assert isinstance(met.answer, OpenForm)
        [listed] = initial_values(met.answer.form).values()
        assert listed == ((GORO,) if who == CLEO else ())


async def test_what_stays_private_is_read_by_nobody_else(lived_world: World) -> None:
    secret, unsigned = "Nobody should read this line.", "Ask three times."
    first, *_, last = [person for person in PEOPLE if await _may_still_meet(lived_world, person)]
    for person, words, share in ((first, secret, "private"), (last, unsigned, "unnamed")):
        for action in ("prompt.did", "learning.share"):
            number = await lived_world.button(
                person, "lunch.met" if action == "learning.share" else action
            )
            value = f"group:{number}" if action == "learning.share" else number
            answer = await lived_world.click(person, action, value)
            assert isinstance(answer, OpenForm)
            await lived_world.submit(person, answer.form, {"text": words, "share": share})
    await lived_world.pass_time(days=8)
    for person in PEOPLE:
        for card in await lived_world.inbox(person):
            assert secret not in as_text(card)
            assert f"{unsigned}” (" not in as_text(card)
    assert any(unsigned in as_text(card) for card in await lived_world.inbox(ADA))


async def _may_still_meet(world: World, person: str) -> bool:
    shown = [item for card in await world.inbox(person) for item in controls(card)]
    return "lunch.met" in [item.action for item in shown]


async def _week(lived: Path, tmp_path: Path, author: str, *others: str) -> Life:
    configure_logging(LogSection(level="debug"))
    path = tmp_path / f"{'-'.join((author, *others)).replace('/', '.')}.db"
    shutil.copy(lived, path)
    with capture_logs() as logs:
        async with world_in(path, first=10_000, moment=LIVED) as world:
            kept = await world.do(
                world.call(author, "form", "avoid.save", fields={"others": others})
            )
            assert isinstance(kept, Reply)
            answers = await _live(world)
            seen = {
                person: [encode_card(card) for card in await world.inbox(person)]
                for person in PEOPLE
            }
            rows = await world.rows()
            async with world.database.read_transaction() as tx:
                export = await csv.export_people(tx, "acme")
                told = [await collect_findings(tx, world.now), await upcoming_occurrences(tx)]
    # What a round was drawn from is kept for its replay; no word of it is ever shown.
    inputs = column("pairing_round", "inputs")
    rows["pairing_round"] = {
        n: row[:inputs] + row[inputs + 1 :] for n, row in rows["pairing_round"].items()
    }
    del rows["avoidance"]
    groups = [
        rows["group_member"],
        rows["seat"],
        [said for said in answers[ADA] if '"If the round' in said],
    ]
    return Life(author, groups, seen, answers, rows, [export, repr(told), logs])


async def _live(world: World) -> dict[str, list[str]]:
    await world.until(LIVED + timedelta(days=6))  # a round has been drawn
    number = await world.button(BEN, "lunch.cant")
    await world.click(BEN, "lunch.cant", number)
    await world.pass_time(minutes=5)
    for person in PEOPLE:
        await world.click(person, "lunch.rescue", number)
    answers = {
        person: [_written(await world.say(person, line)) for line in ASKED] for person in PEOPLE
    }
    answers[ADA] += [_written(await world.say(ADA, line)) for line in ASKED_BY_ORGANISERS]
    await world.pass_time(days=2)
    return answers


def _written(answer: Answer) -> str:
    match answer:
        case Reply(card):
            return encode_card(card)
        case OpenForm(form):
            return encode_card(form)
        case FormErrors(errors):
            return repr(errors)
    return ""


def _same(one: Life, two: Life) -> None:
    """Check that two worlds are the same to everyone but the authors of the lists."""
    authors = {one.author, two.author}
    for who in set(PEOPLE) - authors:
        assert one.seen[who] == two.seen[who]
        assert one.answers[who] == two.answers[who]
    assert one.told == two.told
    for table, rows in one.kept.items():
        differ = [
            each
            for n, row in rows.items()
            for each in (row, two.kept[table].get(n))
            if row != two.kept[table].get(n)
        ]
        assert rows.keys() == two.kept[table].keys()
        assert all(any(_only_to(who, table, row) for who in authors) for row in differ), table


def _only_to(who: str, table: str, row: Any) -> bool:
    """Return whether a row is a message to one person alone."""
    if table == "outbox_message":
        return bool(row[column(table, "recipients")] == f'["{who}"]')
    direct = f"{home(who)}/mingle-{who.partition('/')[2]}"
    return table == "playground_message" and (
        row[column(table, "channel")] == direct or row[column(table, "only_for")] == who
    )
