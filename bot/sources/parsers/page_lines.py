"""The lines of a page as its readers see them, each with the blocks that it stands in."""

import re
from collections.abc import Iterator

from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.parsers.markup import attribute_of

MAX_NODES = 60_000  # of one page that are looked at
MAX_LINES = 6_000
MAX_TEXT = 600_000  # characters of one page
MAX_CHILDREN = 20  # of a link, among which elements of their own are looked for
MAX_LINE = 2_000  # characters
MAX_DEPTH = 100  # blocks in one another; what is deeper stands beside the deepest

_PASSED_OVER_TAGS = """
script style noscript template svg math select nav footer iframe object video audio canvas head
textarea -comment
"""
_INLINE_TAGS = """
a abbr b bdi bdo button cite code data del dfn em font i ins kbd label mark q s samp small span
strike strong sub sup time tt u var wbr img
"""
_PASSED_OVER = frozenset(_PASSED_OVER_TAGS.split())
_INLINE = frozenset(_INLINE_TAGS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRONG = ("b", "strong", "em", "dt")
_TITLED = re.compile(r"title|headline|heading|(?:^|[-_ ])name\b|summary|subject|\bnaam\b|titre")
_PLACED = re.compile(r"location|venue|\bplace\b|\bort\b|lieu|lugar|luogo|locatie|adress")
_OUTSIDE = re.compile(
    r"\b(?:breadcrumbs?|cookie|menu|navbar|sidebar-nav|pagination|comments?|copyright|share|social"
    r"|skip-link|screen-reader-text|sr-only|visually-hidden|byline|entry-meta|post-meta|posted-on"
    r"|post-date|published|modified|tag-?cloud)\b"
)
_NUMBERS = re.compile(r"\d+")
_TURNS = re.compile(r"\b(?:odd|even|first|last|alt|alternate|active|selected|current|today)\b")


class Run(Struct, frozen=True):
    """A piece of a line in one style; `kind` is link, strong, title, place or an empty string."""

    text: str
    kind: str
    link: str


class Block(Struct, frozen=True, eq=False):
    """An element that stands for itself; `signature` is the same for its like."""

    number: int
    tag: str
    parent: "Block | None"
    signature: str
    column: int  # of a cell in its row
    depth: int

    def ancestors(self) -> Iterator["Block"]:
        """Yield this block and those around it."""
        block: Block | None = self
        while block is not None:
            yield block
            block = block.parent


class Line(Struct, eq=False):
    """One line, its pieces, and the innermost block around it; `level` is that of a heading."""

    number: int
    block: Block
    runs: list[Run] = field(default_factory=list)
    level: int = 0
    text: str = ""


class _Style(Struct, frozen=True):
    kind: str = ""
    link: str = ""
    level: int = 0


class _Builder:
    """Collects lines while the elements of a page are walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.blocks = 0
        self.characters = 0
        self.broken: set[int] = set()  # blocks of which a line ended before they did
        self._runs: list[Run] = []
        self._level = 0

    def open_block(self, tag: str, classes: str, parent: Block | None, column: int) -> Block:
        """Return a new block inside another."""
        self.blocks += 1
        if parent and parent.depth >= MAX_DEPTH:
            parent = parent.parent
        base = _TURNS.sub("", _NUMBERS.sub("", classes)).split()
        own = f"{tag}.{base[0]}" if base else tag
        above = parent.signature if parent else ""
        depth = parent.depth + 1 if parent else 0
        return Block(self.blocks, tag, parent, str(hash((above, own))), column, depth)

    def add(self, text: str, style: _Style) -> None:
        """Add a piece of text to the line at hand."""
        text = " ".join(text[:MAX_LINE].split())
        if text:
            self._runs.append(Run(text, style.kind, style.link))
            self._level = self._level or style.level

    def end_line(self, block: Block) -> None:
        """End the line at hand, which stands in `block`."""
        room = len(self.lines) < MAX_LINES and self.characters < MAX_TEXT
        if self._runs and room:
            text = " ".join(run.text for run in self._runs)[:MAX_LINE]
            self.characters += len(text)
            self.lines.append(Line(len(self.lines), block, self._runs, self._level, text))
        self._runs, self._level = [], 0


def read_lines(page: LexborHTMLParser) -> list[Line]:
    """Return the lines of a page in their order, without menus, forms and margins."""
    builder = _Builder()
    body = page.body
    if body is None:
        return []
    root = builder.open_block("body", "", None, 0)
    # An element is visited when it opens; a bare block on the stack ends its line.
    stack: list[tuple[LexborNode | None, Block, _Style, int]] = [(body.child, root, _Style(), 0)]
    seen = 0
    while stack and seen < MAX_NODES:
        node, block, style, column = stack.pop()
        if node is None:
            shares = block.number in builder.broken
            builder.end_line(_line_block(builder, block) if shares else block)
            continue
        seen += 1
        if node.next is not None:
            stack.append((node.next, block, style, column + (node.tag in ("td", "th"))))
        _visit(node, block, style, column, builder, stack)
    builder.end_line(root)
    return builder.lines


def _visit(
    node: LexborNode,
    block: Block,
    style: _Style,
    column: int,
    builder: _Builder,
    stack: list[tuple[LexborNode | None, Block, _Style, int]],
) -> None:
    tag = node.tag or ""
    if tag == "-text":
        builder.add(node.text_content or "", style)
        return
    if tag in _PASSED_OVER:
        return
    if tag in ("br", "hr"):
        builder.end_line(_line_block(builder, block))
        return

    attributes = node.attributes
    classes = f"{attributes.get('class') or ''}".lower()[:200]
    if _OUTSIDE.search(classes) or "hidden" in attributes or attributes.get("role") == "navigation":
        return
    inner = _style(node, tag, classes, style)
    if tag in _INLINE and not _holds_blocks(node, tag):
        if node.child is not None:
            stack.append((node.child, block, inner, 0))
        return

    builder.end_line(_line_block(builder, block))
    own = builder.open_block(tag, classes, block, column if tag in ("td", "th") else 0)
    stack.append((None, own, style, 0))
    if node.child is not None:
        stack.append((node.child, own, inner, 0))


def _holds_blocks(node: LexborNode, tag: str) -> bool:
    """Return whether a link is a tile, with elements in it that stand for themselves."""
    child = node.child if tag in ("a", "button", "span") else None
    for _ in range(MAX_CHILDREN):
        if child is None:
            return False
        name = child.tag or ""
        if name not in _INLINE and name not in _PASSED_OVER and name not in ("-text", "br"):
            return True
        child = child.next
    return False


def _line_block(builder: _Builder, block: Block) -> Block:
    """Return a block for a line that shares its element with others."""
    builder.broken.add(block.number)
    return builder.open_block("line", "", block, block.column)


def _style(node: LexborNode, tag: str, classes: str, style: _Style) -> _Style:
    kind, link, level = style.kind, style.link, style.level
    if tag in _HEADINGS:
        level = _HEADINGS[tag]
    if tag == "a":
        link = attribute_of(node, "href").strip()[:1_000] or link
        kind = kind or "link"
    elif tag in _STRONG:
        kind = kind or "strong"
    if _PLACED.search(classes):
        kind = "place"
    elif _TITLED.search(classes):
        kind = "title"
    return _Style(kind, link, level)
