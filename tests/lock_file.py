"""Lock files: what they pin, and what the pinned packages ask for beyond that."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(
    r"[a-z0-9][\w.-]*(\[[\w,.-]+\])?==[^\s;]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", re.ASCII
)


def find_broken(text: str) -> list[str]:
    """Return what is no pin with a version and SHA-256 hashes, or that there is none at all."""
    lines = _entries(text)
    if not lines:
        return ["pins nothing"]
    return [f"no pin: {line[:80]}" for line in lines if not PIN.fullmatch(line)]


def list_pinned(text: str) -> set[str]:
    """Return `name==version` of every pin, whichever system and Python it is for."""
    return {f"{canonicalize_name(pin.name)}{pin.specifier}" for pin in read_all_pins(text)}


def read_all_pins(text: str) -> list[Requirement]:
    """Return every pin, whichever system and Python it is for."""
    return [Requirement(line.split(" --hash=")[0]) for line in _entries(text)]


def read_pins(text: str) -> dict[str, Requirement]:
    """Return the pins that hold on this machine, by canonical name."""
    return {canonicalize_name(pin.name): pin for pin in read_all_pins(text) if _holds(pin)}


def _entries(text: str) -> list[str]:
    """Return the lines that are not comments, continued ones joined."""
    unwrapped = re.sub(r"\\\n", "", re.sub(r"^ *#.*\n?", "", text, flags=re.MULTILINE))
    return [line.strip() for line in unwrapped.splitlines() if line.strip()]


def find_unmet(pins: Mapping[str, Requirement], asked: Iterable[Requirement]) -> list[str]:
    """Return what the project or the metadata of a pinned package asks for and no pin gives.

    A pin gives a requirement if the version fits and the pin has every extra that is asked for: an
    installer that meets `uvicorn[standard]` and finds only `uvicorn` pinned looks for a newer one.
    """
    wanted = [("the project", requirement) for requirement in asked]
    wanted += [(name, requirement) for name in pins for requirement in _requirements(pins[name])]
    return [
        f"{name} asks for {requirement}"
        for name, requirement in wanted
        if not _gives(pins.get(canonicalize_name(requirement.name)), requirement)
    ]


def find_absent(pins: Mapping[str, Requirement]) -> list[str]:
    """Return the pins that are not installed, or not in the pinned version."""
    return [str(pin) for pin in pins.values() if not pin.specifier.contains(_version(pin.name))]


def _requirements(pin: Requirement) -> Iterator[Requirement]:
    for text in distribution(pin.name).requires or ():
        requirement = Requirement(text)
        if _holds(requirement, pin.extras):
            yield requirement


def _holds(requirement: Requirement, extras: Iterable[str] = ()) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _gives(pin: Requirement | None, requirement: Requirement) -> bool:
    if pin is None:
        return False

    fits = requirement.specifier.contains(_version(pin.name), prereleases=True)
    return fits and _canonical(requirement.extras) <= _canonical(pin.extras)


def _canonical(names: Iterable[str]) -> set[str]:
    return {canonicalize_name(name) for name in names}


def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return "0"
