"""Check that the README tells what there is, and shows it."""

import re
from pathlib import Path

from tests.readme import README, renewed

PICTURES = Path(__file__).parents[1] / ".github" / "pictures"
SMALL = 250_000  # bytes of a picture


def test_the_readme_lists_commands_and_settings_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text, "`make readme` writes the lists anew"


def test_every_picture_is_shown_and_small() -> None:
    shown = set(re.findall(r"\.github/pictures/([\w-]+\.png)", README.read_text(encoding="utf-8")))
    assert shown == {path.name for path in PICTURES.glob("*.png")}
    assert all((PICTURES / name).stat().st_size < SMALL for name in shown)
