"""Parsers of the ids that buttons, forms and commands bring back."""

import re

_NATIVE = re.compile(r"[\w.:@+-]{1,100}")


def belongs_to_workspace(channel: str, workspace: str) -> bool:
    """Return whether a channel's id carries this workspace."""
    home, _, native = channel.partition("/")
    return home == workspace and bool(_NATIVE.fullmatch(native))


def row_number(value: str) -> int:
    """Return a row's number, or 0, which no row has, where the text is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
