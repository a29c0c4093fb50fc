"""What the form of an event begins with, when somebody notes one by hand from a page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.views import forms
from bot.sources.addresses import file_of
from bot.sources.records import Source


def prefill_of(source: Source, zone: str, now: datetime) -> forms.EventPrefill:
    """Return what a page says of its first date ahead, in `zone`, and its address."""
    link = "" if file_of(source.address) else source.address
    ahead = [event for event in source.preview or () if event.starts_at > now]
    if not ahead:
        return forms.EventPrefill(zone, about=link)

    first = ahead[0]
    local = first.starts_at.astimezone(ZoneInfo(first.zone if first.all_day else zone))
    return forms.EventPrefill(
        zone,
        when=f"{local:%Y-%m-%d}" if first.all_day else f"{local:%Y-%m-%d %H:%M}",
        title=first.title[: forms.TITLE_LIMIT],
        length=forms.ALL_DAY if first.all_day else forms.USUAL_LENGTH,
        place=first.place[: forms.PLACE_LIMIT],
        about=first.link or link,
    )
