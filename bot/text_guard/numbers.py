"""Numbers that are somebody's: payment cards, bank accounts and personal numbers, by checksum."""

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Protocol, cast

from bot.text_guard.findings import Finding, Kind

MIN_DIGITS = 8  # fewer are no such number


class _Standard(Protocol):
    """A module of `stdnum`."""

    def is_valid(self, number: str) -> bool: ...


_CARD = re.compile(r"(?<![\w+.,/=-])\d(?:[ -]?\d){12,18}(?![\w/]|[.,-]\d)")
# where one may be: what patterns are tried on, as most of a text is no number
_RUN = re.compile(r"\d(?:[ .+/-]?[\dABab]){8,}")
_AFTER = 3  # characters behind it that patterns look at
_MOST = 20  # numbers of one text that are checked
_GROUPS = re.compile(r"[ -]")
# how cards are written: at once, in fours, or as American Express and Diners print them
_WRITTEN = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 2))
_BRANDS = re.compile(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|(?:6011|65\d\d|64[4-9]\d)\d{12}|35\d{14}|62\d{14,17}"
)
_IBAN_START = re.compile(r"\b[A-Za-z]{2}\d{2}(?=(?:[ -]?[A-Za-z0-9]){11})")
_MAX_IBAN = 34
_MIN_IBAN = 15

# how the personal numbers of some countries are written, and what checks them
_DIGITS_ONLY = (
    ("us.ssn", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("ch.ssn", re.compile(r"(?<![\w.])756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?![\w.]\d)")),
    ("br.cpf", re.compile(r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)")),
    ("fr.nir", re.compile(r"(?<![\w+])[12] ?\d\d ?\d\d ?\d[\dABab] ?\d{3} ?\d{3} ?\d\d(?!\w)")),
    ("se.personnummer", re.compile(r"(?<![\w-])(?:\d\d)?\d{6}[-+]\d{4}(?![\w-])")),
    ("pl.pesel", re.compile(r"(?<![\w+/])[1-9]\d{10}(?!\w)")),
    ("de.idnr", re.compile(r"(?<![\w+/])[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?!\w)")),
)
_LETTERED = (
    ("it.codicefiscale", re.compile(r"\b[A-Za-z]{6}\d\d[A-Za-z]\d\d[A-Za-z]\d{3}[A-Za-z]\b")),
    ("es.dni", re.compile(r"\b\d{8}-?[A-Z]\b")),
    ("es.nie", re.compile(r"\b[XYZ]-?\d{7}-?[A-Z]\b")),
    (
        "",  # the British one has no checksum, and a shape of its own
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"(?: ?\d\d){3} ?[A-D]\b"
        ),
    ),
)
# of shorter ones one in ten is right by chance, so a word beside them has to say what they are
_SAID = re.compile(
    r"\b(?:ssn|social security|sozialversicherung\w*|steuer-?id\w*|tax id|bsn|burgerservicenummer"
    r"|pesel|personnummer|aadhaar|social insurance|national insurance|nino)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?<![\w+])\d(?:[ .-]?\d){8,11}(?!\w)")
_LOOSE_CHECKS = ("us.ssn", "nl.bsn", "ca.sin", "in_.aadhaar", "pl.pesel", "de.idnr")


def find_numbers(text: str) -> Iterator[Finding]:
    """Yield the numbers in a text that pass the checks of what they look like."""
    if sum(map(str.isdigit, text)) < MIN_DIGITS:
        return
    runs = [match.span() for match in islice(_RUN.finditer(text), _MOST)]
    for start, end in runs:
        yield from _find_cards(text, start, end + _AFTER)
        yield from _find_personal_numbers(text, start, end + _AFTER)
    yield from _find_accounts(text)
    yield from _find_lettered_numbers(text)
    if runs and _SAID.search(text):
        yield from _find_said_numbers(text)


def _find_cards(text: str, start: int, end: int) -> Iterator[Finding]:
    for match in _CARD.finditer(text, start, end):
        groups = _GROUPS.split(match[0])
        digits = "".join(groups)
        written = len(groups) == 1 or tuple(map(len, groups)) in _WRITTEN
        if written and _BRANDS.fullmatch(digits) and _is_valid("luhn", digits):
            yield Finding(Kind.CARD_NUMBER, match[0])


def _find_accounts(text: str) -> Iterator[Finding]:
    for match in islice(_IBAN_START.finditer(text), _MOST):
        account = _longest_account(text[match.start() :])
        if account:
            yield Finding(Kind.BANK_ACCOUNT, account)


def _longest_account(text: str) -> str:
    """Return the bank account that a text begins with, as it is written, or an empty string."""
    digits = ""
    for place, character in enumerate(text):
        if not (character.isascii() and character.isalnum()):
            if character not in " -":
                return ""
            continue
        digits += character
        if len(digits) > _MAX_IBAN:
            return ""
        ends = not text[place + 1 : place + 2].isalnum()
        if ends and len(digits) >= _MIN_IBAN and _is_valid("iban", digits):
            return text[: place + 1]
    return ""


def _find_personal_numbers(text: str, start: int, end: int) -> Iterator[Finding]:
    for standard, pattern in _DIGITS_ONLY:
        for match in pattern.finditer(text, start, end):
            if _is_valid(standard, match[0]):
                yield Finding(Kind.PERSONAL_NUMBER, match[0])


def _find_lettered_numbers(text: str) -> Iterator[Finding]:
    for standard, pattern in _LETTERED:
        for match in islice(pattern.finditer(text), _MOST):
            if not standard or _is_valid(standard, match[0]):
                yield Finding(Kind.PERSONAL_NUMBER, match[0])


def _find_said_numbers(text: str) -> Iterator[Finding]:
    for match in islice(_LOOSE.finditer(text), _MOST):
        if any(_is_valid(standard, match[0]) for standard in _LOOSE_CHECKS):
            yield Finding(Kind.PERSONAL_NUMBER, match[0])


def _is_valid(standard: str, number: str) -> bool:
    # imported where a number is there to check: the tables of banks are large
    module = cast("_Standard", import_module(f"stdnum.{standard}"))
    return module.is_valid(number)
