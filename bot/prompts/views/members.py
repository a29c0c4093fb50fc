"""Cards, forms and texts about prompts for everybody: prompts, answers and suggestions."""

from collections.abc import Sequence

from bot.learnings.views import FEW_MAY_GUESS, SHARING
from bot.prompts.deck import THEMES
from bot.prompts.records import OwnPrompt, Posting
from bot.prompts.rules import (
    MAX_HINT,
    MAX_LEARNING,
    MAX_PROMPT,
    MAX_WAITING,
    own_number,
    prompt_subject,
)
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    Quote,
    TextField,
)
from bot.ui.crowds import Crowd, is_crowd_now
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.text import CommandMention, Node, Text

MAX_QUOTES = 6
THEME_NAMES = {theme: theme.replace("-", " ").capitalize() for theme in THEMES} | {
    "share": "Share what you learned"
}
THEME_CHOICES = tuple(Choice(theme, name) for theme, name in THEME_NAMES.items())

WHY_WEEKLY = (
    "This channel gets a prompt now and then: one small thing to do that brings people together."
)
WHY_SUGGESTED = "You organise here, and somebody suggested a prompt."
WHY_SETTLED = "You suggested a prompt, and an organiser decided about it."

TAKEN_OFF = "This prompt was taken off. Another one comes in its turn."
GONE = "I can't find that prompt any more. The newest one in the channel works."
DONE_ALREADY = "You have done this one already. Thank you; “Did it” lets you change what you wrote."
NO_SUCH_SHARE = "Please choose how to share it from the list."
NO_SUCH_THEME = f"Please choose a theme from these: {', '.join(THEMES)}."
NO_SUCH_SEASON = "Please choose a season: any, winter, spring, summer or autumn."
IN_DECK = "That one is in the deck already; what else would you like people to do?"
ENOUGH_WAITING = (
    f"{MAX_WAITING} of your suggestions are waiting for an organiser. Let them have "
    "a "
    "look first, then send the next."
)
LEARNING_TOO_LONG = (
    f"Please keep it to {MAX_LEARNING} characters; the rest is a good reason for a lunch."
)
NOBODY_RUNG = (
    "Please leave out what rings for everybody, such as @everyone; people come to it in "
    "their own time."
)
FAULTS = {
    "everybody": NOBODY_RUNG,
    "hunt": "Prompts are about learning and good company, not about finding work; please say it "
    "without that.",
    "short": "Please say in a sentence what people could do, such as “Have lunch with somebody two "
    "teams away.”",
    "long": f"Please keep a prompt to {MAX_PROMPT} characters; one or two sentences are plenty.",
    "hint": f"Please keep the hint to {MAX_HINT} characters.",
}


def prompt_card(posting: Posting, shared: Sequence[Quote]) -> Card:
    """Show a posted prompt, with the numbers of answers and what people share."""
    counts = _counts(posting.will_do, posting.did)
    numbers = [Paragraph(counts, soft=True)] if counts else []
    parts: list[Part] = [Paragraph((THEME_NAMES.get(posting.theme, posting.theme),), soft=True)]
    if not posting.text:
        return Card(
            "prompt", f"This {_period(posting)}'s prompt", (Paragraph((TAKEN_OFF,)), *shared)
        )
    parts += [Paragraph((posting.text,)), *_soft(posting.hint), *numbers, *shared]
    buttons = [_will_do(posting.id), _did(posting.id)]
    if shared or own_number(posting.slug):
        buttons.append(something_wrong_button(f"{prompt_subject(posting.id)}"))
    parts.append(Actions(tuple(buttons)))

    return Card("prompt", f"This {_period(posting)}'s prompt", tuple(parts))


def taken_up_card(posting: Posting) -> Card:
    """Confirm privately that the caller is counted among those who will do it."""
    never_mind = Button("prompt.never_mind", "Changed my mind", str(posting.id))
    return Card(
        "prompt",
        "Good, you're counted in",
        (
            Paragraph((posting.text,)),
            *_soft(posting.hint),
            Paragraph(
                (
                    "Your name never shows, only a number once many press it. When it is done, "
                    "press “Did it”.",
                ),
                soft=True,
            ),
            Actions((_did(posting.id), never_mind)),
        ),
    )


def taken_back_card() -> Card:
    """Confirm that the caller is no longer counted."""
    return note_card(
        "No harm done",
        "You are no longer counted. The button stays where it is, should you feel like it.",
    )


def did_it_form(posting: int, text: str, share: str) -> Form:
    """Ask what the caller learned, and how to share it."""
    return Form(
        "prompt.did_it",
        "You did it",
        (
            TextField(
                "text",
                "What did you learn, or give?",
                hint="One line is plenty, and you may leave it empty. Company secrets stay home.",
                initial=text,
                limit=MAX_LEARNING,
                multiline=True,
                example="Ask twice before I answer.",
            ),
            ChoiceField(
                "share",
                "Share it?",
                SHARING,
                initial=(share,),
            ),
        ),
        value=str(posting),
        submit="Done",
        intro=(FEW_MAY_GUESS,),
    )


