"""Subjects: every one of them survives its way through the database."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.subjects import Subject
from bot.core.tables import live_card
from bot.store.engine import Database

KINDS = st.from_regex(r"[a-z][a-z_-]{0,20}", fullmatch=True)
NUMBERS = st.integers(0, 999_999_999)
PEOPLE = st.from_regex(r"(slack|discord):[A-Z0-9]{1,12}/[\w.:@+-]{1,40}", fullmatch=True)
PARTS = st.lists(st.text() | PEOPLE, max_size=3)


@given(KINDS, NUMBERS, PARTS)
@example("program", 12, ["slack:T0000001/U0000006", "call 7%3A"])
@example("poll", 0, [""])
def test_the_text_of_a_subject_is_read_as_that_subject(
    kind: str, number: int, parts: list[str]
) -> None:
    subject = Subject(kind, number, *parts)
    assert Subject.parse(str(subject)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("table:12", Subject("table", 12)),
        ("poll:12:2", Subject("poll", 12, "2")),
        ("notice:3:2026-03-10:9", Subject("notice", 3, "2026-03-10", "9")),
        ("event:5:1345", Subject("event", 5, "1345")),
        ("merger:4:stays", Subject("merger", 4, "stays")),
        ("prompt-suggestion:1", Subject("prompt-suggestion", 1)),
        ("retention", Subject("retention")),
        ("program:12:discord%3A77/8:9", Subject("program", 12, "discord:77/8", "9")),
    ],
)
def test_texts_in_the_database_stay_as_they_are(text: str, subject: Subject) -> None:
    assert f"{subject}" == text
    assert Subject.parse(text) == subject


@pytest.mark.parametrize(
    "text", ["", "12", "12 w/tom 7", "Table:1", "table:", "table:x", "table:07", "table:1:%zz"]
)
def test_a_text_that_is_no_subject_is_named_in_the_error(text: str) -> None:
    with pytest.raises(ValueError, match="^$" if not text else text.replace("%", ".")):
        Subject.parse(text)


async def test_a_column_keeps_subjects_and_finds_them(database: Database) -> None:
    subject = Subject("checkin", 3, "slack:T1/U2")
    async with database.transaction() as tx:
        await tx.insert(live_card, workspace="w", subject=subject, version=0, rendered_version=0)
        query = select(live_card.c.subject).where(live_card.c.subject.in_([subject]))
        assert await tx.scalars(query) == [subject]
