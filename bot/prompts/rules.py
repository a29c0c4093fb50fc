"""Decide about prompts without looking anything up: which comes next, and what may become one."""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from bot.dates.recurrence import DEFAULT_QUIET_HOURS, every_weeks_rule, monthly_rule, weekly_rule
from bot.prompts.deck import Prompt
from bot.ui.text import calls_everybody, clean_text

MIN_LETTERS, MAX_PROMPT = 12, 240  # letters a prompt has at least, characters at most
MAX_HINT = 200  # characters of a hint
MAX_LEARNING = 300  # characters of what somebody learned
MAX_WAITING = 3  # suggestions of one person that organisers have not settled yet
CADENCES: dict[str, Callable[[int], str]] = {
    "weekly": weekly_rule,
    "fortnightly": lambda day: every_weeks_rule(2, day),
    "monthly": lambda day: monthly_rule(1, day),
}
WORKDAYS = range(5)

_JOB_HUNT = re.compile(
    r"\b(job\w*|hir(e|es|ed|ing)|recruit\w*|résumés?|cvs?|curriculum vitae"
    r"|vacanc(y|ies)|headhunt\w*"
    r"|salar(y|ies)|employers?|applicants?|career fairs?|open to work)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?")


class PastPrompt(Struct, frozen=True):
    """What stood in a channel once."""

    slug: str
    theme: str
    cycle: int


def season_of(day: dt.date) -> str:
    """Name the season of a date, as the north has it."""
    return ("winter", "spring", "summer", "autumn")[day.month % 12 // 3]


def pick_prompt(
    prompts: Sequence[Prompt],
    posted: Sequence[PastPrompt],
    day: dt.date,
    rng: random.Random,
    chosen: str = "",
) -> tuple[Prompt, int] | None:
    """Pick the next prompt and say in which cycle it is; `posted` is the channel's history, oldest
    first.

    None comes twice in a cycle, unless an organiser chose it. Another theme than the last goes
    first, then what fits the season, then what the cycle has had least of.
    """
    cycle = posted[-1].cycle if posted else 1
    used = {past.slug for past in posted if past.cycle == cycle}
    left = [prompt for prompt in prompts if prompt.slug not in used]
    if not left:
        cycle, left = cycle + 1, list(prompts)
    wanted = [prompt for prompt in prompts if prompt.slug == chosen]
    pool = wanted or _best(left, posted, cycle, season_of(day))
    return (rng.choice(pool), cycle) if pool else None


def _best(
    left: Sequence[Prompt], posted: Sequence[PastPrompt], cycle: int, now: str
) -> list[Prompt]:
    last = posted[-1] if posted else PastPrompt("", "", cycle)
    had = Counter(past.theme for past in posted if past.cycle == cycle)

    def rank(prompt: Prompt) -> tuple[int, int, int]:
        nearness = (prompt.theme == last.theme) + (prompt.slug == last.slug)
        fit = 0 if prompt.season == now else 1 if prompt.season == "any" else 2
        return nearness, fit, had[prompt.theme]

    ranked = [(rank(prompt), prompt) for prompt in left]
    best = min((rank for rank, _ in ranked), default=None)
    return [prompt for rank, prompt in ranked if rank == best]


def is_job_hunt(words: str) -> bool:
    """Tell whether words are about finding work rather than company."""
    return bool(_JOB_HUNT.search(words))


def find_fault(words: str, hint: str) -> str:
    """Name what keeps these words from being a prompt: everybody, hunt, short, long or hint.

    Nothing if they may be.
    """
    if calls_everybody(f"{words} {hint}"):
        return "everybody"
    if is_job_hunt(f"{words} {hint}"):
        return "hunt"
    if sum(character.isalpha() for character in words) < MIN_LETTERS:
        return "short"
    return "long" if len(words) > MAX_PROMPT else "hint" if len(hint) > MAX_HINT else ""


def tidy_text(words: str, limit: int, *, multiline: bool = False) -> str:
    """Tidy what somebody typed, leaving one character over `limit` to tell that it was too long."""
    return clean_text(words, limit + 1, multiline=multiline)


def read_posting_time(words: str) -> dt.time | None:
    """Read the local time of a posting; None if it is none, or falls into quiet hours."""
    match = _CLOCK.fullmatch(words.strip())
    if not match or not words.isascii() or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    time = dt.time(int(match[1]), int(match[2] or 0))
    ends, begins = DEFAULT_QUIET_HOURS[1], DEFAULT_QUIET_HOURS[0]
    return time if ends <= time < begins else None


def build_recurrence(cadence: str, weekday: str) -> str | None:
    """Build the rule of a cadence on a weekday ("0" is Monday); None where either is unknown."""
    if cadence not in CADENCES or weekday not in map(str, WORKDAYS):
        return None
    return CADENCES[cadence](int(weekday))


def cadence_of(rule: str) -> tuple[str, str]:
    """Tell cadence and weekday of a rule that `recurrence` built; every Wednesday for any other."""
    for cadence in CADENCES:
        for weekday in map(str, WORKDAYS):
            if build_recurrence(cadence, weekday) == rule:
                return cadence, weekday
    return "weekly", "2"
