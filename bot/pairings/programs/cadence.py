"""Cadence of a program: the choices of the setup form as a recurrence rule, and back."""

from bot.dates.recurrence import every_weeks_rule, monthly_rule, weekly_rule

STOP = "stop"
CADENCES = ("weekly", "fortnight", "monthly:1", "monthly:2", "monthly:3", "monthly:4", "monthly:-1")
DRAW_WEEKDAYS = range(7)
GROUP_SIZES = range(2, 9)


def build_recurrence(cadence: str, weekday: int) -> str:
    """Return the recurrence rule of a cadence on a weekday (0 is Monday)."""
    if cadence == "weekly":
        return weekly_rule(weekday)
    if cadence == "fortnight":
        return every_weeks_rule(2, weekday)
    return monthly_rule(int(cadence.removeprefix("monthly:")), weekday)


def parse_recurrence(recurrence_rule: str) -> tuple[str, int]:
    """Return the cadence and weekday that build a rule; weekly on Tuesday if none does."""
    for cadence in CADENCES:
        for weekday in DRAW_WEEKDAYS:
            if build_recurrence(cadence, weekday) == recurrence_rule:
                return cadence, weekday
    return CADENCES[0], 1
