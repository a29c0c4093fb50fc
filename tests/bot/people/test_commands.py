from datetime import UTC, date, datetime

import pytest

from bot.core.interactions import OpenForm
from bot.people import records
from bot.store.engine import Database
from bot.ui.cards import ChoiceField, DateField, PeopleField, TextField
from tests.factories.people import make_people
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import button_values, complaint, form_of, text
from tests.world import HOME, World, world_on

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
LONG = "x" * 10_000


@pytest.fixture
async def world(database: Database) -> World:
    """A world in which Tom, Priya and Jun are known from a channel."""
    made = await world_on(database, moment=NOW)
    await make_people(made, "Tom", "Priya", "Jun", organisers=(), known=True)
    return made


async def find_tom(world: World) -> records.Person:
    async with world.database.read_transaction() as tx:
        person = await records.find_person(tx, HOME, TOM)
    assert person
    return person


FULL: dict[str, str | tuple[str, ...]] = {
    "team": "Data",
    "manager": "Lena Vogt",
    "office": "Berlin",
    "zone": "europe/lisbon",
    "slots": ("thu-1230", "tue-1200"),
    "interests": "Ramen, Go,ramen , 🧗 climbing",
    "offers": "SQL",
    "wants": "public speaking; עברית",
    "mode": "person",
}


async def test_tom_tells_about_himself(world: World) -> None:
    said = text(await world.submit(TOM, "profile.save", FULL))
    assert "Tuesday 12:00; Thursday 12:30" in said
    known = await find_tom(world)
    assert (known.team, known.zone, known.mode, known.profile_at) == (
        "Data",
        "Europe/Lisbon",
        "person",
        NOW,
    )
    assert known.interests == ("Ramen", "Go", "🧗 climbing")
    assert known.wants == ("public speaking", "עברית")
    assert known.slots == ("tue-1200", "thu-1230")


async def test_a_profile_is_shown_as_others_see_it(world: World) -> None:
    await world.submit(TOM, "profile.save", FULL)
    shown = await world.say(TOM, "/mingle profile")
    assert "Data, Berlin · likes Ramen, Go, 🧗 climbing · can show SQL" in text(shown)
    assert "Tuesday 12:00; Thursday 12:30" in text(shown)
    assert button_values(shown).keys() == {"profile.open"}
    assert "likes Ramen" in text(await world.say(TOM, "/mingle me"))


async def test_a_profile_without_anything_to_talk_about_offers_one_line(world: World) -> None:
    await world.submit(TOM, "profile.save", {"office": "Berlin"})
    shown = await world.say(TOM, "/mingle profile")
    assert button_values(shown).keys() == {"profile.line", "profile.open"}


async def test_whoever_has_said_nothing_yet_gets_the_form(world: World) -> None:
    assert form_of(await world.say(TOM, "/mingle profile")).action == "profile.save"


async def test_the_profile_form_knows_what_was_said_before(world: World) -> None:
    await world.submit(TOM, "profile.save", FULL)
    answer = await world.click(TOM, "profile.open")
    assert isinstance(answer, OpenForm)
    fields = {field.id: field for field in answer.form.fields}
    zone, slots, interests = fields["zone"], fields["slots"], fields["interests"]
    assert isinstance(zone, TextField)
    assert zone.initial == "Europe/Lisbon"
    assert isinstance(slots, ChoiceField)
    assert slots.initial == ("tue-1200", "thu-1230")
    assert len(slots.choices) == slots.most == 25
    assert isinstance(interests, TextField)
    assert interests.initial == "Ramen, Go, 🧗 climbing"


async def test_what_a_form_does_not_ask_stays_as_it_was(world: World) -> None:
    await world.submit(TOM, "profile.save", FULL)
    await world.submit(TOM, "profile.save", {"team": "", "zone": ""})
    known = await find_tom(world)
    assert (known.team, known.office, known.zone) == ("", "Berlin", "Europe/Lisbon")


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("zone", "Europe/Berln", "Did you mean “Europe/Berlin”?"),
        ("zone", "Mars", "Try one like “Europe/Berlin”"),
        ("zone", LONG, "60 characters"),
        ("team", LONG, "60 characters"),
        ("team", "<!channel>", "ring for everybody"),
        ("office", "hello @everyone", "ring for everybody"),
        ("interests", LONG, "40 characters"),
        ("interests", "a,b,c,d,e,f", "that was 6"),
        ("offers", "<@U123>", "ring for everybody"),
        ("slots", ("tue-1200", "someday"), "choose from the list"),
        ("mode", "telepathy", "choose from the list"),
        ("mode", ("person", "remote"), "choose from the list"),
    ],
)
async def test_a_profile_that_needs_another_look_changes_nothing(
    world: World, field: str, given: str | tuple[str, ...], said: str
) -> None:
    before = await find_tom(world)
    assert said in complaint(await world.submit(TOM, "profile.save", FULL | {field: given}), field)
    assert await find_tom(world) == before


