from datetime import date

import pytest
from sqlalchemy import func, select

from bot.core.interactions import FormErrors, OpenForm
from bot.core.tables import occurrence
from bot.pairings.tables import pairing_program
from bot.store.engine import Database
from bot.ui.cards import Form
from tests.factories.programs import (
    BOSS,
    SETUP,
    find_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import button_values, controls, initial_choices, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA)
    return world


async def _form(world: World) -> Form:
    answer = await world.command(BOSS, "mingle setup")
    assert isinstance(answer, OpenForm)
    return answer.form


async def _refused(world: World, **changes: str) -> dict[str, str]:
    answer = await world.submit(BOSS, "setup.save", {**SETUP, **changes})
    assert isinstance(answer, FormErrors), answer
    async with world.database.read_transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(pairing_program)) == 0
        assert await tx.scalar(select(func.count()).select_from(occurrence)) == 0
    return answer.sentences


async def test_the_form_opens_with_the_defaults(world: World) -> None:
    assert initial_choices(await _form(world)) == SETUP


async def test_the_form_opens_with_what_was_set_up(world: World) -> None:
    fields = {
        "cadence": "monthly:-1", "weekday": "3", "time": "09:15", "zone": "Europe/Paris",
        "size": "4",
        "same_office": "yes", "teams": "across", "mentors": "yes",
        "blackout": "2026-05-01, 2026-12-24..2027-01-02",
    }  # fmt: skip
    assert "the last Thursday of every month at 09:15, Europe/Paris" in await set_up_program(
        world, **fields
    )
    assert initial_choices(await _form(world)) == {**SETUP, **fields}


async def test_setup_says_what_happens_next(world: World) -> None:
    answer = await set_up_program(world, blackout="2026-03-03")
    assert "every Tuesday at 10:00, Europe/Berlin" in answer
    assert "Next round: Wed 4 Mar, 10:00" in answer
    assert "Quiet dates: 2026-03-03" in answer
    kept = (await find_program(world)).blackout
    assert kept == ((date(2026, 3, 3), date(2026, 3, 3)),)


async def test_a_table_of_eight_can_be_set_up(world: World) -> None:
    answer = text(await world.submit(BOSS, "setup.save", {**SETUP, "size": "8"}))
    assert "Groups of eight" in answer


async def test_sloppy_but_clear_input_is_understood(world: World) -> None:
    await set_up_program(
        world, time="9.30", zone=" europe/berlin ", blackout="2026-05-01;2026-06-01..2026-06-03\n"
    )
    program = await find_program(world)
    assert (program.time, program.zone, len(program.blackout)) == ("09:30", "Europe/Berlin", 2)


async def test_the_channels_name_comes_from_where_the_command_was_typed(world: World) -> None:
    form = await _form(world)
    await world.submit(BOSS, "setup.save", SETUP, channel="acme/direct", value=form.value)
    assert (await find_program(world)).channel_name == "lunch"


async def test_only_organisers_set_up(world: World) -> None:
    assert "organisers" in text(await world.command(TOM, "mingle setup"))
    assert "organisers" in text(await world.submit(TOM, "setup.save", SETUP))


async def test_only_what_runs_can_be_stopped(world: World) -> None:
    assert "cadence" in await _refused(world, cadence="stop")


async def test_what_was_stopped_can_begin_again(world: World) -> None:
    await set_up_program(world)
    await set_up_program(world, cadence="stop")
    assert not (await find_program(world)).active
    await set_up_program(world)
    assert (await find_program(world)).active


async def test_invitations_end_with_the_lunches_they_are_for_and_return_with_them(
    world: World,
) -> None:
    await set_up_program(world)
    await world.pass_time(minutes=1)
    await set_up_program(world, cadence="stop")
    await world.pass_time(minutes=1)
    [invitation] = await world.dms(TOM, "Lunch with a colleague?")
    assert "stopped these lunches" in text(invitation)
    assert not controls(invitation)

    await set_up_program(world)
    await world.pass_time(minutes=1)
    [invitation] = await world.dms(TOM, "Lunch with a colleague?")
    assert "people.join" in button_values(invitation)


async def test_a_zone_with_a_slip_is_answered_with_the_one_that_was_meant(world: World) -> None:
    assert await _refused(world, zone="Europe/Berlni") == {
        "zone": "I don't know that time zone. Try “Europe/Berlin”."
    }


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("channel", ""), ("channel", "other/lunch"), ("channel", "lunch"), ("channel",
        "acme/" + "x" * 200),
        ("cadence", ""), ("cadence", "monthly:9"), ("cadence", "FREQ=SECONDLY"),
        ("weekday", "7"), ("weekday", ""), ("weekday", "Tuesday"), ("weekday", "²"),
        ("time", ""), ("time", "25:00"), ("time", "noonish"), ("time", "10"), ("time", "😀"),
        ("zone", ""), ("zone", "Europe/Berlni"), ("zone", "Mars"), ("zone", "<!channel>"), ("zone",
        "x" * 10_000),
        ("zone", "../../etc/passwd"),
        ("size", "0"), ("size", "1"), ("size", "9"), ("size", "-2"), ("size", "two"),
        ("same_office", "perhaps"), ("teams", "perhaps"), ("teams", "x" * 10_000),
        ("mentors", "perhaps"),
        ("blackout", "the "
                     "32nd"), ("blackout", "2026-02-30"), ("blackout", "2026-05-02..2026-05-01"),
        ("blackout", "2026-01-01..2028-01-01"), ("blackout", "x" * 10_000), ("blackout",
        "@everyone"),
        ("blackout", "مرحبا"), ("blackout", ", ".join(["2026-05-01"] * 50)),
    ],
)  # fmt: skip
async def test_bad_input_gets_one_calm_sentence_and_changes_nothing(
    world: World, field: str, words: str
) -> None:
    errors = await _refused(world, **{field: words})
    assert list(errors) == [field]
    assert len(errors[field]) < 250


async def test_several_mistakes_are_told_at_once(world: World) -> None:
    assert set(await _refused(world, size="9", time="late")) == {"size", "time"}
