"""The form and cards of a place that a member proposes."""

from bot.happy_hour.rules import Poll, PollOption
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, TextField
from bot.ui.fields import link_field
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Node, tell
from bot.venues.rules import MAX_LINE, MAX_LINK, MAX_NAME, Venue

KNOWN = mark("That place stands on this poll already, or was proposed before.")
RESTING = mark(
    "We were there less than half a year ago, so it rests. Is there another one you like?"
)
ENOUGH = mark("Two places of yours are waiting already. Organisers look at them soon.")
FULL = mark("Five places stand on this poll already; next month there is room again.")
SETTLED = mark("That place was settled already.")


def proposal_form(poll: int) -> Form:
    """Ask for a place."""
    fields = (
        TextField("name", say("Which place?"), limit=MAX_NAME, required=True, example=say("Eule")),
        TextField("part", say("Part of town"), limit=MAX_NAME, example=say("Mitte")),
        TextField("address", say("Address"), limit=MAX_LINE, example=say("Torstraße 5")),
        link_field("map_link", say("Map"), say("If you have one at hand"), limit=MAX_LINK),
    )
    intro = (say("An organiser has a look first; then it stands on the poll with the others."),)
    return Form(
        "poll.propose",
        say("Propose a place"),
        fields,
        value=str(poll),
        submit=say("Propose"),
        intro=intro,
    )


def proposal_sent_card(name: str) -> Card:
    """Confirm a proposal."""
    return note_card(
        say("Thank you"),
        say("{name} goes to your organisers. You hear from me once they have looked.", name=name),
    )


def proposal_card(poll: Poll, option: PollOption, venue: Venue, by: Node) -> Card:
    """Ask organisers to decide on a proposal; once it is settled, or the poll over, say so."""
    title = say("A place for the poll?")
    if option.state != "proposed":
        return note_card(title, _decision(venue.name, taken=option.state == "offered"))
    if poll.state != "open":
        return note_card(
            title, say("{name} was proposed, and the poll has closed since.", name=venue.name)
        )

    where = ", ".join(filter(None, (venue.name, venue.part, venue.address)))
    buttons = (
        Button("poll.approve", say("Put it on the poll"), str(option.id), "main"),
        Button("poll.decline", say("Leave it out"), str(option.id)),
    )
    text = Paragraph(
        tell("{by} proposes {where} for “{title}”.", by=by, where=where, title=poll.title)
    )
    return Card("prompt", title, (text, Actions(buttons)))


def proposal_decided_card(name: str, *, taken: bool) -> Card:
    """Confirm an organiser's decision on a proposal."""
    return note_card(say("Thank you"), _decision(name, taken=taken))


def _decision(name: str, *, taken: bool) -> str:
    if taken:
        return say("{name} stands on the poll and on the list of places now.", name=name)
    return say("{name} is left out now.", name=name)


def proposal_settled_card(name: str, *, taken: bool) -> Card:
    """Notify a member of the decision on their proposal."""
    words = say(
        "{name} is not on this poll; your organisers chose to leave it out. Thank you for "
        "thinking along.",
        name=name,
    )
    if taken:
        words = say("{name} stands on the poll now. Thank you for thinking along.", name=name)
    return note_card(say("About your place"), words)
