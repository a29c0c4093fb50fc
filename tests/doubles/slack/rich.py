"""Read rich text as people do.

Its words stand as they are, and only its elements ping or lead anywhere.
"""

from collections.abc import Iterator
from typing import Any

from tests.doubles.slack.state import Json, Workspace


def lines(workspace: Workspace, block: Json) -> Iterator[str]:
    """Return the words of a rich text block, line by line."""
    for section in block["elements"]:
        yield from "".join(_shown(workspace, one) for one in section["elements"]).split("\n")


def table_lines(workspace: Workspace, table: Json) -> Iterator[str]:
    """Return the rows of a table below its headings, each as a line."""
    for row in table["rows"][1:]:
        yield ": ".join(" ".join(_cell(workspace, cell)) for cell in row)


def elements(blocks: Any) -> Iterator[Json]:
    """Return every element of rich text in these blocks."""
    for block in blocks:
        if block["type"] == "rich_text":
            yield from (one for section in block["elements"] for one in section["elements"])
        if block["type"] == "table":
            yield from (one for row in block["rows"] for one in elements(row))


def pings(blocks: Any) -> list[str]:
    """Return whom rich text alerts, in the words of markup."""
    found = {"user": lambda one: f"@{one['user_id']}", "broadcast": lambda one: f"!{one['range']}"}
    return [found[one["type"]](one) for one in elements(blocks) if one["type"] in found]


def links(blocks: Any) -> list[str]:
    """Return where rich text leads."""
    return [one["url"] for one in elements(blocks) if one["type"] == "link"]


def _cell(workspace: Workspace, cell: Json) -> list[str]:
    return [cell["text"]] if "text" in cell else list(lines(workspace, cell))


def _shown(workspace: Workspace, element: Json) -> str:
    match element["type"]:
        case "user":
            known = workspace.users.get(element["user_id"])
            return f"@{known.name}" if known else "@unknown"
        case "channel":
            channel = workspace.channels.get(element["channel_id"])
            return f"#{channel.name}" if channel else "#private"
        case "date":
            return str(element["fallback"])
        case "link":
            return str(element.get("text") or element["url"])
    return str(element["text"])
