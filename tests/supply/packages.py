"""The packages that an install of Mingle has, by the lock files and their own metadata."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.imports import ROOT
from tests.lock_file import read_all_pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PRODUCTION = ROOT / "requirements.lock"
PAGE = ROOT / "adapters" / "playground" / "requirements.lock"
RELEASED = ROOT / "dist"
"""Where what is made for a release is written."""

_SPDX = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_EXTRA = re.compile(r"extra == ['\"]([^'\"]+)")
_LICENCE_FILE = re.compile(r"(?:licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """One pinned package; `in_production` unless only the playground's page needs it."""

    name: str
    version: str
    in_production: bool
    extras: frozenset[str] = frozenset()

    @property
    def installed(self) -> Distribution | None:
        """What is installed of it here, in just this version."""
        found = _distribution(self.name)
        return found if found and found.version == self.version else None

    def licences(self) -> list[str]:
        """Return the licences that its metadata names: SPDX where it is clear, else as written."""
        if self.installed is None:
            return []

        metadata = self.installed.metadata
        if expression := metadata.get_all("License-Expression"):
            return expression
        named = [
            classifier.rpartition(" :: ")[2]
            for classifier in metadata.get_all("Classifier") or []
            if classifier.startswith("License :: ") and not classifier.endswith("OSI Approved")
        ]
        if named:
            return sorted({_SPDX.get(name, name) for name in named})
        return [text for text in metadata.get_all("License") or [] if "\n" not in text]

    def licence_texts(self) -> list[tuple[str, str]]:
        """Return the names and texts of the licence files that came with it."""
        if self.installed is None:
            return []

        texts = {}
        for path in self.installed.files or []:
            place = PurePath(path)
            about = any(part.endswith(".dist-info") for part in place.parts)
            if about and _LICENCE_FILE.match(place.name) and place.suffix != ".py":
                texts[str(place)] = _read_file(path)
        return [(PurePath(name).name, texts[name]) for name in sorted(texts)]

    def needs(self) -> set[str]:
        """Return the canonical names of what it asks for with its extras, whatever the system."""
        if self.installed is None:
            return set()
        wishes = map(Requirement, self.installed.requires or [])
        return {canonicalize_name(wish.name) for wish in wishes if self._wants(wish)}

    def _wants(self, wish: Requirement) -> bool:
        of_extras = set(_EXTRA.findall(str(wish.marker)))
        return not of_extras or bool(of_extras & self.extras)


def list_packages() -> list[Package]:
    """Return what production and the playground's page have, for every system, by name."""
    production = read_all_pins(PRODUCTION.read_text(encoding="utf-8"))
    page = read_all_pins(PAGE.read_text(encoding="utf-8"))
    extras: dict[tuple[str, str], frozenset[str]] = {}
    for pin in [*production, *page]:
        extras[_key(pin)] = extras.get(_key(pin), frozenset()) | pin.extras

    needed = set(map(_key, production))
    return [Package(*key, key in needed, extras[key]) for key in sorted(extras)]


def wanted_by_mingle() -> set[str]:
    """Return the canonical names of what pyproject.toml asks for, with the page."""
    wishes = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["playground"]
    return {canonicalize_name(Requirement(wish).name) for wish in wishes}


@cache
def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _read_file(path: PackagePath) -> str:
    place = Path(str(path.locate()))
    return place.read_text(encoding="utf-8", errors="replace").strip()


def _key(pin: Requirement) -> tuple[str, str]:
    return canonicalize_name(pin.name), str(pin.specifier).removeprefix("==")
