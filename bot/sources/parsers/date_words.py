"""The words of dates in English, German, French, Spanish, Dutch, Italian and Portuguese."""

_MONTHS = {
    1: "january jan januar jänner januari janvier janv enero ene gennaio gen janeiro",
    2: "february feb februar februari février fevrier févr fév febrero febbraio fevereiro fev",
    3: "march mar märz maerz mrz maart mrt mars marzo março",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mei mayo maggio mag maio",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli juillet juil julio luglio lug julho",
    8: "august aug augustus août aout agosto ago",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
}
NUMBER_OF_MONTH = {name: number for number, names in _MONTHS.items() for name in names.split()}
# Months that are other words too, and the languages in which they are none.
AMBIGUOUS_MONTHS = {
    "set": ("it", "pt"),
    "out": ("pt",),
    "mag": ("it",),
    "gen": ("it",),
    "ago": ("it", "es", "pt"),
    "lug": ("it",),
    "ott": ("it",),
    "ene": ("es",),
}

_WEEKDAYS = (
    "monday mon montag mo lundi lun lunes maandag ma lunedì lunedi segunda-feira segunda seg",
    "tuesday tues tue dienstag di mardi mar martes dinsdag martedì martedi terça-feira terça ter",
    "wednesday wed mittwoch mi mercredi mer miércoles miercoles mié mie woensdag wo mercoledì"
    " mercoledi quarta-feira quarta qua",
    "thursday thurs thur thu donnerstag do jeudi jeu jueves jue donderdag giovedì giovedi gio"
    " quinta-feira quinta qui",
    "friday fri freitag fr vendredi ven viernes vie vrijdag vr venerdì venerdi sexta-feira sexta"
    " sex",
    "saturday sat samstag sonnabend sa samedi sam sábado sabado sáb sab zaterdag za sabato",
    "sunday sun sonntag so dimanche dim domingo dom zondag zo domenica",
)
NUMBER_OF_WEEKDAY = {
    name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()
}


def _alternation(words: list[str]) -> str:
    """Return words as one pattern, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_PLAIN_MONTHS = [name for name in NUMBER_OF_MONTH if name not in AMBIGUOUS_MONTHS]
MONTH_PATTERN = _alternation(list(NUMBER_OF_MONTH))
PLAIN_MONTH_PATTERN = _alternation(_PLAIN_MONTHS)
WEEKDAY_PATTERN = _alternation(list(NUMBER_OF_WEEKDAY))
