"""Word how people come into a circle, stay out of a round, and leave."""

from bot.dates.recurrence import describe
from bot.pairings.programs.records import Circle
from bot.pairings.views.words import aside, say
from bot.ui.cards import Actions, Button, Card, Choice, Part, Select
from bot.ui.notices import note
from bot.ui.text import Instant, Text

FOOTER: Text = ("Away for longer? /mingle pause · No more of this? /mingle leave",)


def invitation(circle: Circle, state: str) -> Card:
    """Ask once whether somebody takes part."""
    about = say(
        circle.room,
        " brings colleagues together for lunch: ",
        describe(circle.schedule),
        ", I introduce you to somebody you have not met lately. Say yes once and you are in until you say "
        "otherwise, and any round can "
        "be skipped with one click.",
    )
    return Card("round", "Lunch with a colleague?", (about, _invitation_state(circle, state)))


def open_invitation(circle: Circle) -> Card:
    """Ask a channel whose people cannot be asked one by one."""
    about = say(
        "This channel brings colleagues together for lunch: ",
        describe(circle.schedule),
        ", I introduce you to somebody you have not met lately. Say yes once and you are in until you say otherwise, "
        "and any round can be skipped with one click.",
    )
    return Card(
        "round", "Lunch with a colleague?", (about, Actions((Button("people.join", "I'm in", str(circle.id), "main"),)))
    )


def _invitation_state(circle: Circle, state: str) -> Part:
    if state == "asked":
        yes = Button("people.join", "I'm in", str(circle.id), "main")
        return Actions((yes, Button("people.decline", "No, thanks", str(circle.id))))
    if state == "in":
        return aside("You are in. “/mingle leave” takes you out again at any time.")
    return aside("All right, I won't ask again. “/mingle join” brings you in at any time.")


def joined(circle: Circle, next_draw: Instant | None) -> Card:
    """Welcome somebody, and say what happens next."""
    when: Text = (
        ("The next round is drawn on ", next_draw, "; I write to you a day ahead.")
        if next_draw
        else ("I write to you a day before the first round.",)
    )
    return Card(
        "round",
        "You are in",
        (
            say("You take part in the lunches of ", circle.room, ". ", *when),
            aside("“/mingle profile” tells me what you like, offer and would like to learn: lunches get better."),
        ),
        FOOTER,
    )


def declined() -> Card:
    """Take a no."""
    return note("All right", "I won't ask again. “/mingle join” brings you in whenever you like.")


def left(circle: Circle) -> Card:
    """Let somebody go."""
    words = ("You no longer take part in the lunches of ", circle.room, ". “/mingle join” brings you back at any time.")
    return Card("note", "You are out", (say(*words),))


def which_circle(action: str, circles: list[Circle]) -> Card:
    """Ask which lunches are meant."""
    choices = tuple(Choice(str(circle.id), f"#{circle.channel_name}"[:75]) for circle in circles[:25])
    return Card(
        "round",
        "Which lunches?",
        (
            say("There are several. Which do you mean?"),
            Actions((Select(action, "Choose a channel", choices),)),
        ),
    )


def notice(circle: Circle, day: str, drawn: Instant, *, skipped: bool, silent: bool) -> Card:
    """Tell that a round comes, a working day ahead."""
    value = f"{circle.id}:{day}"
    if skipped:
        return Card(
            "round",
            "You sit out the next lunch round",
            (
                say("The round of ", drawn, " in ", circle.room, " goes without you; the one after comes by itself."),
                Actions((Button("lunch.unskip", "I'm in after all", value),)),
            ),
            FOOTER,
        )
    parts: list[Part] = [
        say("On ", drawn, ", I introduce you to somebody from ", circle.room, ". If that suits you, just wait for it."),
        Actions((Button("lunch.skip", "Skip this one", value),)),
    ]
    if silent:
        parts += _still_there(circle)
    return Card("round", "The next lunch round is near", tuple(parts), FOOTER)


def _still_there(circle: Circle) -> list[Part]:
    words = (
        "Three rounds went by without a click from you. Shall I keep you in, pause for a month, or let you go? "
        "Without an answer I'll pause you after the next round."
    )
    value = str(circle.id)
    buttons = (
        Button("people.stay", "Keep me in", value, "main"),
        Button("people.pause_month", "Pause for a month", value),
        Button("people.leave", "Let me go", value),
    )
    return [say(words), Actions(buttons)]


def out(circle: Circle) -> Card:
    """Show a notice to somebody who has left since."""
    back = Button("people.join", "I'm back", str(circle.id))
    return Card("round", "You are out", (say("No lunches from ", circle.room, " for now."), Actions((back,))))


def paused_for_silence(circle: Circle) -> Card:
    """Tell somebody who stayed silent that they rest now."""
    words = say(
        "Four rounds of lunches in ",
        circle.room,
        " went by without a click from you, so I introduce you to nobody for now. One click and you are back.",
    )
    back = Button("people.join", "I'm back", str(circle.id), "main")
    return Card("round", "Your lunches rest", (words, Actions((back,))))


def stays(circle: Circle) -> Card:
    """Thank somebody who stays."""
    return Card("round", "You stay in", (say("Good to have you in ", circle.room, "."),))


def pauses(until: Instant) -> Card:
    """Confirm a month's pause."""
    return Card("note", "You pause", (say("No lunches until ", until, ". “/mingle resume” ends it earlier."),))


def skips(circle: Circle, day: str, drawn: Instant) -> Card:
    """Confirm that somebody sits out one round."""
    return Card(
        "round",
        "You sit this one out",
        (
            say("The round of ", drawn, " in ", circle.room, " goes without you. The one after comes by itself."),
            Actions((Button("lunch.unskip", "I'm in after all", f"{circle.id}:{day}"),)),
        ),
    )


def takes_part(circle: Circle, drawn: Instant) -> Card:
    """Confirm that somebody takes part after all."""
    return Card("round", "You are in again", (say("The round of ", drawn, " in ", circle.room, " includes you."),))


NOT_SET_UP = "There are no lunch pairings here yet. An organiser can start them with “/mingle setup”."
IN_ITS_CHANNEL = "There are several lunch circles. Please type this in the channel you mean."
NOT_IN = "You take no part in these lunches. “/mingle join” brings you in."
NO_ROUND = "No round is planned yet; there is nothing to skip."
ROUND_PASSED = "That round has been drawn already. “/mingle skip” skips the next one."
GONE = "These lunches are no more. “/mingle join” shows what there is."
