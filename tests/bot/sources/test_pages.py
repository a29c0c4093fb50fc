"""See where pages of well-known sites lead."""

from datetime import UTC, datetime

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document

_ID = "Ab12Cd34Ef56"


@pytest.mark.parametrize(
    ("kind", "shown", "feed"),
    [
        ("calendar", f'"calendar": {{"api_id": "cal-{_ID}"}}', f"entity=calendar&id=cal-{_ID}"),
        (
            "discover-place",
            f'"events": [{{"calendar": "cal-{_ID}"}}], "place": {{"api_id": "discplace-{_ID}"}}',
            f"entity=discover&id=discplace-{_ID}",
        ),
    ],
)
def test_a_page_of_luma_leads_to_its_own_calendar_or_to_that_of_its_town(
    kind: str, shown: str, feed: str
) -> None:
    body = (
        f'<html><script type="application/json">{{"kind": "{kind}", "data": '
        f"{{{shown}}}}}</script></html>"
    )
    page = Document(
        "https://luma.com/town",
        body.encode(),
        "text/html",
        datetime(2026, 10, 1, tzinfo=UTC),
        "UTC",
    )
    assert [way.address for way in parse_document(page).alternates] == [
        f"https://api.lu.ma/ics/get?{feed}"
    ]
