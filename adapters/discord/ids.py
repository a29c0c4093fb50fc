"""Conversion between Discord's ids and ours, and the routes that buttons carry.

Our ids carry the server, and so do routes: a click in a DM does not name one.
"""

import re
import string
from collections.abc import Iterator
from itertools import chain, count

from adapters.ids import IdScheme

PREFIX = "discord:"
IDS = IdScheme(re.compile(r"[1-9][0-9]{0,19}", re.ASCII), "Discord server")
qualify_id, native_id = IDS.qualify_id, IDS.native_id
native_id_or_empty, native_ids = IDS.native_id_or_empty, IDS.native_ids
DIGITS = string.digits + string.ascii_letters
# A custom id of ours: the action, a sign that tells two equal buttons apart, a short value, and
# the server in base 62, at most eleven characters.
ROUTE = re.compile(
    r"(?P<action>[\w.-]+)[^\w.-](?P<value>.*)\|(?P<guild>[0-9A-Za-z]{1,11})", re.ASCII | re.DOTALL
)
FIRST_SIGN, MORE_SIGNS = "|", 0x2460  # "|", then ① and on


def workspace_of(guild: str | int) -> str:
    """Return our id of a Discord server."""
    return f"{PREFIX}{guild}"


def guild_of(workspace: str) -> str:
    """Return Discord's id of a server."""
    return workspace.removeprefix(PREFIX)


def button_signs() -> Iterator[str]:
    """Yield signs that tell buttons of one message with the same action and value apart."""
    return chain([FIRST_SIGN], map(chr, count(MORE_SIGNS)))


def build_route(workspace: str, action: str, value: str, sign: str = FIRST_SIGN) -> str:
    """Return the custom id of a button or menu."""
    return f"{action}{sign}{value}|{_to_base62(int(guild_of(workspace)))}"


def parse_route(custom_id: str) -> tuple[str, str, str] | None:
    """Return workspace, action and value of a custom id; None for one that is not ours."""
    match = ROUTE.fullmatch(custom_id)
    if match is None:
        return None
    return workspace_of(_from_base62(match["guild"])), match["action"], match["value"]


def _to_base62(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


def _from_base62(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(DIGITS) + DIGITS.index(digit)
    return number
