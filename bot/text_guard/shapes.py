"""Secrets that are known by their shape: keys of well-known services, tokens, passwords.

Each shape names markers, one of which a text must hold in lower case before its pattern is tried.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text_guard.findings import Finding, Kind


@dataclass(frozen=True)
class Shape:
    """One shape of a secret."""

    kind: Kind
    markers: tuple[str, ...]
    pattern: re.Pattern[str]


def _shape(kind: Kind, markers: str, pattern: str, flags: int = 0) -> Shape:
    return Shape(kind, tuple(markers.split()), re.compile(pattern, flags))


_VALUE = r"[\"'`“„]?(?P<value>[^\s\"'`”“,;]{4,})"
_PASSWORD_WORDS = (
    r"pass(?:word|phrase|code|wd)?|passwort|kennwort|mot de passe|contraseña|wachtwoord|pwd|pw|pin"
    r"|(?:api|access|secret|private|signing|client|account)[ _-]?(?:key|token|secret)|secret|token"
)

SHAPES = (
    # services whose keys begin with letters of their own
    _shape(Kind.ACCESS_KEY, "akia asia abia acca", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    _shape(Kind.ACCESS_KEY, "gh", r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"),
    _shape(Kind.ACCESS_KEY, "github_pat_", r"\bgithub_pat_\w{22,255}"),
    _shape(Kind.ACCESS_KEY, "glpat- gldt- glrt-", r"\bgl(?:pat|dt|rt)-[\w-]{20,}"),
    _shape(Kind.ACCESS_KEY, "xox xapp-", r"\b(?:xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{10,})"),
    _shape(Kind.ACCESS_KEY, "hooks.slack.com", r"hooks\.slack\.com/\w+/T\w+/[\w/]{8,}"),
    _shape(
        Kind.ACCESS_KEY,
        "/api/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{20,}",
    ),
    _shape(
        Kind.ACCESS_KEY, "aiza gocspx- ya29.", r"\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,}|ya29\.[\w-]+)"
    ),
    _shape(
        Kind.ACCESS_KEY,
        "_live_ _test_ whsec_",
        r"\b(?:[srp]k_(?:live|test)_\w{16,}|whsec_[\w+/=]{16,})",
    ),
    _shape(Kind.ACCESS_KEY, "sk-", r"\bsk-(?=[\w-]*\d)[\w-]{20,}"),
    _shape(
        Kind.ACCESS_KEY,
        "npm_ pypi- hf_ dckr_pat_ dop_v1_ shpat_ glsa_ nrak- sg. age-secret-key-",
        r"\b(?:npm_\w{36}|pypi-[\w-]{50,}|hf_\w{30,}|dckr_pat_[\w-]{20,}|dop_v1_\w{60,}"
        r"|shpat_\w{30,}|glsa_\w{30,}|NRAK-\w{25,}|SG\.[\w-]{16,}\.[\w-]{20,}"
        r"|AGE-SECRET-KEY-1\w{50,})",
    ),
    _shape(Kind.ACCESS_KEY, ":aa", r"\b\d{8,10}:AA[\w-]{32,}"),
    # tokens of which the shape alone is known
    _shape(Kind.SIGNED_TOKEN, "eyj", r"\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w.-]{4,}"),
    _shape(Kind.SIGNED_TOKEN, ".", r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}\b"),
    _shape(
        Kind.SIGNED_TOKEN,
        "bearer basic",
        r"\b(?:bearer|basic)\s+(?=\S*\d)[A-Za-z0-9+/._~-]{16,}=*",
        re.IGNORECASE,
    ),
    _shape(
        Kind.PRIVATE_KEY,
        "private putty",
        r"-----BEGIN [A-Z ]*PRIVATE KEY|PuTTY-User-Key-File",
    ),
    # passwords
    _shape(
        Kind.PASSWORD_IN_ADDRESS,
        "://",
        r"\b[a-z][a-z0-9+.-]{1,30}://[^\s/:@]{0,100}:(?P<value>[^\s/@]{1,200})@[\w\[]",
        re.IGNORECASE,
    ),
    _shape(
        Kind.PASSWORD_IN_ADDRESS,
        "token= key= secret= password= passwd= sig= signature= auth=",
        r"[?&;](?:\w{0,20}(?:token|key|secret)|password|passwd|sig|signature|auth)="
        r"(?P<value>[^&\s]{8,})",
        re.IGNORECASE,
    ),
    _shape(
        Kind.PASSWORD,
        "pass pwd pw kennwort contra wacht pin key token secret",
        rf"(?<![A-Za-z?&])(?:{_PASSWORD_WORDS})(?P<says>\s*(?:[:=]|\bis\b|\bist\b|\bwas\b)\s*)"
        + _VALUE,
        re.IGNORECASE,
    ),
)


def find_shapes(text: str) -> Iterator[Finding]:
    """Yield every secret of a known shape."""
    lowered = text.lower()
    for shape in SHAPES:
        if any(marker in lowered for marker in shape.markers):
            for match in shape.pattern.finditer(text):
                if shape.kind is not Kind.PASSWORD or _is_password(match):
                    yield Finding(shape.kind, _piece(match))


def _piece(match: re.Match[str]) -> str:
    return match.groupdict().get("value") or match[0]


def _is_password(match: re.Match[str]) -> bool:
    """Return whether what follows such a word is no word of a sentence."""
    value = match["value"].strip(".!?)”’")
    if "://" in value or "@" in value[1:-1]:
        return False  # an address where it is to be had
    odd = sum(not character.isalpha() for character in value)
    if "=" in match["says"]:
        return len(value) >= 4
    mixed = odd and odd < len(value)
    return len(value) >= 6 and bool(mixed) and not _WORDS_ONLY.fullmatch(value)


_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:['’/&-][^\W\d_]+)+|\d{1,2}[:.]\d{2}\w*|\d+(?:st|nd|rd|th)")
