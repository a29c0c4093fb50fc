"""Read what people type: mentions become our ids, and Slack's escapes become what was typed."""

import pytest

from adapters.slack.payloads import parse_slash_command
from bot.features import ROUTER

HERE = "slack:T1"


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("/lunch", "", ("lunch", {})),
        ("/mingle", "setup", ("mingle setup", {})),
        ("/mingle", "SETUP", ("mingle setup", {})),
        ("/round", "explain <@U12AB|tom>", ("round explain", {"person": f"{HERE}/U12AB"})),
        ("/round", "explain <@U12AB>", ("round explain", {"person": f"{HERE}/U12AB"})),
        ("/round", "explain @tom", ("round explain", {"person": "@tom"})),
        ("/round", "explain &lt;@U12AB&gt;", ("round explain", {"person": "<@U12AB>"})),
        ("/prompt", "skip <#C9|lunch-club>", ("prompt skip", {"channel": f"{HERE}/C9"})),
        (
            "/lunch",
            'topic:"with <@U12AB|tom becker> in <#C9|x>"',
            ("lunch", {"topic": "with @tom becker in #x"}),
        ),
        ("/lunch", "topic:R&amp;D at:&lt;here&gt;", ("lunch", {"topic": "R&D", "at": "<here>"})),
        (
            "/lunch",
            "at:<https://a.example/?b|a.example>",
            ("lunch", {"at": "https://a.example/?b"}),
        ),
        ("/lunch", "<!channel> &amp;lt;", ("lunch", {"when": "<!channel> &lt;"})),
        ("/mingle", "dance &lt;3", ("mingle", {})),
        ("/tea", "now &lt;3", ("tea now <3", {})),
        ("/lunch", "x" * 20_000, ("lunch", {"when": "x" * 11_993})),
    ],
)
def test_what_is_typed_is_read(typed: str, text: str, expected: tuple[str, dict[str, str]]) -> None:
    read = parse_slash_command(ROUTER, {"command": typed, "text": text}, HERE)
    assert (read.command, read.fields) == expected
