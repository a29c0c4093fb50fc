from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count

import pytest

from bot.core.dispatch import dispatch
from bot.core.platform import ChannelMember
from bot.core.router import Answer, InteractionKind, Invocation, OpenForm
from bot.people import records
from bot.people.commands import router
from bot.store.engine import Database
from bot.ui.cards import ChoiceField, DateField, PeopleField, TextField
from tests.reading import complaint, text

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TOM, PRIYA, JUN = (f"W/{name}" for name in ("tom", "priya", "jun"))
LONG = "x" * 10_000
numbers = count()


@pytest.fixture
async def office(database: Database) -> Database:
    members = [ChannelMember(who, who[2:].title(), "Europe/Berlin") for who in (TOM, PRIYA, JUN)]
    async with database.transaction() as tx:
        await records.sync_channel_members(tx, "W", "W/lunch", members, NOW)
    return database


async def do(
    office: Database,
    gesture: InteractionKind,
    action: str,
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
) -> Answer:
    call = Invocation(
        f"{next(numbers)}", "W", TOM, "Tom", NOW, gesture, action, fields=fields or {}
    )
    return await dispatch(router, office, call)


async def tom(office: Database) -> records.Person:
    async with office.read_transaction() as tx:
        found = await records.find_person(tx, "W", TOM)
    assert found
    return found


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


async def test_tom_tells_about_himself(office: Database) -> None:
    said = text(await do(office, "form", "profile.save", FULL))
    assert "Tuesday 12:00; Thursday 12:30" in said
    known = await tom(office)
    assert (known.team, known.zone, known.mode, known.profile_at) == (
        "Data",
        "Europe/Lisbon",
        "person",
        NOW,
    )
    assert known.interests == ("Ramen", "Go", "🧗 climbing")
    assert known.wants == ("public speaking", "עברית")
    assert known.slots == ("tue-1200", "thu-1230")


@pytest.mark.parametrize(
    ("gesture", "action"), [("command", "mingle profile"), ("button", "profile.open")]
)
async def test_the_profile_form_knows_what_was_said_before(
    office: Database, gesture: InteractionKind, action: str
) -> None:
    await do(office, "form", "profile.save", FULL)
    answer = await do(office, gesture, action)
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


async def test_what_a_form_does_not_ask_stays_as_it_was(office: Database) -> None:
    await do(office, "form", "profile.save", FULL)
    await do(office, "form", "profile.save", {"team": "", "zone": ""})
    known = await tom(office)
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
    office: Database, field: str, given: str | tuple[str, ...], said: str
) -> None:
    before = await tom(office)
    assert said in complaint(await do(office, "form", "profile.save", FULL | {field: given}), field)
    assert await tom(office) == before


async def test_unseen_marks_are_left_out(office: Database) -> None:
    await do(office, "form", "profile.save", {"team": "Da\u202eta\u200b\x00 \n Team"})
    assert (await tom(office)).team == "Data Team"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("Monday", date(2026, 11, 30)),
        ("until 2026-12-24", date(2026, 12, 24)),
        ("Until in two weeks", date(2026, 12, 7)),
    ],
)
async def test_tom_pauses_until_the_day_he_names(office: Database, typed: str, until: date) -> None:
    said = text(await do(office, "command", "mingle pause", {"until": typed}))
    assert f"{until.day}" in said
    assert (await tom(office)).paused_until == until


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("the 32nd", "couldn't read “the 32nd”"),
        ("yesterday", "over already"),
        ("2020-01-01", "over already"),
        ("today", "beyond today"),
        (LONG, "couldn't read"),
        ("🍜", "couldn't read"),
        ("<!channel>", "couldn't read"),
        ("@everyone", "couldn't read"),
        ("\u202eמחר", "couldn't read"),
    ],
)
async def test_a_pause_without_a_proper_end_is_no_pause(
    office: Database, typed: str, said: str
) -> None:
    assert said in text(await do(office, "command", "mingle pause", {"until": typed}))
    assert said in complaint(await do(office, "form", "pause.save", {"until": typed}), "until")
    assert (await tom(office)).paused_until is None


async def test_whoever_names_no_day_is_asked_for_one(office: Database) -> None:
    for gesture, action in (("command", "mingle pause"), ("button", "pause.open")):
        answer = await do(office, gesture, action)  # type: ignore[arg-type]
        assert isinstance(answer, OpenForm)
        (field,) = answer.form.fields
        assert isinstance(field, DateField)
        assert field.initial == date(2026, 12, 7)
    await do(office, "form", "pause.save", {"until": "2026-12-01"})
    assert (await tom(office)).paused_until == date(2026, 12, 1)


async def test_tom_comes_back_early(office: Database) -> None:
    assert "not pausing" in text(await do(office, "command", "mingle resume"))
    await do(office, "command", "mingle pause", {"until": "2026-12-24"})
    assert "Welcome back" in text(await do(office, "button", "pause.end"))
    assert (await tom(office)).paused_until is None


async def test_tom_sees_what_is_known_of_him(office: Database) -> None:
    assert "no lunch pairings yet" in text(await do(office, "command", "mingle me"))
    await do(office, "form", "profile.save", FULL)
    await do(office, "command", "mingle pause", {"until": "2026-12-24"})
    await do(office, "form", "avoid.save", {"others": (PRIYA,)})
    said = text(await do(office, "command", "mingle me"))
    assert "Team: Data" in said
    assert "pausing until Thursday, 24 December 2026" in said
    assert "Priya" not in said


async def others(office: Database, who: str = TOM) -> list[str]:
    async with office.read_transaction() as tx:
        return await records.avoid_list(tx, "W", who)


async def test_tom_would_rather_not_meet_priya_and_nobody_learns_of_it(office: Database) -> None:
    said = text(await do(office, "form", "avoid.save", {"others": (PRIYA, PRIYA)}))
    assert "Priya" not in said
    assert "one colleague" in said
    assert await others(office) == [PRIYA]
    assert await others(office, PRIYA) == []
    async with office.read_transaction() as tx:
        assert await records.avoid_pairs(tx, "W", [JUN, TOM, PRIYA]) == {(PRIYA, TOM)}


async def test_the_secret_list_is_replaced_as_a_whole(office: Database) -> None:
    await do(office, "form", "avoid.save", {"others": (PRIYA,)})
    await do(office, "form", "avoid.save", {"others": (JUN, PRIYA)})
    answer = await do(office, "command", "mingle rather-not")
    assert isinstance(answer, OpenForm)
    (field,) = answer.form.fields
    assert isinstance(field, PeopleField)
    assert field.initial == (JUN, PRIYA)
    assert "empty" in text(await do(office, "form", "avoid.save", {}))
    assert await others(office) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((PRIYA, TOM), "leave yourself out"),
        ((PRIYA, "W/nobody"), "don't know one of these people"),
        ("<!channel>", "don't know one of these people"),
        (LONG, "don't know one of these people"),
        (tuple(f"W/{number}" for number in range(11)), "I can keep 10"),
    ],
)
async def test_a_list_that_makes_no_sense_changes_nothing(
    office: Database, given: str | tuple[str, ...], said: str
) -> None:
    await do(office, "form", "avoid.save", {"others": (JUN,)})
    assert said in complaint(await do(office, "form", "avoid.save", {"others": given}), "others")
    assert await others(office) == [JUN]