async def test_unseen_marks_are_left_out(world: World) -> None:
    await world.submit(TOM, "profile.save", {"team": "Da\u202eta\u200b\x00 \n Team"})
    assert (await find_tom(world)).team == "Data Team"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("Monday", date(2026, 11, 30)),
        ("until 2026-12-24", date(2026, 12, 24)),
        ("Until in two weeks", date(2026, 12, 7)),
        ("til monday", date(2026, 11, 30)),
        ("bis zum 24.12.", date(2026, 12, 24)),
        ("hasta el lunes", date(2026, 11, 30)),
        ("für 2 Wochen", date(2026, 12, 7)),
        ("until next week", date(2026, 11, 30)),
        ("until end of january", date(2027, 1, 31)),
    ],
)
async def test_tom_pauses_until_the_day_he_names(world: World, typed: str, until: date) -> None:
    said = text(await world.command(TOM, "mingle pause", {"until": typed}))
    assert f"{until.day}" in said
    assert (await find_tom(world)).paused_until == until


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("the 32nd", "couldn't read “the 32nd”"),
        ("next week", "names more than one day"),
        ("yesterday", "already passed"),
        ("2020-01-01", "already passed"),
        ("today", "beyond today"),
        (LONG, "couldn't read"),
        ("🍜", "couldn't read"),
        ("<!channel>", "couldn't read"),
        ("@everyone", "couldn't read"),
        ("\u202eמחר", "couldn't read"),
    ],
)
async def test_a_pause_without_a_proper_end_is_no_pause(
    world: World, typed: str, said: str
) -> None:
    assert said in text(await world.command(TOM, "mingle pause", {"until": typed}))
    assert said in complaint(await world.submit(TOM, "pause.save", {"until": typed}), "until")
    assert (await find_tom(world)).paused_until is None


async def test_whoever_names_no_day_is_asked_for_one(world: World) -> None:
    for answer in (
        await world.command(TOM, "mingle pause"),
        await world.click(TOM, "pause.open"),
    ):
        (field,) = form_of(answer).fields
        assert isinstance(field, DateField)
        assert field.initial == date(2026, 12, 7)
    await world.submit(TOM, "pause.save", {"until": "2026-12-01"})
    assert (await find_tom(world)).paused_until == date(2026, 12, 1)


async def test_tom_comes_back_early(world: World) -> None:
    assert "aren't paused" in text(await world.command(TOM, "mingle resume"))
    await world.command(TOM, "mingle pause", {"until": "2026-12-24"})
    assert "Welcome back" in text(await world.click(TOM, "pause.end"))
    assert (await find_tom(world)).paused_until is None


async def test_tom_sees_what_is_known_of_him(world: World) -> None:
    assert "no lunch pairings yet" in text(await world.command(TOM, "mingle me"))
    await world.submit(TOM, "profile.save", FULL)
    await world.command(TOM, "mingle pause", {"until": "2026-12-24"})
    await world.submit(TOM, "avoid.save", {"others": (PRIYA,)})
    said = text(await world.command(TOM, "mingle me"))
    assert "Team: Data" in said
    assert "pausing until Thursday, 24 December 2026" in said
    assert "Priya" not in said


async def others(world: World, who: str = TOM) -> list[str]:
    async with world.database.read_transaction() as tx:
        return await records.avoid_list(tx, HOME, who)


async def test_tom_would_rather_not_meet_priya_and_nobody_learns_of_it(world: World) -> None:
    said = text(await world.submit(TOM, "avoid.save", {"others": (PRIYA, PRIYA)}))
    assert "Priya" not in said
    assert "one colleague" in said
    assert await others(world) == [PRIYA]
    assert await others(world, PRIYA) == []
    async with world.database.read_transaction() as tx:
        assert await records.avoid_pairs(tx, HOME, [JUN, TOM, PRIYA]) == {(PRIYA, TOM)}


async def test_the_secret_list_is_replaced_as_a_whole(world: World) -> None:
    await world.submit(TOM, "avoid.save", {"others": (PRIYA,)})
    await world.submit(TOM, "avoid.save", {"others": (JUN, PRIYA)})
    answer = await world.command(TOM, "mingle rather-not")
    assert isinstance(answer, OpenForm)
    (field,) = answer.form.fields
    assert isinstance(field, PeopleField)
    assert field.initial == (JUN, PRIYA)
    assert "empty" in text(await world.submit(TOM, "avoid.save", {}))
    assert await others(world) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((PRIYA, TOM), "leave yourself out"),
        ((PRIYA, "acme/nobody"), "don't know one of these people"),
        ("<!channel>", "don't know one of these people"),
        (LONG, "don't know one of these people"),
        (tuple(f"acme/{number}" for number in range(11)), "I can keep 10"),
    ],
)
async def test_a_list_that_makes_no_sense_changes_nothing(
    world: World, given: str | tuple[str, ...], said: str
) -> None:
    await world.submit(TOM, "avoid.save", {"others": (JUN,)})
    assert said in complaint(await world.submit(TOM, "avoid.save", {"others": given}), "others")
    assert await others(world) == [JUN]
