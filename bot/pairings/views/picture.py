"""Cards of the picture of who met across teams."""

from collections.abc import Sequence

import msgspec

from bot.pairings.insights.team_network import TeamNetwork
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import ALT_LIMIT, Card, GraphNode, Heading, Part, Picture, Tie
from bot.ui.notices import note_card
from bot.ui.text import CommandMention

PICTURE_REASON = "You organise here, and asked for the picture of who met across teams."
HEADING = "Who met across teams"
OTHERS = "Smaller teams"
LEGEND = (
    "The last three months. The larger a circle, the more of a team met somebody; the thicker a "
    "line, the more often. "
    "Teams and lines of fewer than five people stay out."
)
TOO_LITTLE = (
    "There is no picture to show yet. It takes two teams of five people or more who met "
    "each other, and teams named in ",
    CommandMention("mingle profile"),
    "; it shows nothing about fewer.",
)
HOW_OFTEN = {3: "often", 2: "now and then", 1: "once in a while"}


def drawing_card() -> Card:
    """Return the answer to the command: the picture follows by DM."""
    return note_card(
        "I'm drawing it",
        "In a moment I'll send you the picture; nobody else gets it.",
    )


def picture_card(program: PairingProgram, network: TeamNetwork) -> Card:
    """Return the picture for an organiser."""
    about = text_paragraph("In the lunches of ", program.channel_mention, ", these teams met.")
    return Card("round", HEADING, (about, network_picture(network), soft_paragraph(LEGEND)))


def with_picture(report: Card, network: TeamNetwork) -> Card:
    """Return the report of a round with the picture above its buttons."""
    *parts, buttons = report.parts
    more: list[Part] = [Heading(HEADING), network_picture(network), soft_paragraph(LEGEND)]
    return msgspec.structs.replace(report, parts=(*parts, *more, buttons))


def network_picture(network: TeamNetwork) -> Picture:
    """Return a graph with teams as nodes and meetings as edges; the alt text says the same."""
    nodes = tuple(GraphNode(node.label or OTHERS, node.size) for node in network.nodes)
    alt = _alt_text(nodes, network.ties)
    if len(alt) > ALT_LIMIT:
        alt = alt[: ALT_LIMIT - 1] + "…"
    return Picture("who-met", alt, nodes, network.ties)


def _alt_text(nodes: Sequence[GraphNode], ties: Sequence[Tie]) -> str:
    phrases = []
    for tie in sorted(ties, key=lambda tie: (-tie.strength, tie.one, tie.other)):
        one, other = nodes[tie.one].label, nodes[tie.other].label
        phrases.append(f"{one} and {other} {HOW_OFTEN[tie.strength]}")
    return f"Teams that met: {'; '.join(phrases)}."
