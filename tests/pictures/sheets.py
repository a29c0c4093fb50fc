"""Sheets of everything that golden files hold: as pages to read, and as pictures to look at."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.pictures import discord, slack
from tests.pictures.names import SAMPLE_TIME, sample_names

Platform = Literal["slack", "discord"]
Theme = Literal["light", "dark"]

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "adapters"
PLATFORMS: tuple[Platform, ...] = ("slack", "discord")
THEMES: tuple[Theme, ...] = ("light", "dark")
COLUMNS, COLUMN_WIDTH, SHEET_HEIGHT = 3, 660, 2_000  # pixels
NAMES = {"slack": sample_names("U000000", "C000000"), "discord": sample_names("200000", "300000")}


@dataclass(frozen=True)
class Item:
    """One golden file as it is seen."""

    name: str
    html: str

    @property
    def feature(self) -> str:
        """The feature whose file it is."""
        return self.name.removeprefix("form-").removeprefix("tab-").partition(".")[0]


def golden_items(platform: Platform) -> list[Item]:
    """Return everything that a platform's golden files hold, feature by feature."""
    files = (GOLDEN / platform / "golden").glob("*.json")
    items = [Item(file.stem, draw_golden(platform, file)) for file in files]
    return sorted(items, key=lambda item: (item.feature, item.name))


def draw_golden(platform: Platform, file: Path) -> str:
    """Return what a golden file holds as HTML: a card's messages, a form or a home tab."""
    found, names = json.loads(file.read_text(encoding="utf-8")), NAMES[platform]
    if platform == "discord":
        if file.stem.startswith("form-"):
            return "".join(discord.draw_modal(modal, names) for modal in found)
        return "".join(discord.draw_message(one, names, SAMPLE_TIME) for one in found)
    if "blocks" in found:
        return slack.draw_view(found, names)
    return "".join(slack.draw_message(one, names, SAMPLE_TIME) for one in found["messages"])


def whole_page(platform: Platform, theme: Theme, inside: str) -> str:
    """Return a page that looks like the platform."""
    styles = "".join((HERE / f"{name}.css").read_text("utf-8") for name in ("sheet", platform))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{styles}</style>'
        f'<body class="{platform} {theme}">{inside}</body></html>'
    )


def write_sheets(page: Page, platform: Platform, theme: Theme, folder: Path) -> None:
    """Write a page of everything, and pictures of it that can be taken in at a glance."""
    items = golden_items(platform)
    folder.mkdir(parents=True, exist_ok=True)
    whole = whole_page(platform, theme, _columns([items]))
    (folder / f"{platform}-{theme}.html").write_text(whole, encoding="utf-8")

    page.set_viewport_size({"width": COLUMNS * COLUMN_WIDTH, "height": SHEET_HEIGHT // 4})
    for feature, group in groupby(items, key=lambda item: item.feature):
        columns = _packed(page, platform, theme, list(group))
        for start in range(0, len(columns), COLUMNS):
            shown = _columns(columns[start : start + COLUMNS])
            page.set_content(whole_page(platform, theme, shown))
            name = f"{platform}-{theme}-{feature}-{1 + start // COLUMNS}.png"
            page.screenshot(path=folder / name, full_page=True)


def _packed(page: Page, platform: Platform, theme: Theme, items: list[Item]) -> list[list[Item]]:
    """Return items in columns, each as full as a sheet is high."""
    column = f'<div style="width:{COLUMN_WIDTH - 20}px">{"".join(map(_framed, items))}</div>'
    page.set_content(whole_page(platform, theme, column))
    heights: list[int] = page.eval_on_selector_all(
        ".item", "found => found.map(one => Math.ceil(one.offsetHeight))"
    )
    columns: list[list[Item]] = [[]]
    left = SHEET_HEIGHT
    for item, height in zip(items, heights, strict=True):
        if columns[-1] and height > left:
            columns.append([])
            left = SHEET_HEIGHT
        columns[-1].append(item)
        left -= height
    return columns


def _columns(columns: Iterable[Iterable[Item]]) -> str:
    drawn = "".join(f'<div class="column">{"".join(map(_framed, one))}</div>' for one in columns)
    return f'<div class="columns">{drawn}</div>'


def _framed(item: Item) -> str:
    name = escape(item.name)
    return f'<div class="item" id="{name}"><div class="caption">{name}</div>{item.html}</div>'
