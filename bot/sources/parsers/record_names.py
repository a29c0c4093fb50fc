"""What an event in a record is called, where it takes place, and which link is its own."""

import re
from collections.abc import Iterator, Sequence

from bot.sources.parsers.line_facts import LineFacts, is_generic
from bot.sources.parsers.page_lines import Block
from bot.sources.parsers.page_records import Record

MAX_TITLE = 120  # characters; a longer one is a sentence

_ROLES = {
    "when": r"date|datum|when|wann|day|tag|jour|fecha|data|time|uhrzeit|zeit|heure|hora|ora|orario"
    r"|tijd|dia|día|giorno|beginn?|start|quand|wanneer|horaire|horário",
    "title": r"event|events|title|titel|what|was|veranstaltung|thema|topic|subject|meeting|name"
    r"|[ée]v[ée]nement|activit[ée]|manifestation|titre|evento|actividad|t[íi]tulo|titolo|attività"
    r"|activiteit|evenement|onderwerp|atividade|programm?e?|termin|description|beschreibung|talk"
    r"|anlass|session|course|kurs",
    "place": r"place|where|location|venue|ort|wo|veranstaltungsort|lieu|lugar|luogo|sede|locatie"
    r"|plaats|local|room|raum|saal|salle|sala|zaal",
}
_ROLE_PATTERNS = {
    role: re.compile(rf"\W*(?:{words})s?(?:\s*[/&]\s*\w+| of event| name)?\W*", re.IGNORECASE)
    for role, words in _ROLES.items()
}
_PLACE_LABEL = re.compile(
    r"^\W{0,3}(?:place|where|location|venue|ort|wo|veranstaltungsort|treffpunkt|lieu|où|lugar"
    r"|luogo|dove|sede|locatie|plaats|waar|local|meeting point)\s?:\s*(?P<place>.+)",
    re.IGNORECASE,
)
_PLACE_WORDS = re.compile(
    r"^(?:@|at the |in the |im |in der |in den |au |à la |en el |en la |nel |nella |no |na )"
    r"|\b(?:room|hall|street|avenue|library|centre|center|straße|strasse|platz|saal|raum|haus"
    r"|gasthof|rue|salle|sala|calle|plaza|via|piazza|zaal|straat|plein|rua|praça|auditorium"
    r"|church|school|hotel|online|zoom)\b|\b\d{4,5}\s[A-ZÄÖÜ]",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:category|kategorie|tags?|price|cost|fee|eintritt|admission|cost|phone|tel|e-?mail|contact"
    r"|speaker|organi[sz]er|veranstalter|preis|tarif|precio|prezzo|prijs|age|language)\W*:",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+[|·•–—]\s+|\s+-\s+|\s*\|\s*")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def name_of(record: Record, roles: dict[int, str]) -> tuple[str, bool]:
    """Return the title of a record, and whether it clearly is one."""
    for number, candidates in enumerate(_candidates(record, roles)):
        for words in candidates:
            title = _tidy(words)
            if title and len(title) <= MAX_TITLE:
                return title, number < _CLEAR
    return "", False


def place_of(record: Record, roles: dict[int, str], title: str) -> str:
    """Return where it takes place, or an empty string."""
    for fact in record.facts:
        if _role_of(fact, roles) == "place" and fact.titled:
            return fact.line.text
    for fact in record.facts:
        label = _PLACE_LABEL.match(fact.line.text)
        if label and not fact.mentions:
            return label["place"][:200]
        marked = [run.text for run in fact.line.runs if run.kind == "place"]
        words = " ".join(marked)
        if words and words != title and not fact.mentions and not fact.times:
            return words[:200]
    for fact in record.facts:
        for rest in fact.rests:
            if rest != title and len(rest) < MAX_TITLE and _PLACE_WORDS.search(rest):
                return _tidy(rest)
    return ""


def link_of(record: Record, title: str) -> str:
    """Return the link of the title, or else the first link of the record."""
    first = ""
    for fact in record.facts:
        for run in fact.line.runs:
            if run.link and not run.link.startswith(("#", "mailto:", "tel:", "javascript:")):
                if title and title in run.text:
                    return run.link
                first = first or run.link
    return first


def column_roles(facts: Sequence[LineFacts]) -> dict[int, dict[int, str]]:
    """Return what the columns of each table hold, by its header, where it has one."""
    roles: dict[int, dict[int, str]] = {}
    for fact in facts:
        cell = _cell(fact)
        if cell is None:
            continue
        table = _table(cell)
        known = roles.setdefault(table, {})
        if cell.tag == "th" or not any(known.values()):
            role = next(
                (role for role, words in _ROLE_PATTERNS.items() if words.fullmatch(fact.line.text)),
                "",
            )
            if role:
                known.setdefault(cell.column, role)
    return {table: known for table, known in roles.items() if len(known) > 1}


def table_of(record: Record) -> int:
    """Return the number of the table in which a record is a row, or 0."""
    cell = _cell(record.dated)
    return _table(cell) if cell is not None else 0


# The first of the kinds of candidates are titles without doubt.
_CLEAR = 4


def _candidates(record: Record, roles: dict[int, str]) -> Iterator[list[str]]:
    facts = [fact for fact in record.facts if not _NO_TITLE.match(fact.line.text)]
    facts = [fact for fact in facts if not _PLACE_LABEL.match(fact.line.text)]
    yield [rest for fact in facts if _role_of(fact, roles) == "title" for rest in fact.rests[:1]]
    facts = [fact for fact in facts if _role_of(fact, roles) != "place"]
    levels = [fact for fact in facts if fact.line.level]
    yield [rest for fact in levels for rest in fact.rests[:1]]
    yield _runs(facts, "title")
    near = [record.dated] if record.dated.titled and not record.inherited else []
    yield [*_runs(near, "link"), *_runs(near, "strong"), *_runs(facts, "link")]
    yield _runs(facts, "strong")
    yield [rest for fact in near for rest in fact.rests]
    timed = [fact for fact in facts if fact.times]
    yield [rest for fact in timed for rest in fact.rests[:1]]
    yield [rest for fact in facts for rest in fact.rests[:1]]


def _runs(facts: Sequence[LineFacts], kind: str) -> list[str]:
    """Return the pieces in a style that are neither a date nor what a link does."""
    found: list[str] = []
    for fact in facts:
        for run in fact.line.runs:
            if run.kind != kind or is_generic(run.text):
                continue
            rests = [rest for rest in fact.rests if rest in run.text or run.text in rest]
            if rests:
                found.append(run.text if run.text in rests[0] else rests[0])
    return found


def _tidy(words: str) -> str:
    """Return the first part of a line, which is its title."""
    parts = [part.strip(" ,;:.") for part in _SPLIT.split(words)]
    parts = [part for part in parts if _LETTERS.search(part) and not is_generic(part)]
    return parts[0] if parts else ""


def _role_of(fact: LineFacts, roles: dict[int, str]) -> str:
    cell = _cell(fact) if roles else None
    return roles.get(cell.column, "") if cell is not None else ""


def _cell(fact: LineFacts) -> Block | None:
    return next((block for block in fact.line.block.ancestors() if block.tag in ("td", "th")), None)


def _table(cell: Block) -> int:
    return next((block.number for block in cell.ancestors() if block.tag == "table"), 0)
