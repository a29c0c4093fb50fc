"""Cards, forms and texts about prompts for everybody: prompts, answers and suggestions."""

from collections.abc import Sequence

from bot.learnings.views import few_may_guess, sharing_choices
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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import CommandMention, Node, Text, merge_words, tell

MAX_QUOTES = 6
THEME_NAMES = {
    "reach-out": mark("Reach out"),
    "go-out": mark("Go out"),
    "join": mark("Join"),
    "give": mark("Give"),
    "host": mark("Be the host"),
    "lead": mark("Lead"),
    "follow-up": mark("Follow up"),
    "share": mark("Share what you learned"),
}

WHY_WEEKLY = mark(
    "This channel gets a prompt now and then: one small thing to do that brings people together."
)
WHY_SUGGESTED = mark("You organise here, and somebody suggested a prompt.")
WHY_SETTLED = mark("You suggested a prompt, and an organiser decided about it.")

TAKEN_OFF = mark("This prompt was taken off. Another one comes in its turn.")
GONE = mark("I can't find that prompt any more. The newest one in the channel works.")
DONE_ALREADY = mark(
    "You have done this one already. Thank you; “Did it” lets you change what you wrote."
)
NO_SUCH_SHARE = mark("Please choose how to share it from the list.")
NO_SUCH_SEASON = mark("Please choose a season: any, winter, spring, summer or autumn.")
IN_DECK = mark("That one is in the deck already; what else would you like people to do?")
NOBODY_RUNG = mark(
    "Please leave out what rings for everybody, such as @everyone; people come to it in their own "
    "time."
)
_NO_JOB_HUNT = mark(
    "Prompts are about learning and good company, not about finding work; please say it without "
    "that."
)
_NO_SENTENCE = mark(
    "Please say in a sentence what people could do, such as “Have lunch with somebody two teams "
    "away.”"
)


def enough_waiting() -> str:
    """Refuse one more suggestion of somebody whose others wait."""
    return say_many(
        "{count} of your suggestions are waiting for an organiser. Let them have a look first, "
        "then send the next.",
        "{count} of your suggestions are waiting for an organiser. Let them have a look first, "
        "then send the next.",
        MAX_WAITING,
    )


def fault_text(fault: str) -> str:
    """Return why a prompt that somebody wrote is not taken."""
    match fault:
        case "everybody":
            return say(NOBODY_RUNG)
        case "hunt":
            return say(_NO_JOB_HUNT)
        case "short":
            return say(_NO_SENTENCE)
        case "long":
            return say(
                "Please keep a prompt to {limit} characters; one or two sentences are plenty.",
                limit=MAX_PROMPT,
            )
    return say("Please keep the hint to {limit} characters.", limit=MAX_HINT)


def theme_name(theme: str) -> str:
    """Return what a theme is called."""
    return say(THEME_NAMES.get(theme, theme))


def prompt_card(posting: Posting, shared: Sequence[Quote]) -> Card:
    """Show a posted prompt, with the numbers of answers and what people share."""
    counts = _counts(posting.will_do, posting.did)
    numbers = [Paragraph(counts, soft=True)] if counts else []
    parts: list[Part] = [Paragraph((theme_name(posting.theme),), soft=True)]
    if not posting.text:
        return Card(
            "prompt",
            _title(posting),
            (Paragraph((say(TAKEN_OFF),)), *shared),
        )
    parts += [Paragraph((posting.said,)), *_soft(posting.said_hint), *numbers, *shared]
    buttons = [_will_do(posting.id), _did(posting.id)]
    if shared or own_number(posting.slug):
        buttons.append(something_wrong_button(f"{prompt_subject(posting.id)}"))
    parts.append(Actions(tuple(buttons)))

    return Card("prompt", _title(posting), tuple(parts))


def taken_up_card(posting: Posting) -> Card:
    """Confirm privately that the caller is counted among those who will do it."""
    never_mind = Button("prompt.never_mind", say("Changed my mind"), str(posting.id))
    return Card(
        "prompt",
        say("Good, you're counted in"),
        (
            Paragraph((posting.said,)),
            *_soft(posting.said_hint),
            Paragraph(
                (
                    say(
                        "Your name never shows, only a number once many press it. When it is "
                        "done, press “Did it”."
                    ),
                ),
                soft=True,
            ),
            Actions((_did(posting.id), never_mind)),
        ),
    )


def taken_back_card() -> Card:
    """Confirm that the caller is no longer counted."""
    return note_card(
        say("No harm done"),
        say("You are no longer counted. The button stays where it is, should you feel like it."),
    )


def did_it_form(posting: int, text: str, share: str) -> Form:
    """Ask what the caller learned, and how to share it."""
    return Form(
        "prompt.did_it",
        say("You did it"),
        (
            TextField(
                "text",
                say("What did you learn, or give?"),
                hint=say(
                    "One line is plenty, and you may leave it empty. Company secrets stay home."
                ),
                initial=text,
                limit=MAX_LEARNING,
                multiline=True,
                example=say("Ask twice before I answer."),
            ),
            ChoiceField(
                "share",
                say("Share it?"),
                sharing_choices(),
                initial=(share,),
            ),
        ),
        value=str(posting),
        submit=say("Done"),
        intro=(few_may_guess(),),
    )


