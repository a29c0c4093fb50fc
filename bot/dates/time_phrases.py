"""Phrases that name a time of day, or two of them. Pure."""

import re

from bot.dates import vocabulary as words_of
from bot.dates.phrase_patterns import AT, HALF, At, Clock, Found, Patterns, clock_of, count_of
from bot.dates.vocabulary import any_of

PATTERNS = Patterns()


@PATTERNS.add(
    rf"{AT}?(?P<hour>\d{{1,2}})(?:[:.]|\s?h\s?)(?P<minute>\d\d)(?::\d\d)?(?:\s?(?:h|uhr))?"
    rf"(?:\s?{HALF})?(?:ish)?",
    rf"{AT}?(?P<hour>\d{{1,2}})\s?(?P<minute>)(?:{HALF})(?:ish)?",
    rf"{AT}?(?P<hour>\d{{1,2}})\s?(?P<half>)(?:uhr|heures?|horas|h)(?:\s(?P<minute>\d\d))?",
    rf"{AT}?(?P<hour>[1-9])(?P<minute>[0-5]\d)\s?{HALF}",
    rf"{AT}?(?P<half>)(?P<hour>[89]|1\d|2[0-3])\s(?P<minute>00|15|30|45)(?:\s?(?:h|uhr))?",
    rf"{AT}?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s?{HALF})?(?:\s?(?:h|hrs|hours|uhr))?",
)
def _clock(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (hour, minute) == (24, 0):
        return "midnight", None
    return clock_of(hour, minute, match["half"] or "", match[0], exact=bool(match["minute"]))


@PATTERNS.add(
    rf"(?P<at>{AT})(?P<hour>\d{{1,2}}|{any_of(words_of.HOURS)})(?:ish)?",
    rf"{AT}?(?P<hour>\d{{1,2}}|{any_of(words_of.HOURS)})\s?o'?\s?clock(?P<at>)(?:\s?{HALF})?",
    rf"{AT}?(?P<hour>{any_of(words_of.HOURS)})(?P<at>)\s(?:uhr|{HALF})",
    rf"{AT}?(?P<at>)(?P<hour>\d{{1,2}}|{any_of(words_of.HOURS)})[\s-]?ish",
)
def _at_hour(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour = int(match["hour"]) if match["hour"].isdecimal() else words_of.HOURS[match["hour"]]
    return clock_of(hour, 0, match.groupdict().get("half") or "", match["hour"])


@PATTERNS.add(
    rf"{AT}?(?P<hour>{any_of(words_of.HOURS)})\s(?P<minute>{any_of(words_of.MINUTES)})(?:\s{HALF})?"
)
def _spoken(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    minute = words_of.MINUTES[match["minute"]]
    return clock_of(words_of.HOURS[match["hour"]], minute, match["half"] or "", match["hour"])


_HOUR = rf"\d{{1,2}}|{any_of(words_of.HOURS)}|noon"


def _hour(word: str) -> int:
    if word == "noon":
        return 12
    return int(word) if word.isdecimal() else words_of.HOURS[word]


@PATTERNS.add(
    rf"{AT}?half[\s-]past\s(?P<hour>{_HOUR})(?:\s?{HALF})?",
    rf"{AT}?(?:les\s)?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\set\sdemie?(?P<half>)",
    rf"{AT}?(?P<hour>{_HOUR})\sy\smedia(?P<half>)",
)
def _half_past(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour = 12 if match["hour"] == "midi" else _hour(match["hour"])
    return clock_of(hour, 30, match["half"] or "", match["hour"])


@PATTERNS.add(rf"{AT}?halb\s(?P<hour>{_HOUR})")
def _half_before(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour = _hour(match["hour"])
    return clock_of(hour - 1 if hour > 1 else 12, 30, "", match["hour"])


@PATTERNS.add(rf"{AT}?dreiviertel\s(?P<hour>{_HOUR})")
def _quarter_before(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour = _hour(match["hour"])
    return clock_of(hour - 1 if hour > 1 else 12, 45, "", match["hour"])


@PATTERNS.add(
    rf"{AT}?(?P<count>quarter|a\squarter|viertel|cuarto|\d{{1,2}}|{any_of(words_of.COUNTS)})"
    r"(?:\s(?:minutes?|mins?|minuten))?\s"
    rf"(?P<side>past|after|to|before|til|nach|vor)\s(?P<hour>{_HOUR})(?:\s?{HALF})?"
)
def _minutes_beside(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    word, hour = match["count"], _hour(match["hour"])
    minutes = 15 if word.endswith(("quarter", "viertel")) else count_of(word)
    if minutes % 5 and "min" not in match[0]:
        return "unclear", match[0]  # “one to two” is an hour as well
    if match["side"] in ("past", "after", "nach"):
        return clock_of(hour, minutes, match["half"] or "", match["hour"])
    return clock_of(hour - 1 if hour > 1 else 12, 60 - minutes, match["half"] or "", match["hour"])


@PATTERNS.add(
    rf"{AT}?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\s(?:et\squart|y\scuarto)",
    rf"{AT}?(?P<hour>{_HOUR}|midi)(?:\sheures?)?\s(?:moins\sle\squart|menos\scuarto)",
)
def _quarter(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    hour = 12 if match["hour"] == "midi" else _hour(match["hour"])
    if match[0].endswith(("moins le quart", "menos cuarto")):
        return clock_of(hour - 1 if hour > 1 else 12, 45, "", match["hour"])
    return clock_of(hour, 15, "", match["hour"])


@PATTERNS.add(rf"{AT}?half\s(?P<hour>{_HOUR})", rf"{AT}?viertel\s(?P<hour>{_HOUR})", r"in\s\d{1,3}")
def _half_alone(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "unclear", match[0]  # half past in Britain, half to elsewhere; minutes or an address


@PATTERNS.add(rf"(?:{AT})?(?:{any_of(words_of.NOON)})(?:ish)?")
def _noon(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "time", Clock(12, 0, sure=True)


@PATTERNS.add(
    rf"(?:{AT})?(?:{any_of(words_of.MIDNIGHT)})", r"(?:at\s|um\s)?24(?::00)?(?:\s?(?:uhr|h))?"
)
def _midnight(match: re.Match[str], at: At) -> Found:
    del match, at
    return "midnight", None


@PATTERNS.add(
    r"(?:(?:in|am|this|diesen|esta|ce|cet|cette|zum|heute)\s+)?"
    rf"(?:the\s+)?(?P<part>{any_of(words_of.PARTS)})"
)
def _part(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    return "part", words_of.PARTS[match["part"]]


_BESIDE = r"(?:\d{1,2}(?:(?:[:.]|h)\d\d)?|\d{4}|noon|midi)(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|h))?"


@PATTERNS.add(
    rf"(?:(?:from|von|de|entre|between|zwischen|desde)\s+(?:las\s+)?)?{AT}?(?P<first>{_BESIDE})"
    r"\s*(?:-|\b(?:to|until|till|til|bis|a|and|und|y|et)\b)\s*"
    rf"(?:las\s+)?(?P<last>{_BESIDE}|{any_of(words_of.HOURS)})",
    rf"(?:from|between)\s+(?P<first>{any_of(words_of.HOURS)})"
    rf"\s+(?:to|until|till|and)\s+(?P<last>{_BESIDE}|{any_of(words_of.HOURS)})",
)
def _span(match: re.Match[str], at: At) -> Found:  # noqa: ARG001
    if _A_LAS.search(match[0]) and not match[0].startswith(("de ", "desde ", "entre ", "a las ")):
        return None  # “el 13 a las 18” is a day with its hour
    first, last = _single_clock(match["first"]), _single_clock(match["last"])
    if first is None or last is None:
        return None
    first_word = match["first"]
    is_number = first_word in words_of.HOURS or (first_word.isdecimal() and len(first_word) < 3)
    if (
        is_number
        and last.sure
        and not first.sure
        and last.hour >= 12
        and first.hour <= last.hour - 12
    ):
        first = Clock(first.hour + 12, first.minute, sure=True)  # “1-2pm”
    return "range", (first, last)


_A_LAS = re.compile(r"\d a las? ")


def _single_clock(words: str) -> Clock | None:
    if words in ("noon", "midi"):
        return Clock(12, 0, sure=True)
    words = str(words_of.HOURS.get(words, words))
    shape = re.fullmatch(r"(\d{1,2}?)(?:[:.h]?(\d\d))?(?:\s?([ap])\.?m\.?)?(?:\s?(uhr|h))?", words)
    if shape is None:
        return None
    hour, minute, half = int(shape[1]), int(shape[2] or 0), shape[3] or ""
    found = clock_of(hour, minute, half, shape[0], exact=bool(shape[2]))
    if found is None or found[0] != "time":
        return None
    clock: Clock = found[1]
    return clock