def did_thanks_card(wrote: bool, share: str) -> Card:
    """Thank the caller for doing it; `wrote` says whether they wrote what they learned."""
    if not wrote:
        return note_card(
            "Thank you",
            "You are counted. “Did it” stays open if you want to tell what you learned.",
        )

    texts = {
        "private": "What you wrote stays with you.",
        "unnamed": "What you wrote now stands below the prompt, without your name.",
        "named": "What you wrote now stands below the prompt, with your name.",
    }
    return note_card("Thank you", f"{texts[share]} Press “Did it” again to change it.")


def suggestion_form(action: str, title: str) -> Form:
    """Ask for the text of a new prompt; `action` and `title` tell suggesting from adding."""
    return Form(
        action,
        title,
        (
            TextField(
                "text",
                "What could people do?",
                hint="One or two sentences; it costs little, and needs neither drinks nor an "
                "office.",
                limit=MAX_PROMPT,
                multiline=True,
                required=True,
                example="Have lunch with someone two teams away.",
            ),
            ChoiceField("theme", "Theme", THEME_CHOICES, initial=(THEMES[0],)),
            TextField(
                "hint",
                "A hint how to go about it",
                limit=MAX_HINT,
                example="Ask in their team's channel who is in today.",
            ),
        ),
        submit="Send",
    )


def suggestion_thanks_card(known_organisers: bool) -> Card:
    """Thank for a suggestion, and say who decides on it."""
    if known_organisers:
        return note_card(
            "Thank you for the idea",
            "The organisers see it now, and I'll tell you what they decide.",
        )
    return note_card(
        "Thank you for the idea",
        "It waits in the deck for the first organiser who looks in; I'll tell you what they "
        "decide.",
    )


def suggestion_card(own: OwnPrompt, by: Node, settled_by: Node | None) -> Card:
    """Show a suggestion to an organiser, with the buttons or the decision."""
    parts: list[Part] = [
        Paragraph((by, f" suggests, under “{THEME_NAMES[own.theme]}”:")),
        Quote(own.text),
        *_soft(own.hint),
    ]

    if own.state == "suggested":
        approve = Button("prompt.approve", "Approve", str(own.id), "main")
        parts.append(Actions((approve, Button("prompt.decline", "Decline", str(own.id)))))
    else:
        what = "Added to the deck" if own.state == "approved" else "Declined"
        parts.append(Paragraph((f"{what} by ", settled_by or "an organiser", "."), soft=True))
    return Card("prompt", "A suggestion for the deck", tuple(parts))


def suggestion_settled_card(own: OwnPrompt) -> Card:
    """Inform the author of a suggestion about the decision."""
    if own.state == "approved":
        return Card(
            "prompt",
            "Your prompt is in the deck",
            (
                Quote(own.text),
                Paragraph(
                    (
                        "It comes up in its turn, without your name. Thank you for thinking of "
                        "others.",
                    )
                ),
            ),
        )
    return Card(
        "prompt",
        "About the prompt you suggested",
        (
            Quote(own.text),
            Paragraph(
                (
                    "The organisers left it out of the deck this time; often there is one much "
                    "like it. Thank you for it, and ",
                    CommandMention("prompt suggest"),
                    " is open for the next.",
                )
            ),
        ),
    )


def settled_already_card(own: OwnPrompt) -> Card:
    """Explain that the suggestion was decided before."""
    return note_card(
        "That one is settled",
        "It is in the deck." if own.state == "approved" else "It was declined a while ago.",
    )


def settling_thanks_card(own: OwnPrompt) -> Card:
    """Confirm an organiser's decision on a suggestion."""
    if own.state == "approved":
        return note_card(
            "In the deck", f"It is called {own.prompt.slug}. Whoever suggested it gets a kind word."
        )
    return note_card("Declined", "Whoever suggested it gets a kind word.")


def _period(posting: Posting) -> str:
    return "month" if "MONTHLY" in posting.recurrence else "week"


def _will_do(posting: int) -> Button:
    return Button("prompt.will_do", "I'll do it", str(posting), "main")


def _did(posting: int) -> Button:
    return Button("prompt.did", "Did it", str(posting))


def _counts(will_do: int, did: int) -> Text:
    counts: list[Node] = []
    if is_crowd_now(will_do):
        counts += [Crowd(will_do, moves=True), " will do it"]
    if is_crowd_now(did):
        counts += [", " if counts else "", Crowd(did, moves=True), " did"]
    return (*counts, ".") if counts else ()


def _soft(words: str) -> list[Part]:
    return [Paragraph((words,), soft=True)] if words else []
