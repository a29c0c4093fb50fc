import csv as standard
import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from bot.people import csv, records
from bot.people.csv import ImportReport
from bot.people.csv_lines import WorkbookGivenError, decode_table
from bot.people.erasure_records import Erasure, fingerprint, insert_erasure
from bot.people.headings import read_choice
from bot.people.profile_fields import read_profile
from bot.people.records import Person
from bot.people.rules import MODES, SLOTS, FieldValue
from bot.people.tables import avoidance
from bot.store.engine import Database, Transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = "person,name,zone,team,manager,office,mode,interests,slots,offers,wants\r\n"
TOM = (
    'W/tom,Tom,Europe/Berlin,Data,Lena,Berlin,person,"ramen, go",tue-1230,sql,"public speaking, '
    'go"\r\n'
)


@pytest.fixture
async def tx(database: Database) -> AsyncIterator[Transaction]:
    async with database.transaction() as opened:
        yield opened


async def take_in(tx: Transaction, text: str) -> ImportReport:
    return await csv.import_people(tx, "W", text, NOW)


async def test_people_come_in_and_go_out_unchanged(tx: Transaction) -> None:
    assert await take_in(tx, HEAD + TOM) == ImportReport(added=1)
    tom = await records.find_person(tx, "W", "W/tom")
    assert tom
    assert (tom.team, tom.interests, tom.slots, tom.profile_at) == (
        "Data",
        ("ramen", "go"),
        ("tue-1230",),
        NOW,
    )
    assert await csv.export_people(tx, "W") == HEAD + TOM
    assert await take_in(tx, HEAD + TOM) == ImportReport()
    assert await csv.export_people(tx, "elsewhere") == HEAD


async def test_columns_left_out_leave_things_as_they_were(tx: Transaction) -> None:
    await take_in(tx, HEAD + TOM)
    assert await take_in(tx, "Team,Person\nLegal,W/tom\n") == ImportReport(changed=1)
    assert await csv.export_people(tx, "W") == HEAD + TOM.replace("Data", "Legal")


async def test_a_table_saved_by_a_spreadsheet_is_read(tx: Transaction) -> None:
    assert await take_in(
        tx, "\ufeffperson;name;interests\nW/tom;Tom;ramen, go\n\n;;\n"
    ) == ImportReport(added=1)
    tom = await records.find_person(tx, "W", "W/tom")
    assert tom
    assert (tom.zone, tom.mode, tom.interests) == ("UTC", "either", ("ramen", "go"))


async def test_a_bad_line_is_told_and_the_others_count(tx: Transaction) -> None:
    lines = [
        "W/a,Ann,Europe/Berln",
        "W/b,Bo,Europe/Berlin",
        "X/c,Cy,UTC",
        "W/b,Bob,UTC",
        "W/d,,UTC",
        "W/e,Eve",
        "W/f,@everyone,UTC",
        "W/,Nobody,UTC",
        f"W/g,{'x' * 200_000},UTC",
        '"W/h","Hal\n",UTC',
        "W/i,Ida,Ümläut",
        "W/j,Jo,UTC",
    ]
    report = await take_in(tx, "person,name,zone\n" + "\n".join(lines) + "\n")
    assert report.added == 3
    told = dict(report.refused)
    assert list(told) == [2, 4, 5, 6, 7, 8, 9, 10, 13]
    assert "Europe/Berlin" in told[2]
    assert "Line 3" in told[5]
    assert "needs a name" in told[6]
    assert [person.name for person in await records.list_people(tx, "W")] == ["Bo", "Hal", "Jo"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "hello",
        "Team,Town\nData,Berlin\n",
        "person,person\nW/a,W/a\n",
        "person,salary\nW/a,1\n",
        "\x00",
    ],
)
async def test_another_table_is_left_alone(tx: Transaction, text: str) -> None:
    report = await take_in(tx, text)
    assert [number for number, _ in report.refused] == [1]
    assert not await records.list_people(tx, "W", include_left=True)


