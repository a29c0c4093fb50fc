"""What people read about texts that are not posted yet, and about words that stay inside."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.core.interactions import ANYWAY
from bot.core.router import Command
from bot.text_guard.findings import Finding, Kind
from bot.text_guard.talk_card import TalkLines
from bot.ui.cards import (
    EXAMPLE_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Facts,
    Form,
    Paragraph,
    Part,
    TextField,
)
from bot.ui.speech import mark, say, say_many
from bot.ui.text import CommandMention, Mention, Text, clean_text, join_nodes, tell

RETYPED = "text_guard.retyped"  # a command that was looked at again; the form's value is its name
MAX_RETYPED = 1000  # characters of one option
MAX_TYPED_WORDS = 1500  # characters of several words, each in a line
MAX_TALK = 200  # characters of one line on what people may talk about

POST_ANYWAY = mark("Post it as it is")
_WHOLE = (Kind.HINT, Kind.INTERNAL_ADDRESS, Kind.KEPT_WORD)  # shown in full: nobody could use it
_LOOKS_LIKE = {
    Kind.ACCESS_KEY: mark("an access key"),
    Kind.PRIVATE_KEY: mark("a private key"),
    Kind.SIGNED_TOKEN: mark("a token that opens an account"),
    Kind.PASSWORD: mark("a password"),
    Kind.PASSWORD_IN_ADDRESS: mark("a web address with a password in it"),
    Kind.CARD_NUMBER: mark("the number of a payment card"),
    Kind.BANK_ACCOUNT: mark("the number of a bank account"),
    Kind.PERSONAL_NUMBER: mark("somebody's personal number"),
    Kind.UNKNOWN_TOKEN: mark("a key or a password"),
    Kind.INTERNAL_ADDRESS: mark("an address inside your company"),
}
_SHOWN = 40  # characters of what is shown in full
_SHOWN_START = 4  # characters of a secret


def finding_sentence(findings: Sequence[Finding]) -> str:
    """Return the sentence about what a text holds, at its field."""
    first = next((each for each in findings if each.kind is Kind.KEPT_WORD), findings[0])
    piece = f"“{_excerpt(first)}”"
    if first.kind is Kind.KEPT_WORD:
        return say(
            "{piece} stays inside your company. Please put it another way; nothing is kept yet.",
            piece=piece,
        )
    if first.kind is Kind.HINT:
        return say(
            "{piece}: is this meant for everybody who reads it here? Nothing is posted yet.",
            piece=piece,
        )
    return say(
        "{piece} looks like {looks_like}. Nothing is posted yet.",
        piece=piece,
        looks_like=say(_LOOKS_LIKE[first.kind]),
    )


def beside_sentence(where: str, findings: Sequence[Finding]) -> str:
    """Return the sentence about what a text holds that somebody posts along with a form."""
    return say("In {where}: {sentence}", where=where, sentence=finding_sentence(findings))


def _excerpt(finding: Finding) -> str:
    if finding.kind in _WHOLE:
        return clean_text(finding.piece, _SHOWN)
    return f"{clean_text(finding.piece, _SHOWN_START)}…"


def anyway_field(approval: str) -> ChoiceField:
    """Return the box that somebody ticks to post what they were asked about."""
    choice = Choice(approval, say(POST_ANYWAY))
    return ChoiceField(ANYWAY, say("Or is it meant to be read?"), (choice,), most=2)


def retype_form(
    command: Command, typed: Mapping[str, str], errors: Mapping[str, str], approval: str
) -> Form:
    """Return a command's words in a form, to change them before they are posted."""
    fields = [
        TextField(
            option.name,
            option.name.capitalize(),
            say(option.summary),
            typed[option.name],
            MAX_RETYPED,
            example=clean_text(typed[option.name], EXAMPLE_LIMIT),
        )
        for option in command.options
        if typed.get(option.name)
    ]
    question = (anyway_field(approval),) if approval else ()
    return Form(
        RETYPED,
        say("Before I post this"),
        (*fields, *question),
        value=command.name,
        submit=say("Send"),
        intro=(" ".join(errors.values()),),
    )


WORDS_HINT = mark("One in a line: the name of a project, of a customer.")
NO_KEY = mark(
    "I have no key to keep words with. Whoever runs Mingle sets database.keys; "
    "docs/operating.md says how."
)
NO_WORDS = mark("Please write at least one word.")


def bad_word(word: str) -> str:
    """Return the sentence about a word that the list cannot hold."""
    return say(
        "“{word}” is too short or too long: three letters to four words.",
        word=clean_text(word, 30),
    )


Keepers = Mapping[str, Mention]  # who may change the words; empty where every organiser may


