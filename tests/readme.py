"""Write the lists in the documents that follow from the code: rooms, commands, settings.

`make readme` replaces each list between its two markers.
"""

import ast
import inspect
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic.fields import FieldInfo

from bot.config import list_sections
from bot.core.permissions import Role
from bot.core.router import Command
from bot.features import ROUTER
from bot.home.views.pages import option_usage
from bot.store.kept import KEPT
from bot.store.kept.words import erasure_of, kept_for
from bot.ui.text import CommandMention, typed_line
from tests.architecture import LAYERS
from tests.imports import read_tree

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

_LIST = re.compile(
    r"<!-- (?P<name>[\w ]+), written by `make readme` -->\n.*?<!-- end of (?P=name) -->", re.DOTALL
)


def main() -> None:
    """Bring every document up to date."""
    for document in documents():
        text = document.read_text(encoding="utf-8")
        document.write_text(renewed(text), encoding="utf-8")


def documents() -> list[Path]:
    """Return every Markdown file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return sorted(path for path in paths if path.is_file())


def renewed(text: str) -> str:
    """Return a document with every list in it made anew. Raise KeyError for an unknown list."""
    return _LIST.sub(_renewed_list, text)


def list_names(text: str) -> list[str]:
    """Return the names of the lists in a document."""
    return [found["name"] for found in _LIST.finditer(text)]


def _renewed_list(found: re.Match[str]) -> str:
    name = found["name"]
    begin, end = f"<!-- {name}, written by `make readme` -->", f"<!-- end of {name} -->"
    return "\n".join([begin, *LISTS[name](), end])


def _rooms() -> list[str]:
    ranks = {layer: rank for rank, layer in enumerate(sorted(set(LAYERS.values())))}
    rooms = sorted(LAYERS, key=lambda room: (-LAYERS[room], room))
    rows = [_room_row(room, ranks[LAYERS[room]]) for room in rooms if room != "bot"]
    return ["| layer | room | what it holds |", "| --- | --- | --- |", *rows]


def _room_row(room: str, rank: int) -> str:
    path = Path(*room.split("."))
    is_folder = (ROOT / path).is_dir()
    module = path / "__init__.py" if is_folder else path.with_suffix(".py")
    name = f"{path.as_posix()}/" if is_folder else module.as_posix()

    docstring = ast.get_docstring(read_tree(module)) or ""
    summary = " ".join(docstring.split("\n\n")[0].split())
    return f"| {rank} | `{name}` | {summary} |"


def _commands() -> list[str]:
    return _command_rows(command for command in _sorted_commands() if command.role is Role.ANYONE)


def _organisers_commands() -> list[str]:
    return _command_rows(
        command for command in _sorted_commands() if command.role is not Role.ANYONE
    )


def _sorted_commands() -> list[Command]:
    return sorted(ROUTER.commands.values(), key=lambda command: command.name)


def _command_rows(commands: Iterable[Command]) -> list[str]:
    return ["| command | what for |", "| --- | --- |", *map(_command_row, commands)]


def _command_row(command: Command) -> str:
    has_example = command.example not in ("", f"/{command.name}")
    example = f". For example `{command.example}`" if has_example else ""
    usage = CommandMention(command.name, option_usage(command))
    return f"| `{typed_line(usage)}` | {command.summary}{example} |"


def _command_files() -> list[str]:
    rows = [_command_file_row(command) for command in _sorted_commands()]
    return ["| command | function | file |", "| --- | --- | --- |", *rows]


def _command_file_row(command: Command) -> str:
    handler = inspect.unwrap(command.handler)
    path = Path(inspect.getfile(handler)).relative_to(ROOT).as_posix()
    return f"| `/{command.name}` | `{handler.__name__}` | [{path}]({path}) |"


def _settings() -> list[str]:
    rows = [
        _setting_row(section, key, setting)
        for section, model in list_sections().items()
        for key, setting in model.model_fields.items()
    ]
    return [
        "| in the file | in the environment | default | what it is |",
        "| --- | --- | --- | --- |",
        *rows,
    ]


def _setting_row(section: str, key: str, setting: FieldInfo) -> str:
    default = str(setting.default)
    if isinstance(setting.default, bool):
        default = default.lower()  # as TOML writes it

    variable = f"MINGLE_{section}__{key}".upper()
    shown = f"`{default}`" if default else ""
    return f"| `{section}.{key}` | `{variable}` | {shown} | {setting.description} |"


def _kept() -> list[str]:
    """Return what is kept that can name people; the playground's people are none."""
    naming = [
        kept
        for name, kept in KEPT.items()
        if kept.names_people and not name.startswith("playground_")
    ]
    rows = [
        f"| {kept.what} | {kept.why} | {kept.seen} | {kept_for(kept)} | {erasure_of(kept)} |"
        for kept in naming
    ]
    return [
        "| what | why | who sees it | how long | when you are forgotten |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ]


LISTS: dict[str, Callable[[], list[str]]] = {
    "rooms": _rooms,
    "commands": _commands,
    "organisers": _organisers_commands,
    "command files": _command_files,
    "settings": _settings,
    "kept": _kept,
}


if __name__ == "__main__":
    main()
