"""Rules of polls: what a typed line asks, who may still vote, and what wins. No I/O."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.recurrence import Schedule, next_date
from bot.dates.rhythms import cycle_of
from bot.ui.cards import OPTION_LIMIT
from bot.ui.text import clean_text

SUBJECT = "question"
CHOSEN = "yes"  # the answer to a choice
MAX_QUESTION, MAX_CHOICE, MAX_LINE = 140, 70, 2000  # characters
MIN_CHOICES, MAX_CHOICES = 2, OPTION_LIMIT
MIN_OPEN, MAX_OPEN = dt.timedelta(minutes=5), dt.timedelta(days=32)
MAX_AHEAD = dt.timedelta(days=180)  # until it opens
REOPENED = dt.timedelta(days=1)
_NUMBERED = re.compile(r"(?:^|\s)(?:\d{1,2}[.)]|[a-zA-Z]\)|[-•*])\s+(?=\S)")
_OR_WORD = r"(?:or|oder|ou|(?-i:o)|vs\.?|versus)"  # between choices
_OR = re.compile(rf"\s*[,;/|]?\s+{_OR_WORD}\s+|\s*[,;|]\s*|\s+/\s+|\s+[–—-]\s+", re.IGNORECASE)
_SLASHED = re.compile(r"[^\s/]+(?:/[^\s/]+)+")
_ASKING = re.compile(
    r"\W*(?:where|what|which|who|when|how|wo|wohin|was|welche[rsn]?|wer|wann|wie|d[oó]nde|ad[oó]nde"
    r"|qu[eé]|cu[aá]l|cu[aá]ndo|qui[eé]n|c[oó]mo)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]{1,200})["“”„«»]')
_LEAD = re.compile(r"^(?!:[\w+-]+:\s)(?P<lead>.*?[?:])\s+(?P<rest>\S.*)$", re.DOTALL)


class QuestionSettings(Struct, frozen=True):
    """How a poll runs.

    `several`: more than one answer; `named`: who chose what is shown; `live`: results show before
    the close; `rule`: the recurrence of one that repeats.
    """

    several: bool = False
    named: bool = False
    live: bool = False
    rule: str = ""


class QuestionChoice(Struct, frozen=True):
    """One thing to choose."""

    id: int
    position: int
    words: str
    votes: int | None = None
    won: bool = False


class Question(Struct, frozen=True):
    """One poll; `turn` counts how often its times were changed."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    author: str
    words: str
    zone: str
    state: str
    settings: QuestionSettings
    opens_at: dt.datetime
    closes_at: dt.datetime
    turn: int
    made_at: dt.datetime
    closed_at: dt.datetime | None
    follows: int = 0

    @property
    def subject(self) -> Subject:
        """The subject of its live card."""
        return Subject(SUBJECT, self.id)

    @property
    def turn_subject(self) -> Subject:
        """The subject of the occurrences that are scheduled for its present times."""
        return Subject(SUBJECT, self.id, f"{self.turn}")


class Asked(Struct, frozen=True):
    """What a typed line asks: the question, and its choices as far as it names any."""

    words: str
    choices: tuple[str, ...] = ()


