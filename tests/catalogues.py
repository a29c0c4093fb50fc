"""Bring every catalogue up to date with the messages in the code: `make catalogues`.

A new message arrives untranslated, a changed one is a new one, and one that no call says any more
goes. Whoever translates fills in the empty ones.
"""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = Path(str(files("bot.ui"))) / "catalogues"
ROOMS = ("bot", "jobs", "adapters")
PLAIN = ("say", "tell", "mark")
PLURAL = ("say_many", "tell_many")
IN_CONTEXT = ("say_as",)
_KEYWORDS = {
    **dict.fromkeys(DEFAULT_KEYWORDS, ()),
    **dict.fromkeys(PLAIN, None),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(IN_CONTEXT, ((1, "c"), 2)),
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
    """Return the messages of all calls, without translations."""
    template = Catalog(project="Mingle")
    for room in ROOMS:
        found = extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=_KEYWORDS, strip_comment_tags=True
        )
        for _, _, message, _, context in found:
            template.add(message, context=context)
    return template


def count_translated(catalogue: Catalog) -> int:
    """Return how many messages have words in the language of a catalogue."""
    return sum(1 for message in catalogue if message.id and is_translated(message.string))


def is_translated(words: object) -> bool:
    """Return whether a message, or each of its forms, has words."""
    return all(words) if isinstance(words, list | tuple) else bool(words)


def find_unreadable_calls() -> Iterator[str]:
    """Yield the place of each call whose message no tool can read: one that is no literal."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and not _is_readable(call):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}"


def _is_readable(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in PLAIN and call.args:
        return not isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    if name in (*PLURAL, *IN_CONTEXT):
        return all(isinstance(words, ast.Constant) for words in call.args[:2])
    return True


if __name__ == "__main__":
    main()
