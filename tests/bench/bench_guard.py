"""Print what the text guard takes and how often it asks, each figure beside its target."""

from tests.bench import guard, report

MEASURES: tuple[tuple[str, report.Measure], ...] = (
    ("one look", guard.looks),
    ("how it grows", guard.growth),
    ("whom it asks", guard.answers),
)


def main() -> None:
    report.show("The text guard", MEASURES)


if __name__ == "__main__":
    main()