def read_question(line: str) -> Asked:
    """Read what somebody typed: “Where to? A or B”, “Thursday or Friday?”, a list, quotes."""
    text = clean_text(line, MAX_LINE, multiline=True)
    if quoted := _QUOTED.findall(text):
        lead = _tidy(_QUOTED.sub(" ", text), MAX_QUESTION)
        lead = re.sub(r"(?:[\s,;|/]|\bor\b)+$", "", lead, flags=re.IGNORECASE)
        lead = re.sub(r"^(?:[\s,;|/]|\bor\b)+", "", lead, flags=re.IGNORECASE)
        if len(quoted) == 1 and lead:
            return _asked(text, quoted[0], ())
        if not lead and quoted[0].rstrip().endswith("?") and len(quoted) > MIN_CHOICES:
            lead, *quoted = quoted
        return _asked(text, lead, quoted)

    lines = [one for one in text.splitlines() if one.strip()]
    if len(lines) > 1:
        first, listed = lines[0], lines[1:]
        is_question = first.rstrip().endswith(("?", ":"))
        if _NUMBERED.match(first) or (len(listed) == 1 and not is_question):
            first, listed = "", lines
        return _asked(text, first, [_NUMBERED.sub("", one, count=1) for one in listed])

    numbered = _NUMBERED.split(text)
    if len(numbered) > MIN_CHOICES:
        return _asked(text, numbered[0], numbered[1:])

    lead = ""
    rest = text
    if match := _LEAD.match(text):
        lead, rest = match["lead"], match["rest"]
    choices = _split_choices(rest.strip("¿?!. "))
    if len(choices) < MIN_CHOICES:
        return _asked(text, text, ())
    if not lead and len(choices) > MIN_CHOICES and _ASKING.match(choices[0]):
        lead, *choices = choices
    return _asked(text, lead, choices if lead else _without_opening(choices))


def tidy_choices(choices: Sequence[str]) -> tuple[str, ...]:
    """Return choices cleaned, in order, each once whatever its case; no empty ones."""
    found: dict[str, str] = {}
    for words in choices:
        tidy = clean_text(words, MAX_CHOICE + 1)
        if tidy:
            found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())


def takes_votes(poll: Question, now: dt.datetime) -> bool:
    """Return whether a vote counts now: only before the instant of the close."""
    return poll.state == "open" and now < poll.closes_at


def may_manage(poll: Question, person: str, *, organiser: bool) -> bool:
    """Return whether somebody may change a poll: whoever asked, and organisers."""
    return organiser or poll.author == person


def winners(choices: Sequence[QuestionChoice], votes: Mapping[int, int]) -> tuple[int, ...]:
    """Return the ids of the choices with the most votes, in order; none where nobody voted."""
    most = max((votes.get(choice.id, 0) for choice in choices), default=0)
    if not most:
        return ()
    return tuple(choice.id for choice in choices if votes.get(choice.id, 0) == most)


def next_times(poll: Question) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when a poll that repeats opens and closes again, or None."""
    if not poll.settings.rule:
        return None
    day = local_date(poll.opens_at, poll.zone)
    local = poll.opens_at.astimezone(ZoneInfo(poll.zone))
    schedule = Schedule(poll.settings.rule, day, local.time().replace(tzinfo=None), poll.zone)
    following = next_date(schedule, day)
    if following is None:
        return None
    opens = dt.datetime.combine(following, schedule.time, ZoneInfo(poll.zone)).astimezone(dt.UTC)
    return opens, opens + (poll.closes_at - poll.opens_at)


def outlasts_rhythm(rule: str, length: dt.timedelta) -> bool:
    """Return whether a poll would still be open when the next one opens."""
    return bool(rule) and length >= cycle_of(rule)


def _asked(line: str, words: str, choices: Sequence[str]) -> Asked:
    tidy = tidy_choices(choices)
    question = _tidy(words, MAX_QUESTION).rstrip(":").strip()
    if not any(letter.isalnum() for letter in question):
        question = ""
    return Asked(question or _tidy(line, MAX_QUESTION), tidy)


def _split_choices(words: str) -> list[str]:
    if _SLASHED.fullmatch(words) and "//" not in words:
        return words.split("/")
    return _OR.split(words)


def _without_opening(choices: list[str]) -> list[str]:
    """Return choices without the words that open the question: “Shall we meet on Monday” or …"""
    first, *others = choices
    words, longest = first.split(), max(len(other.split()) for other in others)
    if len(words) > longest + 1:
        first = " ".join(words[-len(others[0].split()) :])
    return [first, *others]


def _tidy(words: str, limit: int) -> str:
    return clean_text(words, limit)
