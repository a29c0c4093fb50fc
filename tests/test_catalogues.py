"""What people read is said in their language, from catalogues that fit the code."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from bot.ui import languages, pseudo_language
from bot.ui.cards import LABEL_LIMIT, TITLE_LIMIT, Button, Form
from bot.ui.crowds import Crowd
from bot.ui.speech import say, say_many, speaking
from bot.ui.text import (
    CommandMention,
    Instant,
    Mention,
    Text,
    format_day,
    format_full_day,
    retell,
    tell,
    tell_many,
    weekday_name,
)
from tests.catalogues import (
    FOLDER,
    collect_messages,
    find_labels,
    find_unreadable_calls,
    is_translated,
    read_catalogue,
)

LENA = Mention("w/lena", "Lena")
NOON = Instant(datetime.fromisoformat("2026-03-10T12:00+00:00"), "Europe/Berlin")


def test_an_english_reader_reads_what_stands_in_the_code() -> None:
    assert say("Did {people} meet?", people="you and Lena") == "Did you and Lena meet?"
    assert tell("{who} is free at {time}.", who=LENA, time=NOON) == (
        LENA,
        " is free at ",
        NOON,
        ".",
    )
    assert say_many("{count} seat free", "{count} seats free", 1) == "1 seat free"
    assert tell_many("{who} and {count} more", "{who} and {count} more", 3, who=LENA) == (
        LENA,
        " and 3 more",
    )


def test_words_beside_each_other_are_one_node_so_that_a_text_reads_as_before() -> None:
    inner: Text = ("at noon, ", NOON)

    assert tell("See you {when}", when=inner) == ("See you at noon, ", NOON)
    assert tell("{number} people", number=Crowd(9)) == (Crowd(9), " people")


def test_a_sign_that_somebody_typed_is_never_taken_for_a_field() -> None:
    assert tell("{who} wrote {words}", who=LENA, words="{who} {0} {}") == (
        LENA,
        " wrote {who} {0} {}",
    )
    assert say("About {topic}", topic="{people}") == "About {people}"


def test_a_pseudo_language_shows_each_word_that_went_through_a_catalogue() -> None:
    with speaking(pseudo_language.NAME):
        words = say("Did {people} meet?", people="you and Lena")
        text = tell("{who} is free", who=LENA)

    assert words.startswith("⟦Díd you and Lena")
    assert len(words) > 1.5 * len("Did  meet?") + len("you and Lena")
    assert LENA in text


def test_a_language_is_found_for_whatever_locale_a_platform_names() -> None:
    spoken = languages.list_languages()

    assert spoken[0] == "en"
    for locale in ("en-US", "en_GB", "", "xx", "not a locale", "zh-Hant-TW", "tlh", "*"):
        assert languages.nearest_language(locale) == "en"
    for language in spoken[1:]:
        assert languages.nearest_language(language.upper()) == language
        assert languages.nearest_language(f"{language}-Latn") == language


def test_a_day_is_written_as_its_reader_writes_it() -> None:
    day = date(2026, 3, 10)

    assert format_day(day) == "Tue 10 Mar"
    with speaking("de"):
        assert format_day(day) == "Di., 10. März"


def test_a_day_within_a_sentence_is_written_as_its_reader_writes_it() -> None:
    day = date(2026, 3, 10)

    assert (format_full_day(day), weekday_name(6)) == ("Tuesday 10 March", "Sunday")
    with speaking("de"):
        assert (format_full_day(day), weekday_name(6)) == ("Dienstag, 10. März", "Sonntag")


def test_the_reason_of_a_message_is_told_again_in_the_language_of_whoever_asks() -> None:
    lunch = CommandMention("lunch")
    why = tell("You told me with {command} when you eat.", command=lunch)

    assert retell(why) == why
    assert retell("You asked for it.") == ("You asked for it.",)
    with speaking(pseudo_language.NAME):
        assert retell(why) == tell("You told me with {command} when you eat.", command=lunch)


def test_every_message_of_the_code_can_be_collected() -> None:
    assert list(find_unreadable_calls()) == []
    assert len(collect_messages()) > 9


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_translation_has_the_fields_of_its_message_and_no_others(path: Path) -> None:
    catalogue = read_catalogue(path)

    assert list(_misfits(catalogue)) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_has_the_messages_of_the_code_and_no_others(path: Path) -> None:
    catalogue = read_catalogue(path)

    assert _keys(catalogue) == _keys(collect_messages()), "run `make catalogues`"


@pytest.mark.parametrize("language", ["de", "es"])
def test_nobody_who_reads_german_or_spanish_meets_an_english_sentence(language: str) -> None:
    catalogue = read_catalogue(FOLDER / f"{language}.po")

    assert [each.id for each in catalogue if each.id and not is_translated(each.string)] == []


@pytest.mark.parametrize("count", [0, 1, 2, 5, 1_000_000])
def test_each_number_of_things_is_said_in_spanish(count: int) -> None:
    with speaking("es"):
        assert say_many("{count} hidden", "{count} hidden", count).startswith(f"{count} apartad")


def _keys(catalogue: Catalog) -> set[tuple[object, object]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def _misfits(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        wanted = [_fields(words) for words in _forms(message.id)]
        for words in _forms(message.string):
            if words and _fields(words) not in wanted:
                yield f"{message.id!r}: {words!r}"


def _forms(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, list | tuple) else (str(words or ""),)


def _fields(words: str) -> frozenset[str | None]:
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)


def test_words_that_are_too_long_in_another_language_are_cut_and_never_break_a_card() -> None:
    long = "x" * 30
    with pytest.raises(ValueError, match="title has 1 to 24"):
        Form("a.b", long, ())
    with speaking("de"):
        assert Form("a.b", long, ()).title == f"{'x' * 23}…"
        assert len(Button("a.b", "y" * 100).label) == 75


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_titles_of_forms_and_buttons_fit_without_being_cut(path: Path) -> None:
    catalogue = read_catalogue(path)
    too_long = []
    for name, limit in (("Form", TITLE_LIMIT), ("Button", LABEL_LIMIT)):
        for message in find_labels(name):
            found = catalogue.get(message)
            words = str(found.string) if found else ""
            if len(words) > limit:
                too_long.append(words)

    assert too_long == []
