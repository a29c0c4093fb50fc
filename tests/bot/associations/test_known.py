"""The list of well-known associations, and who is suggested which."""

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

import bot.associations
from bot.associations.known import MOST_SUGGESTED, KnownAssociation, load_known, suggest_known
from bot.associations.tables import association
from bot.associations.views.forms import ABOUT_LIMIT, LINK_LIMIT, NAME_LIMIT
from bot.core.reader_languages import choose_language
from bot.people.records import Person
from tests.factories.people import describe
from tests.reading import button_values, card_of, form_of, text
from tests.world import ADA, BEN, HOME, World

FIELDS, ASSOCIATIONS = 16, 80
LIST = Path(bot.associations.__file__).with_name("known.toml")


def _refuse(entry: dict[str, str]) -> None:
    """Raise unless an entry of the list says everything, and where it was found."""
    known = msgspec.convert(entry, KnownAssociation)
    for address in (known.site, known.source):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
            raise ValueError(f"{known.name}: {address!r} is no address")
    if urlsplit(known.source).path in ("", "/"):
        raise ValueError(f"{known.name}: a source is a page or a file")
    if not (0 < len(known.name) <= NAME_LIMIT and 0 < len(known.about) <= ABOUT_LIMIT):
        raise ValueError(f"{known.name}: too long or empty")


def test_each_association_says_in_which_public_material_it_was_found() -> None:
    entries = tomllib.loads(LIST.read_text("utf-8"))["association"]
    for entry in entries:
        _refuse(entry)
    assert all(entry["source"] != entry["site"] for entry in entries)


@pytest.mark.parametrize("source", [None, "", "memory", "https://example.org", "https://x"])
def test_an_association_without_a_source_is_refused(source: str | None) -> None:
    entry = tomllib.loads(LIST.read_text("utf-8"))["association"][0]
    entry.pop("source")
    if source is not None:
        entry["source"] = source
    with pytest.raises(ValueError, match=r"source|address"):
        _refuse(entry)


def test_there_are_many_associations_in_many_fields(capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter(known.field for known in load_known())
    with capsys.disabled():
        lines = [f"{number:4} {field}" for field, number in counts.items()]
        lines.append(f"{counts.total():4} in {len(counts)} fields")
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert len(counts) >= FIELDS
    assert counts.total() >= ASSOCIATIONS
    assert min(counts.values()) >= 5


def test_no_association_is_there_twice() -> None:
    for shown in ("name", "key"):
        twice = Counter(getattr(known, shown).casefold() for known in load_known())
        assert twice.most_common(1)[0][1] == 1
    assert all(len(known.site) <= LINK_LIMIT for known in load_known())
    assert all(re.fullmatch(r"https?://[^/]+/", known.site) for known in load_known())


def test_what_is_suggested_is_of_somebodys_field_and_that_in_their_town_first() -> None:
    at_home = Person("p", "Ada", "UTC", team="Engineering", office="London")
    first, *others = suggest_known(at_home, ())
    assert first.field == "engineering"
    assert first.town == "London"
    assert len(others) == MOST_SUGGESTED - 1
    assert first not in suggest_known(at_home, {first.name.casefold()})


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"team": "Finance"}, "finance and accounting"),
        ({"team": "Legal"}, "law"),
        ({"interests": ("python",)}, "software and programming"),
        ({"wants": ("security",)}, "security and risk"),
        ({"offers": ("data science",)}, "data and mathematics"),
    ],
)
def test_what_is_suggested_first_is_of_the_field_that_somebody_named(
    about: dict[str, object], field: str
) -> None:
    first, *_ = suggest_known(Person("p", "Ada", "UTC", **about), ())  # type: ignore[arg-type]
    assert first.field == field


def test_nobody_is_suggested_what_has_nothing_to_do_with_them() -> None:
    assert suggest_known(Person("p", "Ada", "UTC", interests=("climbing",)), ()) == []


async def test_a_suggested_association_is_added_by_one_click_and_not_suggested_again(
    world: World,
) -> None:
    await world.say(ADA, "/associations")
    await describe(world, ADA, team="Legal")
    answer = await world.say(ADA, "/associations")
    assert "Perhaps something for you" in text(answer)
    assert "American Bar Association: Lawyers and law students." in text(answer)

    added = await world.click(ADA, "association.known", "americanbar.org")
    assert card_of(added).title == "American Bar Association"
    assert "association.join" in button_values(added)
    again = await world.click(ADA, "association.known", "americanbar.org")
    assert card_of(again).title == "American Bar Association"
    answer = await world.say(ADA, "/associations")
    assert card_of(answer).title == "Associations: 1"
    assert text(answer).count("American Bar Association") == 1
    assert "GONE" not in text(await world.click(ADA, "association.known", "nobody.example"))


async def test_what_a_known_association_is_about_is_read_in_its_readers_language(
    world: World,
) -> None:
    async with world.database.transaction() as tx:
        await choose_language(tx, HOME, ADA, "de")
    await world.say(ADA, "/associations")
    await describe(world, ADA, team="Legal")
    german = "Anwältinnen, Anwälte und Studierende der Rechte."
    assert german in text(await world.say(ADA, "/associations"))
    added = await world.click(ADA, "association.known", "americanbar.org")
    assert german in text(added)
    assert "Lawyers and law students." in text(await world.say(BEN, "/associations"))

    [saved] = await world.select_all(association)
    form = form_of(await world.click(ADA, "association.edit", saved.id))
    await world.submit(ADA, form)
    assert "Lawyers and law students." in text(await world.say(BEN, "/associations"))
    await world.submit(ADA, form, {"about": "Für alle mit Robe"})
    assert "Für alle mit Robe" in text(await world.say(BEN, "/associations"))