async def test_a_huge_table_is_left_alone(tx: Transaction) -> None:
    report = await take_in(tx, "person,name\n" + "W/a,Ann\n" * 1_300_000)
    assert report.refused == [
        (1, "This file is larger than 10 MB. Please split it into smaller ones.")
    ]


async def test_whom_somebody_would_rather_not_meet_stays_secret(tx: Transaction) -> None:
    await take_in(tx, HEAD + TOM + TOM.replace("tom", "secret"))
    before = await csv.export_people(tx, "W")
    await tx.insert(avoidance, workspace="W", person="W/tom", other="W/secret")
    assert await csv.export_people(tx, "W") == before


async def test_a_long_name_from_the_platform_comes_back_as_it_was(tx: Transaction) -> None:
    await records.add_if_new(tx, "W", "W/tom", "Tom  @everyone " * 20, "UTC", NOW)
    assert await take_in(tx, await csv.export_people(tx, "W")) == ImportReport()


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-", "@tom", "'=1", "''@x", "＝1"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    written = csv.write_csv([Person("W/tom", "Tom", "UTC", team=cell)])
    row = next(standard.DictReader(io.StringIO(written)))
    assert row["team"] == f"'{cell}"


async def test_the_table_of_a_personnel_office_is_read_by_its_headings(tx: Transaction) -> None:
    text = (
        "Mitarbeiterliste 2026;;;;;\r\n\r\n"
        "Personalnr.;Name;Vorname;E-Mail;Abteilung;Vorgesetzte/r\r\n"
        "1;Schmidt;Jörg;Joerg@firma.de;Einkauf;2\r\n"
        "2;Müller;Änne;aenne@firma.de;Vertrieb;-\r\n"
        "3;Groß;Uwe;uwe-firma.de;Vertrieb;2\r\n"
        "4;Klein;Eva;eva@firma.de;Vertrieb\r\n"
    )
    report = await csv.import_people(
        tx, "W", decode_table(text.encode("cp1252")), NOW, names_new=True
    )
    assert (report.added, [line for line, _ in report.refused]) == (2, [6, 7])
    found = {person.name: person for person in await records.list_people(tx, "W")}
    assert sorted(found) == ["Jörg Schmidt", "Änne Müller"]
    assert found["Jörg Schmidt"].manager == "Änne Müller"
    assert found["Jörg Schmidt"].team == "Einkauf"


async def test_a_second_table_changes_people_and_doubles_nobody(tx: Transaction) -> None:
    first = "Nombre;Apellidos;Correo electrónico;Departamento\nAna;López;ana@x.es;Ventas\n"
    await csv.import_people(tx, "W", first, NOW, names_new=True)
    second = 'Full Name\tDepartment\tLocation\n"Lopez, Ana"\tLegal\tMadrid\nBo Li\t\tMadrid\n'
    report = await csv.import_people(tx, "W", second, NOW, names_new=True)
    assert (report.added, report.changed, report.by_name) == (1, 1, 1)
    people = await records.list_people(tx, "W")
    assert [(each.name, each.team, each.office) for each in people] == [
        ("Ana Lopez", "Legal", "Madrid"),
        ("Bo Li", "", "Madrid"),
    ]


async def test_an_empty_cell_of_another_table_takes_nothing_away(tx: Transaction) -> None:
    await take_in(tx, HEAD + TOM)
    report = await take_in(tx, "Employee,Team,City\nTom,,Hamburg\n")
    assert (report.added, report.changed) == (0, 1)
    tom = await records.find_person(tx, "W", "W/tom")
    assert tom
    assert (tom.team, tom.office) == ("Data", "Hamburg")


async def test_somebody_is_known_by_the_address_that_the_platform_tells(tx: Transaction) -> None:
    await take_in(tx, HEAD + TOM)
    report = await csv.import_people(
        tx,
        "W",
        "E-Mail,Name,Team\nTom@x.org,Thomas B.,Legal\n",
        NOW,
        by_email={"tom@x.org": "W/tom"},
    )
    assert report.changed == 1
    tom = await records.find_person(tx, "W", "W/tom")
    assert tom
    assert (tom.name, tom.team) == ("Thomas B.", "Legal")