def secrets_card(words: int, talk: TalkLines, keepers: Keepers, *, changes: bool) -> Card:
    """Return the card about what stays inside: how many words, and what people may talk about."""
    nothing = Paragraph((say("Nobody has written down yet what people may talk about outside."),))
    talk_button = Button("talk_card.edit", say("What people may talk about"))
    buttons = (*_word_buttons(), talk_button) if changes else (talk_button,)
    return Card(
        "note",
        say("What stays inside"),
        (
            Paragraph((_count_text(words),)),
            Paragraph(_keepers_text(keepers), soft=True),
            *(talk_parts(talk) or (nothing,)),
            Actions(buttons),
        ),
    )


def kept_words_card(words: int, keepers: Keepers) -> Card:
    """Return the card of the words alone, for those who may change them."""
    shown = (
        Paragraph((_count_text(words),)),
        Paragraph(_keepers_text(keepers), soft=True),
        Actions(_word_buttons()),
    )
    return Card("note", say("Words that stay inside"), shown)


def _word_buttons() -> tuple[Button, ...]:
    return (
        Button("kept_words.add", say("Add words"), style="main"),
        Button("kept_words.remove", say("Remove words")),
    )


def _count_text(words: int) -> str:
    if not words:
        return say(
            "No words stay inside: I post no text that mentions one. Nobody can read the list, not "
            "even you; to take a word off it, type it again."
        )
    return say_many(
        "One word stays inside: I post no text that mentions one. Nobody can read the list, not "
        "even you; to take a word off it, type it again.",
        "{count} words stay inside: I post no text that mentions one. Nobody can read the list, "
        "not even you; to take a word off it, type it again.",
        words,
    )


def _keepers_text(keepers: Keepers) -> Text:
    """Return who may change the words."""
    if not keepers:
        return tell(
            "Every organiser can change the words. Once someone is named with {trusted}, only they "
            "can.",
            trusted=CommandMention("mingle trusted"),
        )
    return tell(
        "Only {people} can change the words.",
        people=join_nodes(list(keepers.values()), say(" and ")),
    )


def add_words_form(keepers: Keepers) -> Form:
    """Return the form that adds words to the list."""
    return _words_form("kept_words.add", say("Words that stay inside"), say("Add"), keepers)


def remove_words_form(keepers: Keepers) -> Form:
    """Return the form that takes words off the list."""
    return _words_form("kept_words.remove", say("Words to take off"), say("Remove"), keepers)


def _words_form(action: str, title: str, submit: str, keepers: Keepers) -> Form:
    field = TextField(
        "words",
        say("Words"),
        say(WORDS_HINT),
        limit=MAX_TYPED_WORDS,
        multiline=True,
        required=True,
        example=say("Project Falcon"),
    )
    return Form(action, title, (field,), submit=submit, intro=_keepers_text(keepers))


def words_added_card(added: int) -> Card:
    """Return the answer to words that were added."""
    words = say_many(
        "That word stays inside from now on. What was posted before stands as it is.",
        "Those words stay inside from now on. What was posted before stands as it is.",
        added,
    )
    return Card("note", say("Noted"), (Paragraph((words,)),))


def words_removed_card(removed: int) -> Card:
    """Return the answer to words that were taken off the list."""
    line = (
        say("{removed} of them off the list.", removed=removed)
        if removed
        else say("None of them was on the list.")
    )
    return Card("note", say("Done"), (Paragraph((line,)),))


TALK_LABELS = {
    "may": mark("Fine to talk about"),
    "may_not": mark("Please keep to yourself"),
    "ask": mark("If unsure, ask"),
}


def talk_form(lines: TalkLines) -> Form:
    """Return the form for the three lines on what people may talk about outside."""
    examples = {
        "may": say("How we work, our website"),
        "may_not": say("Customers, figures, plans"),
        "ask": say("Noor, or #press"),
    }
    written = asdict(lines)
    fields = [
        TextField(name, say(TALK_LABELS[name]), "", written[name], MAX_TALK, example=example)
        for name, example in examples.items()
    ]
    return Form("talk_card.save", say("Talking to outsiders"), tuple(fields))


def talk_parts(lines: TalkLines) -> tuple[Part, ...]:
    """Return the lines on what people may talk about, for a card; nothing where none is set."""
    written = asdict(lines)
    said = [(say(label), (written[name],)) for name, label in TALK_LABELS.items() if written[name]]
    return (Facts(tuple(said)),) if said else ()


def talk_saved_card(lines: TalkLines) -> Card:
    """Return the answer to lines that were saved, as people will read them."""
    said = talk_parts(lines)
    if not said:
        return Card(
            "note", say("Saved"), (Paragraph((say("I don't say anything about it any more."),)),)
        )
    lead = Paragraph((say("This is what people read before they go to an event outside:"),))
    return Card("note", say("Saved"), (lead, *said))
