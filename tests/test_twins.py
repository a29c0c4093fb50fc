"""A rather-not list shows in no text: its twin world without one reads the same to everybody else.

`make bench ARGS=twins` compares a thousand.
"""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.twins import Circle, PlainTexts, Twins, find_differences, random_circle

PLAIN = PlainTexts()
FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FEW
@given(circle=st.integers(0, 10**9).map(random_circle))
async def test_nobody_else_reads_of_a_list_in_any_circle(tmp_path: Path, circle: Circle) -> None:
    assert await find_differences(Twins(tmp_path), circle, PLAIN) == []


async def test_two_of_whom_one_would_rather_not_read_what_anybody_without_company_reads(
    tmp_path: Path,
) -> None:
    for people in (2, 4):
        circle = Circle(people, 2, 7, 0, frozenset({1}), people)
        assert await find_differences(Twins(tmp_path), circle, PLAIN) == []