def did_thanks_card(wrote: bool, share: str) -> Card:
    """Thank the caller for doing it; `wrote` says whether they wrote what they learned."""
    if not wrote:
        return note_card(
            say("Thank you"),
            say("You are counted. “Did it” stays open if you want to tell what you learned."),
        )

    texts = {
        "private": say("What you wrote stays with you."),
        "unnamed": say("What you wrote now stands below the prompt, without your name."),
        "named": say("What you wrote now stands below the prompt, with your name."),
    }
    return note_card(
        say("Thank you"), " ".join((texts[share], say("Press “Did it” again to change it.")))
    )


def suggestion_form(action: str, title: str) -> Form:
    """Ask for the text of a new prompt; `action` and `title` tell suggesting from adding."""
    themes = tuple(Choice(theme, theme_name(theme)) for theme in THEMES)
    return Form(
        action,
        title,
        (
            TextField(
                "text",
                say("What could people do?"),
                hint=say(
                    "One or two sentences; it costs little, and needs neither drinks nor an office."
                ),
                limit=MAX_PROMPT,
                multiline=True,
                required=True,
                example=say("Have lunch with someone two teams away."),
            ),
            ChoiceField("theme", say("Theme"), themes, initial=(THEMES[0],)),
            TextField(
                "hint",
                say("A hint how to go about it"),
                limit=MAX_HINT,
                example=say("Ask in their team's channel who is in today."),
            ),
        ),
        submit=say("Send"),
    )


def suggestion_thanks_card(known_organisers: bool) -> Card:
    """Thank for a suggestion, and say who decides on it."""
    if known_organisers:
        return note_card(
            say("Thank you for the idea"),
            say("The organisers see it now, and I'll tell you what they decide."),
        )
    return note_card(
        say("Thank you for the idea"),
        say(
            "It waits in the deck for the first organiser who looks in; I'll tell you what they "
            "decide."
        ),
    )


def suggestion_card(own: OwnPrompt, by: Node, settled_by: Node | None) -> Card:
    """Show a suggestion to an organiser, with the buttons or the decision."""
    parts: list[Part] = [
        Paragraph(tell("{by} suggests, under “{theme}”:", by=by, theme=theme_name(own.theme))),
        Quote(own.text),
        *_soft(own.hint),
    ]

    if own.state == "suggested":
        approve = Button("prompt.approve", say("Approve"), str(own.id), "main")
        parts.append(Actions((approve, Button("prompt.decline", say("Decline"), str(own.id)))))
    else:
        by = settled_by or say("an organiser")
        settled = tell("Declined by {organiser}.", organiser=by)
        if own.state == "approved":
            settled = tell("Added to the deck by {organiser}.", organiser=by)
        parts.append(Paragraph(settled, soft=True))
    return Card("prompt", say("A suggestion for the deck"), tuple(parts))


def suggestion_settled_card(own: OwnPrompt) -> Card:
    """Inform the author of a suggestion about the decision."""
    if own.state == "approved":
        return Card(
            "prompt",
            say("Your prompt is in the deck"),
            (
                Quote(own.text),
                Paragraph(
                    (
                        say(
                            "It comes up in its turn, without your name. Thank you for thinking "
                            "of others."
                        ),
                    )
                ),
            ),
        )
    return Card(
        "prompt",
        say("About the prompt you suggested"),
        (
            Quote(own.text),
            Paragraph(
                tell(
                    "The organisers left it out of the deck this time; often there is one much "
                    "like it. Thank you for it, and {command} is open for the next.",
                    command=CommandMention("prompt suggest"),
                )
            ),
        ),
    )


def settled_already_card(own: OwnPrompt) -> Card:
    """Explain that the suggestion was decided before."""
    return note_card(
        say("That one is settled"),
        say("It is in the deck.")
        if own.state == "approved"
        else say("It was declined a while ago."),
    )


def settling_thanks_card(own: OwnPrompt) -> Card:
    """Confirm an organiser's decision on a suggestion."""
    if own.state == "approved":
        return note_card(
            say("In the deck"),
            say(
                "It is called {slug}. Whoever suggested it gets a kind word.", slug=own.prompt.slug
            ),
        )
    return note_card(say("Declined"), say("Whoever suggested it gets a kind word."))


def _title(posting: Posting) -> str:
    if "MONTHLY" in posting.recurrence:
        return say("This month's prompt")
    return say("This week's prompt")


def _will_do(posting: int) -> Button:
    return Button("prompt.will_do", say("I'll do it"), str(posting), "main")


def _did(posting: int) -> Button:
    return Button("prompt.did", say("Did it"), str(posting))


def _counts(will_do: int, did: int) -> Text:
    counts: list[Node] = []
    if is_crowd_now(will_do):
        counts += tell("{number} will do it", number=Crowd(will_do, moves=True))
    if is_crowd_now(did):
        counts.append(", " if counts else "")
        counts += tell("{number} did", number=Crowd(did, moves=True))
    return merge_words((*counts, ".")) if counts else ()


def _soft(words: str) -> list[Part]:
    return [Paragraph((words,), soft=True)] if words else []


def no_such_theme() -> str:
    """Reject a theme that no prompt has."""
    return say("Please choose a theme from these: {themes}.", themes=", ".join(THEMES))


def learning_too_long() -> str:
    """Reject a line that is too long."""
    return say(
        "Please keep it to {limit} characters; the rest is a good reason for a lunch.",
        limit=MAX_LEARNING,
    )
