"""The words that name days and times, in English, German, Spanish and French. Pure.

All are as `fold_phrase` leaves them: in lower case and without accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`"), "'")
_BLANK_MARKS = dict.fromkeys(map(ord, ',;!?()[]"“”„«»~≈'), " ")
_FOLDED = _DASHES | _APOSTROPHES | _BLANK_MARKS


def fold_phrase(text: str) -> str:
    """Return words in small letters, with plain digits, dashes and blanks, and without accents."""
    if text.isascii():  # most are, and the rest is many times the work
        return " ".join(text.casefold().translate(_FOLDED).split())
    plain = unicodedata.normalize("NFKD", text.translate(_DASHES)).casefold()
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Mn"))
    joined = unicodedata.normalize("NFKC", "".join(kept)).translate(_FOLDED)
    return " ".join("".join(map(_plain_digit, joined)).split())


def _plain_digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if letter.isdecimal() else letter


def is_filler(word: str) -> bool:
    """Return whether a word only joins others."""
    return fold_phrase(word) in FILLERS | {""}


def is_vague(word: str) -> bool:
    """Return whether a word is about a time without naming one, as “later” is."""
    return fold_phrase(word) in _VAGUE or bool(_HALF_TYPED.fullmatch(word))


def is_known(word: str) -> bool:
    """Return whether a word stands in one of these lists by itself."""
    folded = fold_phrase(word)
    lists = (WEEKDAYS, MONTHS, COUNTS, NTHS, UNIT_OF, DAYS, PARTS, NOON, MIDNIGHT, NOW, FILLERS)
    return any(folded in words for words in lists)


def is_numbering(words: Sequence[str], index: int) -> bool:
    """Return whether digits belong to the word before them, as those of “Room 3.12” do."""
    is_bare = re.fullmatch(r"\d+(?:[./]\d+)*", fold_phrase(words[index]))
    return bool(index and is_bare) and fold_phrase(words[index - 1]) in NUMBERED


def looks_like_time(word: str) -> bool:
    """Return whether a word may be meant as a part of a moment, though it is misspelt."""
    folded = fold_phrase(word)
    if re.match(r"\d+[:.]\d", folded):
        return True
    if len(folded) < 5 or is_known(word):
        return False
    return any(_is_slip(folded, name) for name in _LONG_NAMES)


def _is_slip(word: str, name: str) -> bool:
    from rapidfuzz.distance import OSA  # takes long to import

    most = 2 if len(name) > 8 else 1
    return word[0] == name[0] and 0 < OSA.distance(word, name, score_cutoff=most) <= most


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, the longest first."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _numbered(*rows: str, start: int = 0) -> dict[str, int]:
    """Return the number of each word: rows of words that mean the same."""
    return {word: number for number, row in enumerate(rows, start) for word in row.split()}


WEEKDAYS = _numbered(
    "mon monday montag lunes lundi lunedi maandag lun",
    "tue tues tuesday dienstag martes mardi martedi dinsdag",
    "wed weds wednesday mittwoch miercoles mercredi mercoledi woensdag mie",
    "thu thur thurs thursday donnerstag jueves jeudi giovedi donderdag jue",
    "fri friday freitag viernes vendredi venerdi vrijdag vie",
    "sat saturday samstag sonnabend sabado samedi sabato zaterdag",
    "sun sunday sonntag domingo dimanche domenica zondag",
)
SHORT_WEEKDAYS = frozenset(("mon", "wed", "fri", "sat", "sun", "lun", "mie", "jue", "vie"))
# In German two letters are enough, but they are words of other languages too.
GERMAN_WEEKDAYS = _numbered("mo", "di", "mi", "do", "fr", "sa", "so")
# Those that are words of English: “so 12:30 it is”.
DOUBTFUL_WEEKDAYS = frozenset(("do", "so"))
MONTHS = _numbered(
    "jan january januar enero janvier gennaio januari",
    "feb february februar febrero fevrier febbraio februari",
    "mar march marz maerz marzo mars maart",
    "apr april abril avril aprile",
    "may mai mayo maggio mei",
    "jun june juni junio juin giugno",
    "jul july juli julio juillet luglio",
    "aug august agosto aout augustus",
    "sep sept september septiembre setiembre septembre settembre",
    "oct october okt oktober octubre octobre ottobre",
    "nov november noviembre novembre",
    "dec december dez dezember diciembre decembre dicembre",
    start=1,
)
COUNTS = _numbered(
    "a an one ein eine einen einem einer eins un una une uno",
    "two zwei zwo dos deux", "three drei tres trois", "four vier cuatro quatre",
    "five funf fuenf cinco cinq", "six sechs seis", "seven sieben siete sept",
    "eight acht ocho huit", "nine neun nueve neuf", "ten zehn diez dix",
    "eleven elf once onze", "twelve zwolf zwoelf doce douze",
    start=1,
)  # fmt: skip
COUNTS |= {
    "fifteen": 15, "funfzehn": 15, "quince": 15, "quinze": 15, "twenty": 20, "zwanzig": 20,
    "veinte": 20, "vingt": 20, "thirty": 30, "dreissig": 30, "treinta": 30, "trente": 30,
    "forty": 40, "vierzig": 40, "forty-five": 45, "forty five": 45, "cuarenta": 40, "ninety": 90,
    "twenty-five": 25, "twenty five": 25,
}  # fmt: skip
HOURS = {word: n for word, n in COUNTS.items() if n <= 12 and word not in (
    "a", "an", "un", "une", "ein", "eine", "einen", "einem", "einer")}  # fmt: skip
MINUTES = {
    "fifteen": 15, "thirty": 30, "forty-five": 45, "forty five": 45, "ten": 10, "twenty": 20,
    "forty": 40, "fifty": 50, "oh five": 5, "twenty-five": 25, "twenty five": 25, "five": 5,
}  # fmt: skip
NTHS = {
    "first": 1, "1st": 1, "erster": 1, "ersten": 1, "second": 2, "2nd": 2, "zweiter": 2,
    "zweiten": 2, "third": 3, "3rd": 3, "dritter": 3, "dritten": 3, "fourth": 4, "4th": 4,
    "vierter": 4, "vierten": 4, "last": -1, "letzter": -1, "letzten": -1, "primer": 1,
    "segundo": 2, "tercer": 3, "ultimo": -1, "premier": 1, "deuxieme": 2, "troisieme": 3,
    "dernier": -1,
}  # fmt: skip

UNITS = {
    "minute": ("min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"),
    "hour": ("hour", "hours", "hr", "hrs", "stunde", "stunden", "std", "heure", "heures", "hora",
             "horas"),
    "day": ("day", "days", "tag", "tage", "tagen", "jour", "jours", "dia", "dias"),
    "week": ("week", "weeks", "wk", "wks", "woche", "wochen", "semaine", "semaines", "semana",
             "semanas"),
    "fortnight": ("fortnight", "fortnights"),
    "month": ("month", "months", "monat", "monate", "monaten", "mois", "mes", "meses"),
    "year": ("year", "years", "yr", "yrs", "jahr", "jahre", "jahren", "an", "ans", "ano", "anos"),
}  # fmt: skip
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}

# By how many days from today.
DAYS = {
    "today": 0, "tdy": 0, "2day": 0, "heute": 0, "hoy": 0, "aujourd'hui": 0, "oggi": 0,
    "vandaag": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1, "tmrrw": 1, "tomorow": 1,
    "tommorow": 1, "tommorrow": 1, "tomorrrow": 1, "2morrow": 1, "2moro": 1, "2mrw": 1,
    "morgen": 1, "demain": 1, "manana": 1, "domani": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "overmorrow": 2, "ubermorgen": 2, "uebermorgen": 2,
    "apres-demain": 2, "apres demain": 2, "pasado manana": 2, "dopodomani": 2, "yesterday": -1,
    "gestern": -1, "hier": -1, "ayer": -1, "vorgestern": -2, "anteayer": -2, "avant-hier": -2,
    "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip

PARTS = {
    "morning": "morning", "vormittag": "morning", "vormittags": "morning", "morgens": "morning",
    "fruh": "morning", "frueh": "morning", "matin": "morning", "du matin": "morning",
    "por la manana": "morning", "de la manana": "morning", "breakfast": "morning",
    "brunch": "morning", "in the morning": "morning", "am morgen": "morning",
    "am vormittag": "morning", "le matin": "morning",
    "afternoon": "afternoon", "nachmittag": "afternoon", "nachmittags": "afternoon",
    "apres-midi": "afternoon", "apres midi": "afternoon", "por la tarde": "afternoon",
    "de la tarde": "afternoon", "tarde": "afternoon", "in the afternoon": "afternoon",
    "de l'apres-midi": "afternoon", "am nachmittag": "afternoon", "l'apres-midi": "afternoon",
    "evening": "evening", "eve": "evening", "tonite": "tonight", "tonight": "tonight",
    "2nite": "tonight",
    "abend": "evening", "abends": "evening", "soir": "evening", "du soir": "evening",
    "le soir": "evening", "soiree": "evening", "noche": "evening", "por la noche": "evening",
    "de la noche": "evening", "night": "evening", "nacht": "evening", "nachts": "evening",
    "nuit": "evening", "dinner": "evening", "supper": "evening", "in the evening": "evening",
    "at night": "evening", "am abend": "evening", "after work": "evening",
    "feierabend": "evening", "nach feierabend": "evening",
    "lunch": "lunch", "lunchtime": "lunch", "lunch time": "lunch", "lunch break": "lunch",
    "lunch hour": "lunch", "mittagessen": "lunch", "mittagspause": "lunch", "dejeuner": "lunch",
    "almuerzo": "lunch", "at lunch": "lunch", "at lunchtime": "lunch", "over lunch": "lunch",
    "for lunch": "lunch", "zum mittagessen": "lunch", "zur mittagszeit": "lunch",
}  # fmt: skip
NOON = ("noon", "noontime", "midday", "mid-day", "12 noon", "mittag", "mittags", "midi",
        "mediodia", "al mediodia", "mezzogiorno")  # fmt: skip
MIDNIGHT = ("midnight", "mitternacht", "mitternachts", "minuit", "medianoche", "a medianoche")
NOW = ("now", "right now", "asap", "straight away", "right away", "immediately", "jetzt",
       "sofort", "gleich", "ahora", "ahora mismo", "ya mismo", "ya", "maintenant",
       "tout de suite")  # fmt: skip
NEXT = ("next", "this coming", "coming", "nachster", "nachsten", "nachste", "naechsten",
        "kommenden", "kommender", "proximo", "el proximo", "prochain")  # fmt: skip
THIS = ("this", "diesen", "dieser", "diese", "este", "esta", "ce", "cet", "cette")
PAST = ("last", "past", "previous", "letzten", "letzter", "vergangenen")
IN = ("in", "en", "dans", "dentro de")

# What only joins the others.
FILLERS = frozenset((
    "at", "on", "the", "around", "about", "circa", "ca", "ca.", "approx", "approximately",
    "roughly", "um", "am", "gegen", "ab", "den", "dem", "uhr", "a", "el", "la", "las", "los",
    "le", "les", "vers", "sobre", "hacia", "-", "sharp", "from", "starting", "por", "de", "del",
    "du",
    "@", "for", "o'clock", "oclock", "hours", "hrs", "this", "diesen", "este", "esta", "ce",
    "cet", "cette", "im", "in", "please", "bitte",
))  # fmt: skip
# Those of them that also close a moment: “12:30 sharp”.
CLOSING = frozenset(("sharp", "uhr", "o'clock", "oclock", "hours", "hrs", "please", "bitte"))
# What makes more than one moment, or none, of what stands beside it.
UNCLEAR = frozenset((
    "or", "oder", "ou", "o", "not", "nicht", "no", "non", "pas", "except", "but", "every", "each",
    "jeden", "jede", "cada", "chaque", "before", "after", "until", "till", "til", "by", "vor",
    "nach", "bis", "avant", "antes", "hasta", "since", "any", "some", "sometime", "someday",
    "never", "maybe", "daily", "weekly", "monthly", "earliest", "latest", "soon", "later", "jour",
))  # fmt: skip
# What a number behind it belongs to: “Room 3.12” is no day.
NUMBERED = frozenset((
    "room", "raum", "zimmer", "saal", "hall", "floor", "level", "etage", "stock", "piso", "sala",
    "building", "bldg", "haus", "house", "gate", "suite", "unit", "door", "platform", "pier",
    "no", "no.", "nr", "nr.", "number", "numero", "cafe", "bar", "table", "tisch", "desk",
))  # fmt: skip
_LONG_NAMES = tuple(
    name for name in (*DAYS, *WEEKDAYS, *MONTHS) if len(name) >= 6 and " " not in name
)
_VAGUE = UNCLEAR | {"nein", "spater", "spaeter", "bald", "luego", "tarde", "whenever", "anytime"}
_HALF_TYPED = re.compile(r"\W*\d{1,2}[,;:.-]\d{1,2}\W*|\+\d.*")  # “12,30”, “+1h”
