"""Phrases that name a moment by how far it is, a length, a zone, and what joins them. Pure."""

import datetime as dt
import re

from bot.dates import vocabulary as words_of
from bot.dates.local_time import validate_zone, zone_of_city
from bot.dates.phrase_patterns import (
    COUNT,
    IN,
    LONG_UNIT,
    SOON_UNIT,
    At,
    Clock,
    Found,
    Patterns,
    count_of,
    date_of,
)
from bot.dates.vocabulary import any_of

PATTERNS = Patterns()


@PATTERNS.add(
    r"(?P<day>\d{4}-\d\d-\d\d)[t ](?P<time>\d\d:\d\d(?::\d\d)?)(?P<offset>\s?z|\s?[-+]\d\d:?\d\d)"
)
def _instant(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    try:
        exact = dt.datetime.fromisoformat(
            f"{match['day']}t{match['time']}{match['offset'].strip()}".upper()
        )
    except ValueError:
        return "impossible", None
    return "instant", exact.astimezone(dt.UTC)


@PATTERNS.add(r"(?P<day>\d{4}-\d\d-\d\d)t(?P<time>\d\d:\d\d)(?::\d\d)?")
def _local_instant(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    year, month, day = map(int, match["day"].split("-"))
    found = date_of(year, month, day)
    hour, minute = map(int, match["time"].split(":"))
    if found is None or found[0] != "day" or not Clock(hour, minute).is_possible:
        return "impossible", None
    return "instant", (found[1], dt.time(hour, minute))


@PATTERNS.add(any_of(words_of.NOW))
def _now(match: re.Match[str], at: At) -> Found:
    """Read “now” as the next quarter of an hour: nobody is anywhere at once."""
    del match
    quarter = dt.timedelta(minutes=15)
    since_hour = dt.timedelta(
        minutes=at.now.minute, seconds=at.now.second, microseconds=at.now.microsecond
    )
    return "instant", quarter - since_hour % quarter


@PATTERNS.add(
    r"(?:in|within)\s+(?:(?:a\s+)?half\s+an?\s+hour|half\s+hour"
    r"|(?:(?:ei)?ner\s+)?halben?\s+stunde)",
    r"dans\s+une\s+demi-heure",
    r"en\s+media\s+hora",
    r"half\s+an\s+hour(?:\s+from\s+now)?",
)
def _half_hour(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "instant", dt.timedelta(minutes=30)


@PATTERNS.add(
    r"in\s+(?:a\s+)?quarter\s+of\s+an\s+hour",
    r"in\s+einer\s+viertelstunde",
    r"dans\s+un\s+quart\s+d'heure",
    r"en\s+un\s+cuarto\s+de\s+hora",
)
def _quarter_hour(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "instant", dt.timedelta(minutes=15)


@PATTERNS.add(
    rf"(?:{IN})\s+(?P<count>{COUNT})\s?(?P<unit>{SOON_UNIT})",
    rf"(?P<count>{COUNT})\s?(?P<unit>{LONG_UNIT})(?:\s+from\s+now)?",
    rf"{IN}\s+(?P<count>{COUNT})\s?(?P<unit>h|hours?|hrs?|stunden?|heures?|horas?)\s?"
    r"(?:(?:and|und|et|y)\s+)?(?P<more>\d{1,2})\s?(?:m|min|minutes?|mins|minuten|minutos)?",
)
def _soon(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    is_hour = (
        words_of.UNIT_OF.get(match["unit"], {"m": "minute", "h": "hour"}.get(match["unit"]))
        == "hour"
    )
    minutes = count_of(match["count"]) * (60 if is_hour else 1) + int(
        match.groupdict().get("more") or 0
    )
    return "instant", dt.timedelta(minutes=minutes)


@PATTERNS.add(
    rf"(?:{IN})\s+(?:(?P<whole>{COUNT})\s+)(?:and\s+a\s+half\s+hours?|hours?\s+and\s+a\s+half)",
    r"in\s+(?P<tenths>\d{1,2}[.,]\d)\s?(?:h|hours?|hrs?|stunden)",
    r"in\s+(?:anderthalb|eineinhalb)\s+stunden",
)
def _hours_and_half(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    groups = match.groupdict()
    if groups.get("tenths"):
        return "instant", dt.timedelta(hours=float(groups["tenths"].replace(",", ".")))
    whole = groups.get("whole")
    return "instant", dt.timedelta(hours=count_of(whole) if whole else 1, minutes=30)


@PATTERNS.add(
    rf"(?:for|fur|fuer|pour|durante|por)\s+(?P<count>{COUNT})\s?(?P<unit>{SOON_UNIT})",
    r"for\s+half\s+an\s+hour",
)
def _length(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    groups = match.groupdict()
    if not groups.get("count"):
        return "length", dt.timedelta(minutes=30)
    unit = words_of.UNIT_OF.get(groups["unit"], {"m": "minute", "h": "hour"}.get(groups["unit"]))
    return "length", dt.timedelta(**{f"{unit}s": count_of(groups["count"])})


@PATTERNS.add(r"(?P<zone>[a-z]+/[a-z_]+(?:/[a-z_]+)?)", r"(?P<zone>utc|gmt)")
def _zone(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    try:
        return "zone", validate_zone(match["zone"])
    except ValueError:
        return None


@PATTERNS.add(
    r"(?:in\s+)?(?P<city>[a-z]+(?:\s[a-z]+)?)\s+time",
    r"(?P<code>cet|cest|est|edt|pst|pdt|bst|mez|mesz)",
)
def _town_time(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    groups = match.groupdict()
    zone = zone_of_city(groups["city"]) if groups.get("city") else None
    if zone:
        return "zone", zone
    return ("unclear", match[0]) if groups.get("code") else None


@PATTERNS.add(r"(?P<number>\d{1,2})")
def _bare_number(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "number", int(match["number"])


@PATTERNS.add(r"\d{1,2}[:.]\d{2}", r"\d{1,2}\s?[ap]\.?m\.?")
def _no_time(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "impossible", None


@PATTERNS.add(any_of(words_of.FILLERS - {"-"}), "-")
def _filler(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return ("dash", None) if match[0] == "-" else ("filler", match[0])


@PATTERNS.add(any_of(words_of.UNCLEAR))
def _unclear(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "unclear", match[0]
