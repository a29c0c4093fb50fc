"""Measure what sources of events cost."""

from tests.bench.feeds import feeds
from tests.bench.report import show


def main() -> None:
    show("Sources of events", [("a very large calendar", feeds)])
