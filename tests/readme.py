"""Write the README's lists of commands and settings from the router and the settings.

`make readme`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.config import list_sections
from bot.core.permissions import Role
from bot.core.router import Command
from bot.features import ROUTER
from bot.home.views import command_usage

README = Path(__file__).parents[1] / "README.md"


def main() -> None:
    """Bring the README up to date."""
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")


def renewed(text: str) -> str:
    """Give the README with every list as it should be."""
    commands = sorted(ROUTER.commands.values(), key=lambda command: command.name)
    text = _renew(
        text,
        "commands",
        _commands([command for command in commands if command.role is Role.ANYONE]),
    )
    text = _renew(
        text,
        "organisers",
        _commands([command for command in commands if command.role is not Role.ANYONE]),
    )
    return _renew(text, "settings", _settings())


def _renew(text: str, name: str, lines: Sequence[str]) -> str:
    begin, end = f"<!-- {name}, written by `make readme` -->\n", f"\n<!-- end of {name} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return "".join([before, begin, *("\n".join(lines), end), after])


def _commands(commands: Sequence[Command]) -> list[str]:
    return ["| command | what for |", "| --- | --- |", *map(_command, commands)]


def _command(command: Command) -> str:
    example = (
        "" if command.example in ("", f"/{command.name}") else f". For example `{command.example}`"
    )
    return f"| `{command_usage(command)}` | {command.summary}{example} |"


def _settings() -> list[str]:
    lines = [
        "| in the file | in the environment | default | what it is |",
        "| --- | --- | --- | --- |",
    ]
    for name, section in list_sections().items():
        for key, setting in section.model_fields.items():
            default = re.sub("^(True|False)$", lambda found: found[0].lower(), str(setting.default))
            where = f"`{name}.{key}` | `MINGLE_{name}__{key}`".replace(
                f"{name}__{key}", f"{name}__{key}".upper()
            )
            shown = f"`{default}`" if default else ""
            lines.append(f"| {where} | {shown} | {setting.description} |")
    return lines


if __name__ == "__main__":
    main()
