"""Show what was measured: a line of progress while it lasts, a table at the end."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

console = Console(width=None if Console().is_terminal else 120)


class Figure(NamedTuple):
    goal: str
    target: str
    reached: str
    kept: bool | None = None  # None: nothing was asked, the figure is for the curious


Measure = Callable[[], Iterable[Figure]]


def show(title: str, measures: Sequence[tuple[str, Measure]]) -> bool:
    table = Table(
        "", "what", "target", "reached", title=title, title_justify="left", title_style="bold"
    )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    figures: list[Figure] = []
    with bar:
        task = bar.add_task("", total=len(measures))
        for name, measure in measures:
            bar.update(task, description=f"measuring {name}")
            figures += measure()
            bar.advance(task)
    for figure in figures:
        table.add_row({True: "✓", False: "✗", None: ""}[figure.kept], *figure[:3])
    console.print(table)
    return all(figure.kept is not False for figure in figures)


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def quantile(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
