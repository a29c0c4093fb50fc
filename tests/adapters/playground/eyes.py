"""Read the playground's HTML as a browser would: words, buttons, links, fields."""

import base64
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from tests.adapters.harness import Pressable

VOID = {"input", "br", "hr", "img"}
Attributes = dict[str, str]


@dataclass
class Control:
    """A field's control: its kind, its attributes, what it offers and what is chosen."""

    tag: str
    attributes: Attributes
    text: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)  # value, label, chosen


class Eyes(HTMLParser):
    """Everything seen in one piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.buttons: list[Pressable] = []
        self.links: list[str] = []
        self.pings: list[str] = []
        self.files: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}  # as they are by day
        self.controls: dict[str, list[Control]] = {}
        self.selects: list[Control] = []
        self.tags: list[str] = []
        self._open: list[tuple[str, Attributes]] = []
        self._field = ""
        self.feed(str(html))  # Markup would escape what it is added to
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        assert not [name for name in seen if name.startswith("on")], seen
        if tag not in VOID:
            self._open.append((tag, seen))
        self._field = seen.get("data-field", self._field)
        if "mention" in seen.get("class", "").split():
            self.pings.append(seen["data-person"])
        if tag == "button" and "data-action" in seen:
            self.buttons.append(Pressable("", seen["data-action"], seen["data-value"]))
        if tag == "a":
            self._link(seen)
        if tag == "img" and "by-day" in seen["class"].split():
            self.pictures[seen["alt"]] = base64.b64decode(
                seen["src"].removeprefix("data:image/png;base64,")
            )
        if tag in {"input", "textarea", "select"}:
            self._control(tag, seen)
        if tag == "option":
            self._last.options.append((seen["value"], "", "selected" in seen))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} closed by {tag}"

    def handle_data(self, data: str) -> None:
        tag, seen = self._open[-1] if self._open else ("", {})
        self.words += data
        if tag == "button" and "data-action" in seen:
            last = self.buttons.pop()
            self.buttons.append(Pressable(last.label + data, last.action, last.value))
        elif tag == "option":
            value, label, chosen = self._last.options.pop()
            self._last.options.append((value, label + data, chosen))
        elif tag == "textarea":
            self._last.text += data
        elif tag == "span" and len(self._open) > 1 and self._open[-2][1].get("class") == "box":
            value, label, chosen = self._last.options.pop()
            self._last.options.append((value, label + data, chosen))

    def _link(self, seen: Attributes) -> None:
        if "download" in seen:
            kind, _, content = seen["href"].partition(";base64,")
            assert kind.startswith("data:text/")
            self.files[seen["download"]] = base64.b64decode(unquote(content)).decode()
        elif seen["href"] != "#":
            self.links.append(seen["href"])

    def _control(self, tag: str, seen: Attributes) -> None:
        several = seen.get("type") == "checkbox" and self._field in self.controls
        if not several:
            self._last = Control(tag, seen)
            (
                self.selects if "data-action" in seen else self.controls.setdefault(self._field, [])
            ).append(self._last)
        if seen.get("type") == "checkbox":
            self._last.options.append((seen["value"], "", "checked" in seen))
