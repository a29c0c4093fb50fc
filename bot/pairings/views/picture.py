"""Cards of the picture of who met across teams."""

from collections.abc import Sequence

import msgspec

from bot.pairings.insights.team_network import TeamNetwork
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import ALT_LIMIT, Card, GraphNode, Heading, Part, Picture, Tie
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, tell

PICTURE_REASON = mark("You organise here, and asked for the picture of who met across teams.")
HEADING = mark("Who met across teams")
OTHERS = mark("Smaller teams")
LEGEND = mark(
    "The last three months. The larger a circle, the more of a team met somebody; the "
    "thicker a line, the more often. Teams and lines of fewer than five people stay out."
)


def too_little() -> Text:
    """Return what it takes for a picture."""
    return tell(
        "There is no picture to show yet. It takes two teams of five people or more who met each "
        "other, and teams named in {profile}; it shows nothing about fewer.",
        profile=CommandMention("mingle profile"),
    )


HOW_OFTEN = {
    3: mark("{team} and {other} often"),
    2: mark("{team} and {other} now and then"),
    1: mark("{team} and {other} once in a while"),
}


def drawing_card() -> Card:
    """Return the answer to the command: the picture follows by DM."""
    return note_card(
        say("I'm drawing it"),
        say("In a moment I'll send you the picture; nobody else gets it."),
    )


def picture_card(program: PairingProgram, network: TeamNetwork) -> Card:
    """Return the picture for an organiser."""
    about = text_paragraph(
        *tell("In the lunches of {channel}, these teams met.", channel=program.channel_mention)
    )
    return Card(
        "round", say(HEADING), (about, network_picture(network), soft_paragraph(say(LEGEND)))
    )


def with_picture(report: Card, network: TeamNetwork) -> Card:
    """Return the report of a round with the picture above its buttons."""
    *parts, buttons = report.parts
    more: list[Part] = [
        Heading(say(HEADING)),
        network_picture(network),
        soft_paragraph(say(LEGEND)),
    ]
    return msgspec.structs.replace(report, parts=(*parts, *more, buttons))


def network_picture(network: TeamNetwork) -> Picture:
    """Return a graph with teams as nodes and meetings as edges; the alt text says the same."""
    nodes = tuple(GraphNode(node.label or say(OTHERS), node.size) for node in network.nodes)
    alt = _alt_text(nodes, network.ties)
    if len(alt) > ALT_LIMIT:
        alt = alt[: ALT_LIMIT - 1] + "…"
    return Picture("who-met", alt, nodes, network.ties)


def _alt_text(nodes: Sequence[GraphNode], ties: Sequence[Tie]) -> str:
    phrases = []
    for tie in sorted(ties, key=lambda tie: (-tie.strength, tie.one, tie.other)):
        one, other = nodes[tie.one].label, nodes[tie.other].label
        phrases.append(say(HOW_OFTEN[tie.strength], team=one, other=other))
    return say("Teams that met: {phrases}.", phrases="; ".join(phrases))
