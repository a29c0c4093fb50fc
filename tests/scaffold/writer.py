"""Writer of the scaffold: templates become files below a root, formatted by ruff."""

import keyword
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

KINDS = ("feature", "platform", "job")
TEMPLATES = Path(__file__).parent / "templates"
STAND_IN = "NAME"  # in the path of a template
SUFFIX = ".txt"  # of a template, so that no tool takes it for Python

_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
_MAX_NAME = 20  # characters; the command of a feature and its buttons' ids carry the name


class NameRefused(Exception):
    """The name cannot be used; the message is one sentence for the terminal."""


def write_files(kind: str, name: str, root: Path) -> list[Path]:
    """Write the files of one kind below `root`; return their paths, relative to it.

    Raise NameRefused for a name that is no identifier, and where a file of it exists.
    """
    _check_name(name)
    templates = _targets(kind, name)
    _check_free(templates, root)

    for target, template in templates.items():
        path = root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template.read_text(encoding="utf-8")
        path.write_text(fill_in(text, name), encoding="utf-8")

    _format(sorted(templates), root)
    return sorted(templates)


def fill_in(text: str, name: str) -> str:
    """Return a template's text with the name in each of its spellings."""
    words = name.replace("_", " ")
    return Template(text).substitute(
        name=name,
        command=name.replace("_", "-"),
        words=words,
        title=words.capitalize(),
        cls=words.title().replace(" ", ""),
    )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise NameRefused(
            f"“{name}” cannot be a module's name here; use lower-case words with underscores, "
            "such as book_swaps."
        )
    if len(name) > _MAX_NAME:
        raise NameRefused(f"“{name}” is longer than {_MAX_NAME} characters; choose a shorter name.")


def _targets(kind: str, name: str) -> dict[Path, Path]:
    """Return each template of a kind by the path of the file to write."""
    folder = TEMPLATES / kind
    targets = {}
    for template in sorted(folder.rglob(f"*{SUFFIX}")):
        stand_in = template.relative_to(folder).as_posix().removesuffix(SUFFIX)
        targets[Path(stand_in.replace(STAND_IN, name))] = template
    return targets


def _check_free(targets: Mapping[Path, Path], root: Path) -> None:
    """Raise NameRefused if a file or a folder that carries the name exists."""
    for target, template in targets.items():
        depth = len(template.parts) - len(target.parts)
        named = [part for part in template.parts[depth:] if STAND_IN in part]
        length = template.parts[depth:].index(named[0]) + 1
        taken = Path(*target.parts[:length])
        if (root / taken).exists():
            raise NameRefused(f"{taken} exists already; choose another name.")


def _format(paths: list[Path], root: Path) -> None:
    """Sort the imports, whose order depends on the name, and format the files."""
    for command in (["check", "--select=I", "--fix"], ["format"]):
        subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--quiet", *paths], cwd=root, check=True
        )
