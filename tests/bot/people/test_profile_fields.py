"""Profile fields: whatever is declared reaches the form, the card, the file and the matcher."""

from datetime import date

import pytest
from msgspec import Struct, convert

from bot import matching
from bot.dates.working_time import OFFICE_WEEK, WorkingTime
from bot.pairings.rounds.participants import to_candidate
from bot.people import csv
from bot.people.profile_fields import MATCHED_FIELDS, PROFILE_FIELDS, ProfileField, read_profile
from bot.people.records import Person
from bot.people.tables import person as table
from bot.people.views import profiles
from bot.ui.cards import Card, Facts, label_text

DAY = date(2026, 3, 10)
ANSWERS: dict[str, str] = {"zone": "Europe/Berlin", "slots": "tue-1230, fri-1200", "mode": "remote"}


@pytest.fixture
def amara() -> Person:
    """Somebody who filled in every field, each with words that nothing else says."""
    given = {field.name: f"Some {field.name}" for field in PROFILE_FIELDS} | ANSWERS
    values, errors = read_profile(given)
    assert not errors
    return convert({"id": "w/amara", "name": "Amara", **values}, Person)


@pytest.mark.parametrize("field", PROFILE_FIELDS, ids=lambda field: field.name)
def test_every_field_is_asked_for_shown_and_exported(field: ProfileField, amara: Person) -> None:
    asked = {entry.id: entry for entry in profiles.profile_form(amara, OFFICE_WEEK).fields}[
        field.name
    ]
    assert (asked.label, asked.required) == (field.label, field.required)

    shown = field.describe(field.value_of(amara))
    for card in (profiles.profile_saved_card(amara), profiles.profile_card(amara, [], DAY)):
        assert (field.heading or field.label, shown) in _facts(card)

    header, row = csv.write_csv([amara]).splitlines()
    assert field.name in header.split(",")
    [(_, read)] = csv.read_csv(f"{header}\n{row}\n", "w", []).added.items()
    assert read[field.name] == field.value_of(amara)


@pytest.mark.parametrize("field", PROFILE_FIELDS, ids=lambda field: field.name)
def test_every_field_is_kept_and_empty_until_it_is_filled_in(field: ProfileField) -> None:
    assert field.name in table.columns
    newcomer = Person("w/jun", "Jun", zone=f"{_default('zone')}")
    assert field.value_of(newcomer) == field.default


@pytest.mark.parametrize("field", MATCHED_FIELDS, ids=lambda field: field.name)
def test_every_matched_field_reaches_the_matcher(field: ProfileField, amara: Person) -> None:
    candidate = to_candidate(amara, WorkingTime(amara.zone), amara.zone, DAY)
    assert getattr(candidate, field.name) == field.trait_of(amara)
    assert set(field.matched_by) <= _names(matching.Weights) | _names(matching.Rules)


def test_the_matcher_compares_nothing_else_but_what_follows_from_the_fields() -> None:
    derived = {"id", "broader_interests", "town", "hours"}
    private = {"rather_three", "is_new", "welcomes"}
    assert _names(matching.Candidate) - derived - private == {
        field.name for field in MATCHED_FIELDS
    }


def test_no_two_fields_share_a_column_of_the_file() -> None:
    assert len({field.column for field in PROFILE_FIELDS}) == len(PROFILE_FIELDS)


def _facts(card: Card) -> list[tuple[str, str]]:
    return [
        (label_text(label), "".join(str(node) for node in words))
        for part in card.parts
        if isinstance(part, Facts)
        for label, words in part.rows
    ]


def _default(name: str) -> object:
    return next(field.default for field in PROFILE_FIELDS if field.name == name)


def _names(struct: type[Struct]) -> set[str]:
    return set(struct.__struct_fields__)
