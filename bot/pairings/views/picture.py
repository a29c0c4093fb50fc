"""Word the picture of who met across teams."""

import msgspec

from bot.pairings.insights.team_network import TeamNetwork
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import ALT_LIMIT, Card, GraphNode, Heading, Part, Picture
from bot.ui.notices import note_card

PICTURE_REASON = "You organise here, and asked for the picture of who met across teams."
HEADING = "Who met across teams"
OTHERS = "Smaller teams"
LEGEND = (
    "The last three months. The larger a circle, the more of a team met somebody; the thicker a "
    "line, the more often. "
    "Teams and lines of fewer than five people stay out."
)
TOO_LITTLE = (
    "There is no picture to show yet. It takes two teams of five people or more who met each "
    "other, and teams named in "
    "“/mingle profile”; it shows nothing about fewer."
)
HOW_OFTEN = {3: "often", 2: "now and then", 1: "once in a while"}


def drawing_card() -> Card:
    """Say that the picture is on its way."""
    return note_card(
        "I'm drawing it",
        "The picture comes in your messages with me in a moment; nobody else gets it.",
    )


def picture_card(program: PairingProgram, found: TeamNetwork) -> Card:
    """Show an organiser who met across teams."""
    about = text_paragraph("In the lunches of ", program.channel_mention, ", these teams met.")
    return Card("round", HEADING, (about, network_picture(found), soft_paragraph(LEGEND)))


def with_picture(report: Card, found: TeamNetwork) -> Card:
    """Put the picture into the report of a round, above its buttons."""
    *parts, buttons = report.parts
    more: list[Part] = [Heading(HEADING), network_picture(found), soft_paragraph(LEGEND)]
    return msgspec.structs.replace(report, parts=(*parts, *more, buttons))


def network_picture(found: TeamNetwork) -> Picture:
    """Show teams as circles and what was between them as lines, with the same in words."""
    spots = tuple(GraphNode(_label(spot), spot.size) for spot in found.nodes)
    ties = sorted(found.ties, key=lambda tie: (-tie.strength, tie.one, tie.other))
    told = [
        f"{spots[t.one].label} and {spots[t.other].label} {HOW_OFTEN[t.strength]}" for t in ties
    ]
    alt = f"Teams that met: {'; '.join(told)}."
    return Picture(
        "who-met", alt if len(alt) <= ALT_LIMIT else alt[: ALT_LIMIT - 1] + "…", spots, found.ties
    )


def _label(spot: GraphNode) -> str:
    return spot.label or OTHERS
