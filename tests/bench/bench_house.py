"""Print how fast the house answers, finds what is due and starts, each figure beside its target."""

from tests.bench import lunch, report, start, sweeps, workspaces

MEASURES: tuple[tuple[str, report.Measure], ...] = (
    ("what `run` needs", start.start),
    ("how /lunch is answered", lunch.answers),
    ("how what is due is found", sweeps.sweeps),
    ("a turn among many workspaces", workspaces.workspaces),
)


def main() -> None:
    report.show("The house", MEASURES)


if __name__ == "__main__":
    main()
