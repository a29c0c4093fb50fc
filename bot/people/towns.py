"""Towns that people write down, compared whatever their spelling. Pure."""

import re
import unicodedata

# What offices are called besides their town, and what stands for no town at all.
_OFFICE_WORDS = frozenset(
    {"hq", "headquarters", "office", "offices", "buero", "buro", "campus", "site", "branch", "hub",
     "main", "city", "of", "the", "team", "studio"}
)  # fmt: skip
_NOWHERE = frozenset(
    {"", "remote", "remotely", "home", "home office", "homeoffice", "anywhere", "wfh", "online",
     "everywhere", "various", "none", "n a", "na", "worldwide", "fully remote"}
)  # fmt: skip
_QUALIFIER = re.compile(r"[,(/|–—].*")
_NO_LETTER = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d"})


def town_key(office: str) -> str:
    """Return what is equal for two spellings of a town: “HQ Berlin”, “Berlin, Mitte”, “berlin”.

    It is empty where the words name no town, as “Remote” does.
    """
    if _fold(office) in _NOWHERE:
        return ""

    town = _fold(_QUALIFIER.sub("", office)) or _fold(office)
    words = [word for word in town.split() if word not in _OFFICE_WORDS]
    key = " ".join(words) or town
    return "" if key in _NOWHERE else key


def _fold(words: str) -> str:
    """Return lower-case letters and digits without accents, with single spaces between words."""
    decomposed = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NO_LETTER.sub(" ", plain).strip()
