"""Take pictures of what people see in Slack and in Discord.

python -m tests.pictures           the README's, played by the adapters
python -m tests.pictures FOLDER    sheets of every golden card, form and home tab, to look at
"""

import asyncio
import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bot.config import LogSection
from bot.logs import configure_logging
from tests.browser.pictures import PICTURES, QUIET, find_browser
from tests.pictures.scenes import Scenes, play_discord, play_slack
from tests.pictures.sheets import PLATFORMS, THEMES, Theme, whole_page, write_sheets

WIDTH, SHARPNESS, COLOURS = 640, 1.5, 64


def main() -> None:
    """Write the sheets where somebody named a folder, the README's pictures otherwise."""
    configure_logging(LogSection(level="error"))
    scenes = {} if sys.argv[1:] else asyncio.run(play_slack()) | asyncio.run(play_discord())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        for theme in THEMES:
            if scenes:
                page = browser.new_page(device_scale_factor=SHARPNESS)
                page.set_viewport_size({"width": WIDTH, "height": 100})
                _take(page, theme, scenes)
                continue
            for platform in PLATFORMS:
                write_sheets(browser.new_page(), platform, theme, Path(sys.argv[1]))
        browser.close()


def _take(page: Page, theme: Theme, scenes: Scenes) -> None:
    for (platform, name), html in scenes.items():
        page.set_content(whole_page(platform, theme, html))
        taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        path = PICTURES / f"{platform}-{name}-{theme}.png"
        taken.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
