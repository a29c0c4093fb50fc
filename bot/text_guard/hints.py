"""Hints: words by which people themselves say that something stays inside, and inner addresses."""

import re
from collections.abc import Iterator

from bot.text_guard.findings import Finding, Kind

_WHEN = (
    r"(?:in|on|by|next|this)\s+(?:(?:early|mid|late)[ -])?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|h[12]"
    r"|spring|summer|autumn|fall|winter|month|quarter|week|year)"
)
# what is said of it, with a piece of each that lower-case texts hold
_HINTS = (
    ("confidential", r"\bconfidential\b"),
    ("vertraulich", r"\bvertraulich\w*"),
    ("nda", r"\bNDAs?\b"),
    ("nda", r"\bunder nda\b"),
    ("unannounced", r"\bunannounced\b"),
    ("announced", r"\b(?:not|isn['’]t|never)\s+(?:been\s+)?(?:yet\s+)?announced\b"),
    ("public", r"\b(?:not|isn['’]t)\s+(?:yet\s+)?public(?:\s+yet)?\b"),
    ("embargo", r"\bunder embargo\b|\bembargoed\b"),
    ("internal", r"\binternal(?:ly)? only\b|\bfor internal use\b|\bcompany[- ]internal\b"),
    ("trade secret", r"\btrade secrets?\b"),
    ("layoff", r"\blayoffs?\b"),
    ("outside", r"\b(?:do not|don['’]t) (?:share|tell|post)\b[^.!?\n]{0,30}\boutside\b"),
    ("acqui", r"\bwe(?:['’]re| are)? (?:acquiring|being acquired|about to acquire)\b"),
    ("launch", rf"\b(?:launches|launching|(?:will|we) launch)\b[^.!?\n]{{0,30}}?\b{_WHEN}"),
    ("live", rf"\b(?:goes|going|go) live\b[^.!?\n]{{0,30}}?\b{_WHEN}"),
    ("ship", rf"\b(?:ships|(?:will|we) ship)\b[^.!?\n]{{0,30}}?\b{_WHEN}"),
)
# abbreviations are told from names such as Nda by their capitals
HINTS = tuple(
    (marker, re.compile(pattern, 0 if marker == "nda" else re.IGNORECASE))
    for marker, pattern in _HINTS
)
_INNER = ("internal", "corp", "intranet", "lan", "localdomain", "home.arpa", "cluster.local")
_HOST = re.compile(
    rf"(?<![\w.@-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,5}}\.(?:{'|'.join(map(re.escape, _INNER))})"
    r"\b(?!\.\w|-)",
    re.IGNORECASE,
)
_SHORT_HOST = re.compile(r"\bhttps?://[\w-]{1,63}(?::\d{1,5})?(?=[/\s]|$)", re.IGNORECASE)
_PRIVATE_IP = re.compile(
    r"(?<![\w.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}(?![\w.]*\d)"
)
_VERSION = re.compile(r"(?:version|release|build|v)\.?\s*$", re.IGNORECASE)


def find_hints(text: str) -> Iterator[Finding]:
    """Yield what a text says of itself, and addresses that only exist inside a company."""
    lowered = text.lower()
    for marker, pattern in HINTS:
        match = pattern.search(text) if marker in lowered else None
        if match:
            yield Finding(Kind.HINT, match[0])
    yield from _find_inner_addresses(text, lowered)


def _find_inner_addresses(text: str, lowered: str) -> Iterator[Finding]:
    for match in _PRIVATE_IP.finditer(text):
        if not _VERSION.search(text[: match.start()]):
            yield Finding(Kind.INTERNAL_ADDRESS, match[0])
    patterns = [_HOST] if any(f".{suffix}" in lowered for suffix in _INNER) else []
    for pattern in (*patterns, *([_SHORT_HOST] if "://" in text else [])):
        for match in pattern.finditer(text):
            yield Finding(Kind.INTERNAL_ADDRESS, match[0])