async def test_whom_nobody_knows_or_two_may_be_meant_is_said(tx: Transaction) -> None:
    await take_in(tx, "person,name\nW/a,Ann\nW/b,Ann\nW/t,Tom\n")
    report = await take_in(tx, "name,team\nAnn,Data\nZoe,Data\n,Data\nTom,Data\nTom,Legal\n")
    told = dict(report.refused)
    assert list(told) == [2, 3, 4, 5, 6]
    assert "More than one" in told[2]
    assert "nobody here" in told[3]
    assert "who is meant" in told[4]
    assert not any(each.team for each in await records.list_people(tx, "W"))


async def test_a_column_is_read_as_somebody_names_it(tx: Transaction) -> None:
    await take_in(tx, "person,name\nW/a,Ann\n")
    text = "Kollegin,Kostenstelle\nAnn,4711\n"
    chosen = read_choice("name=Kollegin,team=Kostenstelle")
    assert (await csv.import_people(tx, "W", text, NOW, chosen=chosen)).changed == 1
    wrong = await csv.import_people(tx, "W", text, NOW, chosen={"nmae": "Kollegin", "team": "X"})
    ((line, sentence),) = wrong.refused
    assert line == 1
    for named in ("nmae", "“X”", "Kostenstelle"):
        assert named in sentence


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
async def test_no_encoding_or_separator_is_in_the_way(
    tx: Transaction, encoding: str, separator: str
) -> None:
    lines = (("person", "name", "interests"), ("W/j", "Jörg", "Brot"), ("W/u", "Úna", "Go"))
    text = "\n".join(separator.join(cells) for cells in lines)
    assert await take_in(tx, decode_table(text.encode(encoding))) == ImportReport(added=2)
    assert [person.name for person in await records.list_people(tx, "W")] == ["Jörg", "Úna"]


def test_a_spreadsheet_programs_own_file_is_refused() -> None:
    with pytest.raises(WorkbookGivenError):
        decode_table(b"PK\x03\x04\x14\0")


words = st.text(st.characters(codec="utf-8"), max_size=30)
things = st.lists(words, max_size=5).map(tuple)
profiles = st.fixed_dictionaries(
    {
        "team": words,
        "manager": words,
        "office": words
        | st.sampled_from(["=cmd|' /C calc'!A0", "'=1", "'tis", "-", "a;b", '"', "a,b"]),
        "zone": st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]),
        "mode": st.sampled_from(MODES),
        "interests": things,
        "slots": st.lists(st.sampled_from(SLOTS), unique=True).map(tuple),
        "offers": things,
        "wants": things,
    }
)


def make_person(
    who: str, values: dict[str, object], profile: Mapping[str, FieldValue] | None = None
) -> Person:
    return convert({"id": who, **values, **read_profile(profile or {})[0]}, Person)


@given(st.lists(profiles, max_size=5))
def test_every_profile_survives_the_journey(given: list[dict[str, str | tuple[str, ...]]]) -> None:
    people = [
        make_person(f"W/{number}", {"name": f"=Name {number}", "zone": "UTC"}, profile)
        for number, profile in enumerate(given)
    ]
    written = csv.write_csv(people)
    news = csv.read_csv("\ufeff" + written, "W", [])
    assert not news.refused
    assert [make_person(who, values) for who, values in news.added.items()] == people
    assert csv.read_csv(written, "W", people) == csv.TableChanges()


async def test_nobody_is_brought_back_by_a_file_who_asked_to_be_forgotten(tx: Transaction) -> None:
    made = Erasure("W", fingerprint("W", "W/tom"), NOW, asked=True)
    await insert_erasure(tx, made)
    report = await take_in(tx, "person,name\nW/tom,Tom\nW/ann,Ann\n")
    assert (report.added, [line for line, _ in report.refused]) == (1, [2])
    assert await records.find_person(tx, "W", "W/tom") is None
