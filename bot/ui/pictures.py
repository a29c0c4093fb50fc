"""Renderer of cards' pictures to PNG: pure, and slow (half a second), so only senders call it."""

import io
import math
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.ui.cards import Card, Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = (6.0, 3.75)  # inches
SHARPNESS = 180  # dots an inch
MARGIN = 0.2  # inches
MAX_CACHED = 32  # pictures remembered
# characters and lines of a label; the words beside a picture have the rest
MAX_LABEL_LINE, MAX_LABEL_LINES = (18, 2)
WIDTHS = (1.6, 4.0, 7.5)  # of thin, middling and thick lines
EDGE = 1.08  # how far the paper reaches, up and down
RING_WIDTH, RING_HEIGHT = 0.95, 0.72  # the ring
MIN_RADIUS, MAX_RADIUS = 0.09, 0.2  # radius of the smallest and the largest circle
BEND = 0.35  # how far lines keep from the middle
COLOURS = ("#c8452b", "#0e6f66", "#f2b441", "#4a6fa5", "#8a4f7d", "#7a8b3a", "#d97b4f", "#3f8fa3")


class Palette(NamedTuple):
    """The colours of a picture's background and words."""

    paper: str
    ink: str
    lines: float  # how strong


LIGHT_PALETTE, DARK_PALETTE = (
    Palette("#fbf8f3", "#22252b", 0.6),
    Palette("#24262c", "#edebe6", 0.85),
)


def card_pictures(card: Card) -> list[Picture]:
    """Return the pictures in a card."""
    return [part for part in card.parts if isinstance(part, Picture)]


@lru_cache(MAX_CACHED)
def render_png(picture: Picture, *, dark: bool = False) -> bytes:
    """Return a picture as PNG bytes on its own background, bright or for a dark page."""
    from matplotlib.figure import Figure  # takes as long to import as all of Mingle

    palette = DARK_PALETTE if dark else LIGHT_PALETTE
    figure = Figure(figsize=SIZE, facecolor=palette.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-EDGE * SIZE[0] / SIZE[1], EDGE * SIZE[0] / SIZE[1])
    axes.set_ylim(-EDGE, EDGE)
    _render_picture(axes, picture, palette)
    drawn = io.BytesIO()
    figure.savefig(
        drawn,
        dpi=SHARPNESS,
        facecolor=palette.paper,
        bbox_inches="tight",  # as wide as the longest label needs
        pad_inches=MARGIN,
        metadata={"Software": None},
    )
    return drawn.getvalue()


def _render_picture(axes: "Axes", picture: Picture, palette: Palette) -> None:
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    places = _ring(len(picture.spots))
    for tie in sorted(picture.ties, key=lambda tie: tie.strength):
        (x1, y1), (x2, y2) = places[tie.one], places[tie.other]
        middle = (BEND * (x1 + x2) / 2, BEND * (y1 + y2) / 2)
        path = Path([(x1, y1), middle, (x2, y2)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        colour = COLOURS[tie.one % len(COLOURS)]
        width = WIDTHS[tie.strength - 1]
        axes.add_patch(
            PathPatch(
                path,
                fill=False,
                edgecolor=colour,
                linewidth=width,
                alpha=palette.lines,
                capstyle="round",
            )
        )
    largest = max(spot.size for spot in picture.spots)
    for number, (spot, (x, y)) in enumerate(zip(picture.spots, places, strict=True)):
        radius = max(MIN_RADIUS, MAX_RADIUS * math.sqrt(spot.size / largest))
        colour = COLOURS[number % len(COLOURS)]
        axes.add_patch(
            Circle((x, y), radius, facecolor=colour, edgecolor=palette.paper, linewidth=2, zorder=2)
        )
        _label(axes, spot.label, (x, y), radius, palette)


def _ring(count: int) -> list[tuple[float, float]]:
    import rustworkx

    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph()
    graph.add_nodes_from([None] * count)
    places = rustworkx.circular_layout(graph)
    return [
        (RING_WIDTH * places[number][0], RING_HEIGHT * places[number][1]) for number in range(count)
    ]


def _legible(label: str) -> str:
    """Return a label without characters that the font lacks and would draw as boxes."""
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    return "".join(letter for letter in label if ord(letter) in known).strip() or "…"


def _label(
    axes: "Axes", label: str, at: tuple[float, float], radius: float, palette: Palette
) -> None:
    words = "\n".join(
        textwrap.wrap(_legible(label), MAX_LABEL_LINE, max_lines=MAX_LABEL_LINES, placeholder="…")
    )
    x, y = at
    beside = abs(x) > 0.1
    axes.text(
        x + math.copysign(radius + 0.05, x) if beside else x,
        y if beside else y + math.copysign(radius + 0.05, y),
        words,
        fontfamily="DejaVu Sans",
        color=palette.ink,
        fontsize=14,
        horizontalalignment=("left" if x > 0 else "right") if beside else "center",
        verticalalignment="center" if beside else ("bottom" if y > 0 else "top"),
        parse_math=False,  # a team may well be named $um
        zorder=3,
    )
