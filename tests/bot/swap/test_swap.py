"""Swap lunches of two companies over real HTTP: nobody twice, in vain, or told of more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from bot.swap import agreements, crossings, envelope, records, rules
from bot.swap.agreements import BadToken
from bot.swap.envelope import BadEnvelope, make_keys, seal, unseal
from bot.swap.refusals import Refusals
from bot.swap.rules import Traded, Turn, TurnAnswer, match_sides
from bot.swap.traded import list_traded
from jobs.web.ssrf_guard import AddressBlocked
from jobs.web.swap_exchange import SwapGuard
from tests.bot.swap.companies import NORTH, OPEN, PLACE, Companies, two_companies
from tests.reading import text
from tests.world import MONDAY, World

LUNCH = datetime(2026, 3, 19, 12, 30, tzinfo=UTC)
SOON = OPEN + timedelta(hours=1)
LATER = OPEN + timedelta(hours=8)


async def _close(companies: Companies) -> None:
    """Each lunch stands on both sides, or on neither."""
    sides = []
    for world in (companies.north, companies.south):
        found = [each for each in await companies.lunches(world) if each.starts_at > world.now]
        sides.append({(lunch.code, lunch.starts_at) for lunch in found})
        assert len({lunch.person for lunch in found}) == len(found)
    assert sides[0] == sides[1]


async def _logs_agree(companies: Companies) -> None:
    """All that crossed stands on both sides, to the letter, and nothing that did not."""
    lines = await companies.log(companies.north)
    assert lines == await companies.log(companies.south)
    assert [line.kind for line in lines] == ["turn", "answer"] * (len(lines) // 2)
    assert lines


def _counting(opened: list[str]) -> Callable[..., Any]:
    unseal = envelope.unseal

    def count(sealed: str, *rest: Any) -> Any:
        opened.append(sealed)
        return unseal(sealed, *rest)

    return count


async def _swap(world: World) -> records.Swap:
    async with world.database.read_transaction() as tx:
        return (await records.list_swaps(tx))[0]


async def test_one_of_each_is_introduced_with_a_place_and_a_time(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        await _close(companies)
        found = await companies.lunches(companies.north)
        assert [lunch.starts_at for lunch in found] == [LUNCH, LUNCH]
        for world, name in ((companies.north, "Southgate"), (companies.south, "Northwind")):
            lunch = (await companies.lunches(world))[0]
            assert await companies.told(world, lunch.person) == [f"Lunch with {name}"]
            said = text((await world.inbox(lunch.person))[-1])
            assert PLACE in said
            assert lunch.other_name in said


async def test_three_months_go_by_and_nobody_meets_the_same_person_twice(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        await _close(companies)
        for month, day in ((4, 6), (5, 11)):
            companies.jump(datetime(2026, month, day, 13, tzinfo=UTC))
            await companies.until(companies.north.now + timedelta(hours=1))
            await _close(companies)
        for world in (companies.north, companies.south):
            found = await companies.lunches(world)
            pairs = [(lunch.person, lunch.other_ref) for lunch in found]
            assert len(pairs) == len(set(pairs)) == 4

        companies.jump(datetime(2026, 5, 16, 18, 29, tzinfo=UTC))  # a Saturday
        await companies.until(companies.north.now + timedelta(hours=1))
        await companies.until(datetime(2026, 5, 18, 9, tzinfo=UTC), timedelta(days=2))
        for world in (companies.north, companies.south):
            for person in companies.people(world)[:2]:
                told = await companies.told(world, person)
                assert told[-1] == "No swap lunch this month"
            assert await companies.told(world, companies.people(world)[2]) == []


async def test_only_a_first_name_a_field_and_a_topic_cross(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        own = await _swap(companies.south), await _swap(companies.north)
        south = own[0].keys(companies.south.database.vault)
        north = own[1].keys(companies.north.database.vault)
        crossed = [unseal(body, Turn, south, north.public) for _, body in companies.wire.turns]
        back = [unseal(body, TurnAnswer, north, south.public) for body in companies.wire.answers]
        seen = b" ".join(map(msgspec.json.encode, (*crossed, *back))).decode()
        for word in ("Wolf", "Marsh", "Duarte", "Baker", "Patel", "Lind", "north/", "south/"):
            assert word not in seen
        assert "Cleo" not in seen
        assert "Vera" not in seen
        assert "Ada" in seen
        assert {each.name for answer in back for each in answer.people} == {"Tom", "Uma"}
        for raw in (*companies.wire.answers, *(body for _, body in companies.wire.turns)):
            assert "Ada" not in raw
            assert raw.count(".") == 4
        await _logs_agree(companies)


async def test_lost_answers_introduce_nobody_twice(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        companies.wire.loses_answers = True
        await companies.until(OPEN + timedelta(hours=7))
        assert not await companies.lunches(companies.north)
        companies.wire.loses_answers = False
        await companies.until(OPEN + timedelta(hours=22), timedelta(hours=3))
        await _close(companies)
        await _logs_agree(companies)
        for world in (companies.north, companies.south):
            for lunch in await companies.lunches(world):
                assert len(await companies.told(world, lunch.person)) == 1


@pytest.mark.parametrize("most", [2, rules.MAX_MISSED])
async def test_both_logs_are_the_same_after_turns_and_answers_were_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(crossings, "MAX_MISSED", most)  # told of in one answer
    async with two_companies(tmp_path) as companies:
        wire, hours = companies.wire, 0
        for loses, cut in ((False, False), (True, False), (False, True), (True, False)):
            wire.loses_answers, wire.is_cut = loses, cut
            hours += 9
            await companies.until(OPEN + timedelta(hours=hours), timedelta(hours=3))
        lines = await companies.log(companies.north)
        assert lines[-1].kind == "sent"
        assert len(lines) < len(await companies.log(companies.south))

        wire.loses_answers = wire.is_cut = False
        await companies.until(OPEN + timedelta(hours=hours + 24), timedelta(hours=3))
        await _logs_agree(companies)


async def test_a_line_that_dies_leaves_nobody_waiting(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        assert await companies.lunches(companies.south)
        companies.wire.is_cut = True
        companies.jump(LUNCH - timedelta(hours=25))
        await companies.until(LUNCH - timedelta(hours=23))
        for world in (companies.north, companies.south):
            assert not await companies.lunches(world)
            person = (await companies.lunches(world, "off"))[0].person
            assert "isn't taking place" in text((await world.inbox(person))[-1])


async def test_a_line_that_dies_in_the_last_night_calls_off_in_time_too(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        companies.jump(LUNCH - timedelta(hours=25))
        await companies.until(LUNCH - timedelta(hours=20))
        await _close(companies)
        assert await companies.lunches(companies.north)
        companies.wire.is_cut = True
        await companies.until(LUNCH - timedelta(hours=2, minutes=1))
        for world in (companies.north, companies.south):
            assert not await companies.lunches(world)


async def test_replays_forgeries_and_strangers_change_nothing(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        before = await companies.south.snapshot()
        path, latest = companies.wire.turns[-1]
        of = await _swap(companies.north)
        stranger, theirs = make_keys(), envelope.read_keys(of.their_keys)
        turn = Turn(of.code, of.number + 1, companies.north.now, ended=True)
        for body in (latest, companies.wire.turns[0][1], "", "a.b.c.d.e", "é" * 50,
                     seal(turn, stranger, theirs)):  # fmt: skip
            assert (await companies.send(path, body))[0] == 404
        own = of.keys(companies.north.database.vault)
        used = msgspec.structs.replace(turn, number=of.number)
        old = msgspec.structs.replace(turn, at=turn.at - timedelta(hours=1))
        other = msgspec.structs.replace(turn, swap="another-swap")
        for wrong in (old, other, used):
            assert (await companies.send(path, seal(wrong, own, theirs)))[0] == 404
        assert (await companies.send("/swap/nobody-knows-it", latest))[0] == 404
        assert await companies.south.snapshot() == before


async def test_who_asks_without_end_is_turned_away(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        of = await _swap(companies.north)
        path = companies.wire.turns[-1][0]
        own, theirs = of.keys(companies.north.database.vault), envelope.read_keys(of.their_keys)
        told = []
        for more in range(1, rules.MAX_TURNS + 2):
            turn = Turn(of.code, of.number + more, companies.north.now, ended=False)
            told.append((await companies.send(path, seal(turn, own, theirs)))[0])
        assert told[0] == 200
        assert told[-1] == 429
        assert (await companies.send(path, "x" * (rules.MAX_BODY + 1)))[0] == 413


async def test_a_flood_is_not_opened_and_the_other_side_is_heard_in_the_midst_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        path, latest = companies.wire.turns[-1]
        due = (await _swap(companies.north)).next_at
        assert due
        companies.jump(due - timedelta(minutes=5))
        reached = (await _swap(companies.south)).contact_at
        before = await companies.south.snapshot()
        head, _, rest = latest.partition(".")
        opened: list[str] = []
        monkeypatch.setattr(envelope, "unseal", _counting(opened))
        with capture_logs() as logs:
            for at in range(5 * rules.MAX_REFUSED):
                for body in (f"{at}.b.c.d.e", f"{head}.{at}{rest}", latest):
                    assert (await companies.send(path, body))[0] == 404
        assert len(opened) <= rules.MAX_REFUSED
        assert len(logs) <= rules.MAX_REFUSED
        assert await companies.south.snapshot() == before

        await companies.until(due + timedelta(minutes=1))
        contact_at = (await _swap(companies.south)).contact_at
        assert reached
        assert contact_at
        assert contact_at > reached
        await _logs_agree(companies)


async def test_forgeries_of_a_turn_under_way_keep_no_later_turn_out(
    tmp_path: Path,
) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        number = (await _swap(companies.south)).number
        companies.wire.floods = 2 * rules.MAX_REFUSED  # before each turn, with its own ticket
        await companies.until(OPEN + timedelta(hours=4), timedelta(hours=3))
        companies.wire.floods = 0
        await companies.until(OPEN + timedelta(hours=8), timedelta(hours=3))
        assert (await _swap(companies.south)).number > number
        await _logs_agree(companies)


async def test_whoever_floods_may_be_looked_at_again_after_an_hour() -> None:
    refusals, lane = Refusals(), (1, "")
    for _ in range(rules.MAX_REFUSED):
        assert not refusals.is_spent(lane, MONDAY)
        refusals.add(lane, MONDAY)
    assert refusals.is_spent(lane, MONDAY + timedelta(minutes=59))
    assert not refusals.is_spent((2, ""), MONDAY)
    assert not refusals.is_spent(lane, MONDAY + timedelta(hours=1))


async def test_an_answer_that_comes_again_is_no_answer(tmp_path: Path) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        reached = (await _swap(companies.north)).contact_at
        companies.wire.replays = companies.wire.answers[0]
        await companies.until(LATER)
        assert (await _swap(companies.north)).contact_at == reached


@pytest.mark.parametrize("side", ["north", "south"])
async def test_either_side_ends_at_once_and_both_are_told(tmp_path: Path, side: str) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        world = getattr(companies, side)
        async with world.database.transaction() as tx:
            await agreements.end(tx, (await records.list_swaps(tx))[0], world.now)
        assert not await companies.lunches(world)
        await companies.until(LATER)
        for each in (companies.north, companies.south):
            assert (await _swap(each)).state == "ended"
            assert not await companies.lunches(each)
            for lunch in await companies.lunches(each, "off"):
                assert (await companies.told(each, lunch.person))[-1] == "Lunch called off"


async def test_who_leaves_is_traded_no_more_and_the_other_is_told(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        await companies.until(SOON)
        mine = (await companies.lunches(companies.south))[0]
        await companies.south.click(mine.person, "swap.leave", 1)
        assert not await companies.lunches(companies.south)
        await companies.until(LATER)
        theirs = (await companies.lunches(companies.north, "off"))[0]
        assert (await companies.told(companies.north, theirs.person))[-1] == "Lunch called off"
        async with companies.south.database.read_transaction() as tx:
            of = (await records.list_swaps(tx))[0]
            assert not await list_traded(tx, of, LUNCH)


async def test_nobody_is_traded_who_did_not_join(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=0) as companies:
        await companies.until(SOON)
        answer = await companies.north.say(f"{NORTH}/ada", "/mingle swap")
        assert "you haven't joined yet" in text(answer)
        assert not await companies.lunches(companies.north)
        assert not await companies.lunches(companies.south)


async def test_an_invitation_is_good_once_and_for_two_weeks(world: World) -> None:
    async with world.database.transaction() as tx:
        told, _ = await agreements.invite(tx, "acme", "Acme", PLACE, "UTC", world.now)
        late = world.now + timedelta(days=15)
        with pytest.raises(BadToken):
            await agreements.accept(tx, "other", told, "Other", "https://o.example", late)
        with pytest.raises(BadToken):
            await agreements.accept(tx, "other", told, "Other", "http://o.example", world.now)
        agreed = await agreements.accept(tx, "other", told, "Other", "https://o.example", world.now)
        with pytest.raises(BadToken):
            await agreements.accept(tx, "third", told, "Third", "https://o.example", world.now)
        await agreements.accept(tx, "acme", agreed.back, "", "", world.now)
        with pytest.raises(BadToken):
            await agreements.accept(tx, "acme", agreed.back, "", "", world.now)
        with pytest.raises(BadToken):
            agreements.read_token("mingle-swap.nothing")


def test_colleagues_never_meet_and_no_pair_meets_again() -> None:
    import random

    ours = [Traded(f"ours-{at:04}", "A", "law", "bread") for at in range(3)]
    theirs = [Traded(f"them-{at:04}", "B", "law", "bread") for at in range(2)]
    met = [("ours-0000", "them-0000")]
    found = match_sides(ours, theirs, [met], random.Random(1))
    assert len(found) == 2
    assert {(one.ref, two.ref) for one, two in found}.isdisjoint(met)


def test_only_public_addresses_by_https_are_asked_and_this_machine_where_it_is_set() -> None:
    here = "http://127.0.0.1:8088/swap/x"
    usual, trying = SwapGuard(loopback=False), SwapGuard(loopback=True)
    usual.check_address("https://mingle.example.com/swap/x")
    trying.check_address(here)
    for address in (here, "http://mingle.example.com/swap/x"):
        with pytest.raises(AddressBlocked):
            usual.check_address(address)
    for guard, host in ((usual, "127.0.0.1"), (usual, "::1"), (trying, "10.0.0.1")):
        with pytest.raises(AddressBlocked):
            guard.check_peer(host, 443)


def test_what_is_signed_by_another_or_for_another_is_no_envelope() -> None:
    one, two, three = make_keys(), make_keys(), make_keys()
    turn = Turn("swap-number", 1, MONDAY, ended=False)
    assert unseal(seal(turn, one, two.public), Turn, two, one.public) == turn
    for own, theirs in ((three, one.public), (two, three.public)):
        with pytest.raises(BadEnvelope):
            unseal(seal(turn, one, two.public), Turn, own, theirs)
