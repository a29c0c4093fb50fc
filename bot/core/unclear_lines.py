"""The answer to a typed line that is no command, or has words that its command does not use."""

from bot.core.interactions import Invocation
from bot.core.permissions import is_allowed
from bot.core.router import Command, Router
from bot.ui import notices
from bot.ui.cards import ROUTE_LIMIT, Button, Card

TYPED = "typed.run"  # the action of a button that runs the line in its value, as if it was typed
_MOST_BUTTONS = 5


def ask_what_is_meant(router: Router, call: Invocation) -> Card:
    """Name what a line has that nothing uses, and offer what may be meant, each by a button."""
    offers = [line for line in call.offers if _may_run(router, line, call)]
    command = router.commands.get(call.action)
    if command is not None:
        alone = [] if _needs_words(command) else [command.name]
        lines = list(dict.fromkeys([*offers, *alone]))
        return notices.unused_words_card(command.name, call.unused, lines, _buttons(lines))

    family = [each for each in _family(router, call.action) if _is_for(each, call)]
    if family and not offers:
        rows = [(each.name, each.summary) for each in family]
        lines = [each.name for each in family if not _needs_words(each)]
        return notices.subcommands_card(call.action, call.unused, rows, _buttons(lines))
    typed = f"{call.action} {call.unused}".strip()
    return notices.unknown_command_card(typed, offers, _buttons(offers))


def _family(router: Router, first: str) -> list[Command]:
    return [command for name, command in router.commands.items() if name.startswith(f"{first} ")]


def _is_for(command: Command, call: Invocation) -> bool:
    return is_allowed(command.role, organiser=call.organiser)


def _may_run(router: Router, line: str, call: Invocation) -> bool:
    command = router.commands.get(router.read_line(line).command)
    family = command is None and bool(_family(router, line.partition(" ")[0]))
    return family or (command is not None and _is_for(command, call))


def _needs_words(command: Command) -> bool:
    return any(option.required for option in command.options)


def _buttons(lines: list[str]) -> list[Button]:
    """Return the buttons that run lines; one with people in it, or a long one, is typed anew."""
    fitting = [
        line for line in lines if len(TYPED) + len(line) + 1 <= ROUTE_LIMIT - 10 and "@" not in line
    ]
    return [
        Button(TYPED, notices.run_label(line), line, "quiet" if index else "main")
        for index, line in enumerate(fitting[:_MOST_BUTTONS])
    ]
