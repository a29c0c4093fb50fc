"""Print what Mingle takes from a Slack workspace at once, each figure beside its target."""

from tests.bench import crowd, gestures, report, slack

MEASURES: tuple[tuple[str, report.Measure], ...] = (
    ("a crowd in Slack", crowd.crowd),
    ("Slack under load", slack.load),
    ("gestures over HTTP", gestures.gestures),
)


def main() -> None:
    report.show("Slack", MEASURES)


if __name__ == "__main__":
    main()
