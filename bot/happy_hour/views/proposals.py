"""The form and cards of a place that a member proposes."""

from bot.happy_hour.rules import Poll, PollOption
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, TextField
from bot.ui.fields import link_field
from bot.ui.notices import note_card
from bot.ui.text import Node
from bot.venues.rules import MAX_LINE, MAX_LINK, MAX_NAME, Venue

KNOWN = "That place stands on this poll already, or was proposed before."
RESTING = "We were there less than half a year ago, so it rests. Is there another one you like?"
ENOUGH = "Two places of yours are waiting already. Organisers look at them soon."
FULL = "Five places stand on this poll already; next month there is room again."
SETTLED = "That place was settled already."


def proposal_form(poll: int) -> Form:
    """Ask for a place."""
    fields = (
        TextField("name", "Which place?", limit=MAX_NAME, required=True, example="Eule"),
        TextField("part", "Part of town", limit=MAX_NAME, example="Mitte"),
        TextField("address", "Address", limit=MAX_LINE, example="Torstraße 5"),
        link_field("map_link", "Map", "If you have one at hand", limit=MAX_LINK),
    )
    intro = ("An organiser has a look first; then it stands on the poll with the others.",)
    return Form(
        "poll.propose", "Propose a place", fields, value=str(poll), submit="Propose", intro=intro
    )


def proposal_sent_card(name: str) -> Card:
    """Confirm a proposal."""
    return note_card(
        "Thank you", f"{name} goes to your organisers. You hear from me once they have looked."
    )


def proposal_card(poll: Poll, option: PollOption, venue: Venue, by: Node) -> Card:
    """Ask organisers to decide on a proposal; once it is settled, or the poll over, say so."""
    title = "A place for the poll?"
    if option.state != "proposed":
        return note_card(title, _decision(venue.name, taken=option.state == "offered"))
    if poll.state != "open":
        return note_card(title, f"{venue.name} was proposed, and the poll has closed since.")

    where = ", ".join(filter(None, (venue.name, venue.part, venue.address)))
    buttons = (
        Button("poll.approve", "Put it on the poll", str(option.id), "main"),
        Button("poll.decline", "Leave it out", str(option.id)),
    )
    text = Paragraph((by, f" proposes {where} for “{poll.title}”."))
    return Card("prompt", title, (text, Actions(buttons)))


def proposal_decided_card(name: str, *, taken: bool) -> Card:
    """Confirm an organiser's decision on a proposal."""
    return note_card("Thank you", _decision(name, taken=taken))


def _decision(name: str, *, taken: bool) -> str:
    words = "stands on the poll and on the list of places" if taken else "is left out"
    return f"{name} {words} now."


def proposal_settled_card(name: str, *, taken: bool) -> Card:
    """Notify a member of the decision on their proposal."""
    words = "is not on this poll; your organisers chose to leave it out"
    if taken:
        words = "stands on the poll now"
    return note_card("About your place", f"{name} {words}. Thank you for thinking along.")
