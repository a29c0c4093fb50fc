"""Turn Discord's ids into ours and back: ours carry the server, and so does what a button
carries."""

import re
import string
from collections.abc import Iterator
from itertools import chain, count

from adapters.ids import IdScheme

PREFIX = "discord:"
IDS = IdScheme(re.compile(r"[1-9][0-9]{0,19}", re.ASCII), "Discord server")
qualify_id, native_id, native_id_or_empty = IDS.qualify_id, IDS.native_id, IDS.native_id_or_empty
DIGITS = string.digits + string.ascii_letters
# Our buttons: action, a sign that tells apart two that are alike, a short id, and the server in
# eleven characters.
ROUTE = re.compile(
    r"(?P<action>[\w.-]+)[^\w.-](?P<value>.*)\|(?P<guild>[0-9A-Za-z]{1,11})", re.ASCII | re.DOTALL
)
FIRST_SIGN, MORE_SIGNS = "|", 0x2460  # ① and on: nobody has that many buttons alike


def workspace_of(guild: str | int) -> str:
    """Give our id of a Discord server."""
    return f"{PREFIX}{guild}"


def guild_of(workspace: str) -> str:
    """Give Discord's id of a server."""
    return workspace.removeprefix(PREFIX)


def button_signs() -> Iterator[str]:
    """Give signs that tell apart buttons which do the same in one message."""
    return chain([FIRST_SIGN], map(chr, count(MORE_SIGNS)))


def build_route(workspace: str, action: str, value: str, sign: str = FIRST_SIGN) -> str:
    """Write what a button carries: a click in a direct message names no server, so the button
    does."""
    return f"{action}{sign}{value}|{_short(int(guild_of(workspace)))}"


def parse_route(custom_id: str) -> tuple[str, str, str] | None:
    """Read the workspace, the action and the value that a button carries."""
    found = ROUTE.fullmatch(custom_id)
    return (workspace_of(_long(found["guild"])), found["action"], found["value"]) if found else None


def _short(number: int) -> str:
    written = ""
    while number or not written:
        number, digit = divmod(number, len(DIGITS))
        written = DIGITS[digit] + written
    return written


def _long(written: str) -> int:
    number = 0
    for digit in written:
        number = number * len(DIGITS) + DIGITS.index(digit)
    return number
