"""Bring every catalogue up to date with the messages in code and data: `make catalogues`.

A new message arrives untranslated, a changed one is a new one, and one that no call says any more
goes. Whoever translates fills in the empty ones.
"""

import ast
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.own_data.records import SOMEBODY, YOURSELF
from bot.store.kept import KEPT, Role
from bot.store.kept.words import erasure_of, kept_for

ROOT = Path(__file__).parents[1]
FOLDER = Path(str(files("bot.ui"))) / "catalogues"
ROOMS = ("bot", "jobs", "adapters")
PLAIN = ("say", "tell", "mark")
PLURAL = ("say_many", "tell_many")
IN_CONTEXT = ("say_as",)
# Data that people read: which values of each file are words.
DATA = {
    "bot/prompts/deck.toml": ("text", "hint"),
    "bot/kits/kits.toml": ("name", "about", "title", "text", "letter"),
    "bot/associations/known.toml": ("field", "about"),
}
# Without dates and names, which would differ after each run.
_HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""


def main() -> None:
    """Write every catalogue anew, and say how much of it is translated."""
    template = collect_messages()
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = read_catalogue(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        written = BytesIO()
        write_po(
            written, catalogue, width=100, no_location=True, omit_header=True, sort_output=True
        )
        head = _HEAD.format(language=path.stem, plurals=catalogue.plural_forms)
        path.write_bytes(head.encode() + written.getvalue())
        print(f"{path.name}: {count_translated(catalogue)} of {len(template)} messages")


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


@cache
def collect_messages() -> Catalog:
    """Return the messages of all calls and of data, without translations."""
    template = Catalog(project="Mingle")
    for message in find_data():
        template.add(message)
    for message in find_declarations():
        template.add(message, context="kept")
    for _, call in _find_calls():
        words = [str(each.value) for each in call.args[:2] if isinstance(each, ast.Constant)]
        name = _name(call)
        if name in PLAIN and words:
            template.add(words[0])
        elif name in PLURAL:
            template.add(tuple(words))
        elif name in IN_CONTEXT:
            template.add(words[1], context=words[0])
    return template


def find_data() -> Iterator[str]:
    """Yield the messages of data: prompts, kits and what associations are about."""
    for path, names in DATA.items():
        yield from _words_in(tomllib.loads((ROOT / path).read_text(encoding="utf-8")), names)


def find_declarations() -> Iterator[str]:
    """Yield what is declared of kept data, as the page of somebody's own data shows it."""
    yield from (SOMEBODY, YOURSELF)
    for name, kept in KEPT.items():
        if name.startswith("playground_"):
            continue
        yield from (kept.what, kept.why, kept.seen, kept_for(kept), erasure_of(kept))
        shown = (each for each in kept.columns if each.role not in (Role.INNER, Role.SEALED))
        yield from filter(None, (each.what for each in shown))


def count_translated(catalogue: Catalog) -> int:
    """Return how many messages have words in the language of a catalogue."""
    return sum(1 for message in catalogue if message.id and is_translated(message.string))


def is_translated(words: object) -> bool:
    """Return whether a message, or each of its forms, has words."""
    return all(words) if isinstance(words, list | tuple) else bool(words)


def find_labels(node: str) -> Iterator[str]:
    """Yield the messages that are the second argument of a kind of node, such as a button."""
    for _, call in _find_calls():
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        words = call.args[1] if name == node and len(call.args) > 1 else None
        if isinstance(words, ast.Call) and words.args and isinstance(words.args[0], ast.Constant):
            yield str(words.args[0].value)


def find_unreadable_calls() -> Iterator[str]:
    """Yield the place of each call whose message no tool can read: one that is no literal."""
    for path, call in _find_calls():
        if not _is_readable(call):
            yield f"{path.relative_to(ROOT)}:{call.lineno}"


def _words_in(value: object, names: Collection[str]) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        for name, words in each.items() if isinstance(each, dict) else ():
            if name in names:
                yield str(words)
            else:
                yield from _words_in(words, names)


def _find_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield each call that says a message, also within others and within f-strings."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and _name(node):
                    yield path, node


def _name(call: ast.Call) -> str:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return name if name in (*PLAIN, *PLURAL, *IN_CONTEXT) else ""


def _is_readable(call: ast.Call) -> bool:
    if _name(call) in PLAIN:
        return not isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.IfExp)
    return all(isinstance(words, ast.Constant) for words in call.args[:2])


if __name__ == "__main__":
    main()
