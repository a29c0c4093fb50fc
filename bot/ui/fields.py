"""Text fields that many forms have, each declared once: with its limit, its example and its kind.

An example stands in the empty field and goes as somebody types; what has to stay is a hint.
"""

from bot.ui.cards import CLOCK_LIMIT, TextField
from bot.ui.text import clean_text

EXAMPLE_DAYS = "2026-12-24..2027-01-02, 2026-05-15"
EXAMPLE_LINK = "https://www.example.org/page"
EXAMPLE_ZONE = "Europe/Berlin"
_ZONE_LIMIT = 64
_MOMENT_LIMIT = 60


def clock_field(name: str, label: str, initial: str, example: str) -> TextField:
    """Return a field for a time of day, which is needed; `read_clock` reads it."""
    return TextField(
        name, label, "", initial, CLOCK_LIMIT, required=True, example=example, kind="time"
    )


def moment_field(name: str, label: str, initial: str, zone: str, example: str) -> TextField:
    """Return a field for a day and a time of it in somebody's zone; `parse_when` reads it."""
    return TextField(
        name,
        label,
        "",
        clean_text(initial, _MOMENT_LIMIT),
        _MOMENT_LIMIT,
        required=True,
        example=example,
        kind="moment",
        zone=zone,
    )


def zone_field(
    name: str, label: str, initial: str, hint: str = "", *, required: bool = False
) -> TextField:
    """Return a field for the name of a time zone."""
    return TextField(
        name, label, hint, initial, _ZONE_LIMIT, required=required, example=EXAMPLE_ZONE
    )


def number_field(
    name: str,
    label: str,
    initial: str,
    bounds: tuple[int, int],
    example: str,
    hint: str = "",
    *,
    required: bool = False,
) -> TextField:
    """Return a field for a whole number from the first of the bounds to the last."""
    least, most = bounds
    return TextField(
        name,
        label,
        hint,
        initial,
        len(str(most)),
        required=required,
        example=example,
        kind="number",
        least=least,
        most=most,
    )


def link_field(name: str, label: str, hint: str, initial: str = "", limit: int = 300) -> TextField:
    """Return a field for the address of a page."""
    return TextField(name, label, hint, initial, limit, example=EXAMPLE_LINK, kind="link")
