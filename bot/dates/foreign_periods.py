"""The spans of days that people name in German and Spanish, in English words. Pure."""

import calendar
import re

from bot.dates.vocabulary import MONTHS, any_of, fold_phrase

_NEXT = r"(?:nachste[nrs]?|naechste[nrs]?|kommende[nrs]?)"
_THIS = r"(?:diese[nrs]?|dies)"
_SAID = tuple(
    (re.compile(rf"\b(?:{shape})(?!\S)"), english)
    for shape, english in (
        (rf"(?:die |in der )?{_NEXT} woche|(?:la )?(?:proxima semana|semana que viene)",
         "next week"),
        (rf"(?:in )?{_THIS}r? woche|esta semana", "this week"),
        (rf"(?:am )?{_NEXT} wochenende|(?:el )?(?:proximo (?:fin de semana|finde)"
         r"|(?:fin de semana|finde) que viene)", "next weekend"),
        (rf"(?:(?:am|{_THIS}) )?wochenende|(?:(?:este|el) )?(?:fin de semana|finde)", "weekend"),
        (rf"(?:im )?{_NEXT} monat|(?:el )?(?:proximo mes|mes que viene)", "next month"),
        (rf"(?:in )?{_THIS}m? monat|este mes", "this month"),
        (r"heute abend|esta noche|esta tarde", "tonight"),
        (r"ende|finales de|fin de", "end of"),
        (r"anfang|principios de", "beginning of"),
        (r"mitte|mediados de", "middle of"),
        (r"zwischen|entre", "between"),
        (r"bis(?: zum)?|hasta(?: el)?", "until"),
        (r"ab(?: dem)?|a partir del?|desde(?: el)?", "from"),
        (r"vom|von|del", "from"),
        (r"und|y", "and"),
    )
)  # fmt: skip
_MONTH = re.compile(rf"(?<!\S)(?:(?:im|in|en|de) )?(?P<month>{any_of(MONTHS)})\.?(?!\S)")


def in_english(words: str) -> str:
    """Return the words of a span in English, or as they are where none of them is known."""
    plain = fold_phrase(words)
    said = plain
    for shape, english in _SAID:
        said = shape.sub(english, said)
    if said.startswith("from "):
        said = re.sub(r" (?:al|a) ", " to ", said)
    said = _MONTH.sub(_month, said)
    return words if said == plain else " ".join(said.split())


def _month(match: re.Match[str]) -> str:
    return calendar.month_name[MONTHS[match["month"]]].casefold()
