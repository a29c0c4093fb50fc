"""Which prompt comes next, and which text may become one. Pure."""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from bot.core.ids import row_number
from bot.core.subjects import Subject
from bot.dates.recurrence import every_weeks_rule, monthly_rule, weekly_rule
from bot.prompts.deck import Prompt
from bot.ui.text import calls_everybody, clean_text

MIN_LETTERS, MAX_PROMPT = 12, 240  # letters and characters of a prompt
MAX_HINT = 200  # characters of a hint
MAX_LEARNING = 300  # characters of a learning
MAX_WAITING = 3  # suggestions of one person that organisers have not decided on
CADENCES: dict[str, Callable[[int], str]] = {
    "weekly": weekly_rule,
    "fortnightly": lambda day: every_weeks_rule(2, day),
    "monthly": lambda day: monthly_rule(1, day),
}
WEEKDAY_NUMBERS = range(7)

_JOB_HUNT = re.compile(
    r"\b(job\w*|hir(e|es|ed|ing)|recruit\w*|résumés?|cvs?|curriculum vitae"
    r"|vacanc(y|ies)|headhunt\w*"
    r"|salar(y|ies)|employers?|applicants?|career fairs?|open to work)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?")


class PastPrompt(Struct, frozen=True):
    """A prompt that was posted in a channel before."""

    slug: str
    theme: str
    cycle: int


def season_of(day: dt.date) -> str:
    """Return the season of a date on the northern half of the earth."""
    return ("winter", "spring", "summer", "autumn")[day.month % 12 // 3]


def pick_prompt(
    prompts: Sequence[Prompt],
    posted: Sequence[PastPrompt],
    day: dt.date,
    rng: random.Random,
    chosen: str = "",
) -> tuple[Prompt, int] | None:
    """Return the next prompt and its cycle, or None if there are no prompts.

    `posted` is the channel's history, oldest first. No prompt repeats within a cycle, unless it is
    the `chosen` one. A change of theme is preferred, then the season, then rare themes.
    """
    cycle = posted[-1].cycle if posted else 1
    used = {past.slug for past in posted if past.cycle == cycle}
    unused = [prompt for prompt in prompts if prompt.slug not in used]
    if not unused:
        cycle += 1
        unused = list(prompts)

    pool = [prompt for prompt in prompts if prompt.slug == chosen]
    if not pool:
        pool = _best(unused, posted, cycle, season_of(day))
    return (rng.choice(pool), cycle) if pool else None


def _best(
    prompts: Sequence[Prompt], posted: Sequence[PastPrompt], cycle: int, season: str
) -> list[Prompt]:
    last = posted[-1] if posted else PastPrompt("", "", cycle)
    themes = Counter(past.theme for past in posted if past.cycle == cycle)

    def rank(prompt: Prompt) -> tuple[int, int, int]:
        repeats = (prompt.theme == last.theme) + (prompt.slug == last.slug)
        return repeats, _season_rank(prompt, season), themes[prompt.theme]

    best = min(map(rank, prompts), default=None)
    return [prompt for prompt in prompts if rank(prompt) == best]


def _season_rank(prompt: Prompt, season: str) -> int:
    if prompt.season == season:
        return 0
    return 1 if prompt.season == "any" else 2


def is_job_hunt(words: str) -> bool:
    """Return whether the text is about finding work."""
    return bool(_JOB_HUNT.search(words))


def find_fault(words: str, hint: str) -> str:
    """Return what keeps this text from being a prompt, or an empty string if it may be one.

    The faults are "everybody", "hunt", "short", "long" and "hint".
    """
    everything = f"{words} {hint}"
    letters = sum(character.isalpha() for character in words)
    if calls_everybody(everything):
        return "everybody"
    if is_job_hunt(everything):
        return "hunt"
    if letters < MIN_LETTERS:
        return "short"
    if len(words) > MAX_PROMPT:
        return "long"
    if len(hint) > MAX_HINT:
        return "hint"
    return ""


def tidy_text(words: str, limit: int, *, multiline: bool = False) -> str:
    """Clean up typed text; cut it one character over `limit`, so that too long is still visible."""
    return clean_text(words, limit + 1, multiline=multiline)


def read_posting_time(words: str) -> dt.time | None:
    """Return the local time of a posting, or None if it is none."""
    match = _CLOCK.fullmatch(words.strip())
    if not match or not words.isascii():
        return None

    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        return None

    return dt.time(hour, minute)


def build_recurrence(cadence: str, weekday: str) -> str | None:
    """Return the RFC 5545 rule of a cadence on a weekday ("0" is Monday), or None if unknown."""
    if cadence not in CADENCES or weekday not in map(str, WEEKDAY_NUMBERS):
        return None
    return CADENCES[cadence](int(weekday))


def cadence_of(rule: str) -> tuple[str, str]:
    """Return cadence and weekday of a rule from `build_recurrence`, or every Wednesday."""
    for cadence in CADENCES:
        for weekday in map(str, WEEKDAY_NUMBERS):
            if build_recurrence(cadence, weekday) == rule:
                return cadence, weekday
    return "weekly", "2"


def own_number(slug: str) -> int:
    """Return the number of the workspace's own prompt with this name, or 0 for one of Mingle's."""
    return row_number(slug.removeprefix("ours-")) if slug.startswith("ours-") else 0


def prompt_subject(posting: int) -> Subject:
    """Return the subject of a posting, both of its live card and of learnings about it."""
    return Subject("prompt", posting)
