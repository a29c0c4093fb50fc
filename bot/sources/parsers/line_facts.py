"""What a line of a page says: dates, hours, and the words that remain, which may be a title."""

import re

from msgspec import Struct, structs

from bot.sources.parsers.date_mentions import DateContext, DateMention, find_mentions
from bot.sources.parsers.date_words import MONTH_PATTERN, NUMBER_OF_MONTH, WEEKDAY_PATTERN
from bot.sources.parsers.page_lines import Line
from bot.sources.parsers.page_words import GENERIC, LABELS, NOT_ITS_DAY, OPENING_WORDS
from bot.sources.parsers.time_mentions import TimeSpan, find_times

_PUNCTUATION = " \t,;:.|–—-·•/*()[]{}<>»«›‹→►▶@~_=+#"
_SEPARATORS = " \t,;:|–—-·•/*»«›‹→►▶@~_=+#"
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_GAPS = re.compile("\x1f+")
_PART = rf"(?:(?:{WEEKDAY_PATTERN}|{MONTH_PATTERN})\.?|[0-3]?\d(?:st|nd|rd|th|\.)?|20\d\d)"
_FRAGMENT = re.compile(
    rf"(?:{_PART}|[,/·|–-])(?:[\s,.]+{_PART})*[\s,.]*",
    re.IGNORECASE,
)
_MONTH_LINE = re.compile(
    r"\W*(?:(?:events?|termine|programm?e?|agenda|calendar|veranstaltungen)"
    r" (?:in |im |for |für )?)?"
    rf"(?P<name>{MONTH_PATTERN})\b\.?,?\s*(?:de |del )?(?P<year>20\d\d)?\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d/–-])(20\d\d)(?![\d/–-])")
_BEFORE = 40  # characters before a date in which it is said to be another's
_ITS_HOUR = 12  # characters after a deadline that may be its hour
_FRAGMENT_LENGTH = 24
_SENTENCE = 130  # characters; a line that is longer is none of a list
_OPENING = 30  # characters at the beginning of a line, where its date may stand all the same
_MAX_FRAGMENTS = 4


class LineFacts(Struct, frozen=True):
    """A line, and what it says; `rests` are the words that remain."""

    line: Line
    mentions: list[DateMention]
    times: list[TimeSpan]
    rests: tuple[str, ...]

    @property
    def leads(self) -> bool:
        """Whether the line looks like the title of what follows."""
        return self.line.level > 0 or self.line.runs[0].kind in ("strong", "title")

    @property
    def is_prose(self) -> bool:
        """Whether its date stands within a sentence."""
        return (
            len(self.line.text) > _SENTENCE and not self.leads and self.mentions[0].start > _OPENING
        )

    @property
    def titled(self) -> bool:
        """Whether the line says more than when."""
        return bool(self.rests)


def read_facts(line: Line, context: DateContext) -> LineFacts:
    """Return what a line says; dates of publishing and deadlines are none of its own."""
    mentions = find_mentions(line.text, context)
    own = [mention for mention in mentions if not _is_not_its_day(line.text, mention)]
    others = [mention for mention in mentions if mention not in own]
    until = [structs.replace(mention, end=mention.end + _ITS_HOUR) for mention in others]
    blank = blank_out(line.text, [*own, *until])
    times = find_times(blank)
    if any(character.isdigit() for character in blank):
        blank = blank_out(blank, times)
    rests = () if month_of(line) else remaining_words(blank)
    return LineFacts(line, own, times, rests)


def blank_out(text: str, spans: list[DateMention] | list[TimeSpan]) -> str:
    """Return a text of the same length with something else than words at these places."""
    for span in spans:
        begin = span.start if isinstance(span, DateMention) else span.begin
        end = min(span.end, len(text))
        text = text[:begin] + "\x1f" * (end - begin) + text[end:]
    return text


def remaining_words(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between its dates and hours, without the labels of those."""
    pieces = _GAPS.split(text)
    kept: list[str] = []
    for number, piece in enumerate(pieces):
        words = piece.split()
        while words and _is_label(words[0]) and (number or words[0].endswith(":")):
            if words[0].lower() in OPENING_WORDS:
                break
            words.pop(0)
        while words and number < len(pieces) - 1 and _is_label(words[-1]):
            words.pop()
        rest = " ".join(words).strip(_SEPARATORS)
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1]
        if _LETTERS.search(rest) and not is_generic(rest) and not all(map(_is_label, words)):
            kept.append(rest)
    return tuple(kept)


def _is_label(word: str) -> bool:
    plain = word.strip(_PUNCTUATION).lower()
    return not plain or plain in LABELS


def is_generic(text: str) -> bool:
    """Return whether words say what a link does, and not what an event is."""
    return GENERIC.fullmatch(text.strip()) is not None


def month_of(line: Line) -> tuple[int, int] | None:
    """Return the month that a line names and nothing else, and its year or 0."""
    match = _MONTH_LINE.fullmatch(line.text) if len(line.text) < 60 else None
    if not match:
        return None
    return NUMBER_OF_MONTH[match["name"].lower()], int(match["year"] or 0)


def year_of(line: Line) -> int:
    """Return the year that a short heading names, or 0."""
    years = set(_YEAR.findall(line.text)) if line.level and len(line.text) < 60 else set()
    return int(years.pop()) if len(years) == 1 else 0


def join_fragments(lines: list[Line]) -> list[Line]:
    """Join lines that hold a part of a date each, as a sheet of a calendar does."""
    joined: list[Line] = []
    index = 0
    while index < len(lines):
        run = _fragments(lines, index)
        joined.append(_one_line(run) if len(run) > 1 else lines[index])
        index += max(1, len(run))
    return joined


def _fragments(lines: list[Line], index: int) -> list[Line]:
    run: list[Line] = []
    for line in lines[index : index + _MAX_FRAGMENTS]:
        if run and (_row_of(line) != _row_of(run[0]) or line.level != run[0].level):
            break
        if len(line.text) > _FRAGMENT_LENGTH or not _FRAGMENT.fullmatch(line.text):
            break
        run.append(line)
    words = " ".join(line.text for line in run)
    while run and not _is_one_day(words):
        run = run[:-1]
        words = " ".join(line.text for line in run)
    return run


def _row_of(line: Line) -> int:
    around = line.block.ancestors()
    return next((block.number for block in around if block.tag in ("tr", "li")), 0)


def _is_one_day(words: str) -> bool:
    months = re.findall(rf"\b(?:{MONTH_PATTERN})\b", words, re.IGNORECASE)
    days = re.findall(r"(?<!\d)[0-3]?\d(?!\d)", words)
    return len(months) == 1 and len(days) == 1


def _one_line(run: list[Line]) -> Line:
    around = set(run[-1].block.ancestors())
    block = next((one for one in run[0].block.ancestors() if one in around), run[0].block)
    runs = [each for line in run for each in line.runs]
    level = max(line.level for line in run)
    return Line(run[0].number, block, runs, level, " ".join(line.text for line in run))


def _is_not_its_day(text: str, mention: DateMention) -> bool:
    return NOT_ITS_DAY.search(text[max(0, mention.start - _BEFORE) : mention.start]) is not None
