"""`/mingle secrets`: words that are never posted, and what people may talk about outside."""

from bot.core.fields import read_words
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role, list_trusted
from bot.core.router import Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.store.vault import NoKeyError
from bot.text_guard import kept_words, records, talk_card, views
from bot.text_guard.talk_card import TalkLines
from bot.ui.speech import mark, say
from bot.ui.text import Mention

router = Router()


@router.command(
    "mingle secrets", mark("Choose which words stay inside the company"), Role.ORGANISER
)
async def show_secrets(call: Invocation, tx: Transaction) -> Answer:
    """Show how many words are kept back, and what people may talk about."""
    words = await records.count_kept_words(tx, call.workspace)
    lines = await talk_card.load_talk_lines(tx, call.workspace)
    keepers = await _keepers(call, tx)
    return Reply(
        views.secrets_card(words, lines, keepers, changes=not keepers or call.person in keepers)
    )


@router.button("kept_words.show", Role.TRUSTED)
async def show_kept_words(call: Invocation, tx: Transaction) -> Answer:
    """Show whoever looks after the words how many there are."""
    words = await records.count_kept_words(tx, call.workspace)
    return Reply(views.kept_words_card(words, await _keepers(call, tx)))


@router.button("kept_words.add", Role.TRUSTED)
async def ask_for_words(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that adds words."""
    return OpenForm(views.add_words_form(await _keepers(call, tx)))


@router.button("kept_words.remove", Role.TRUSTED)
async def ask_which_words(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that takes words off the list."""
    return OpenForm(views.remove_words_form(await _keepers(call, tx)))


@router.form("kept_words.add", Role.TRUSTED, unposted=("words",))
async def add_words(call: Invocation, tx: Transaction) -> Answer:
    """Add the hashes of words to the list."""
    words, errors = _read_entries(call)
    if errors:
        return FormErrors(errors)
    try:
        await records.add_kept_words(tx, call.workspace, words)
    except NoKeyError:
        return FormErrors({"words": say(views.NO_KEY)})
    return Reply(views.words_added_card(len(words)))


@router.form("kept_words.remove", Role.TRUSTED, unposted=("words",))
async def remove_words(call: Invocation, tx: Transaction) -> Answer:
    """Take words off the list."""
    words, errors = _read_entries(call)
    if errors:
        return FormErrors(errors)
    removed = await records.remove_kept_words(tx, call.workspace, words)
    return Reply(views.words_removed_card(removed))


@router.button("talk_card.edit", Role.ORGANISER)
async def edit_talk_card(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with what people may talk about."""
    return OpenForm(views.talk_form(await talk_card.load_talk_lines(tx, call.workspace)))


@router.form("talk_card.save", Role.ORGANISER, posted=tuple(views.TALK_LABELS))
async def save_talk_card(call: Invocation, tx: Transaction) -> Answer:
    """Save what people may talk about outside."""
    errors: dict[str, str] = {}
    lines = {name: read_words(call, name, views.MAX_TALK, errors) for name in views.TALK_LABELS}
    if errors:
        return FormErrors(errors)
    saved = TalkLines(**lines)
    await talk_card.save_talk_lines(tx, call.workspace, saved)
    return Reply(views.talk_saved_card(saved))


async def _keepers(call: Invocation, tx: ReadTransaction) -> dict[str, Mention]:
    """Return who may change the words, by id; empty where every organiser may."""
    named = await list_trusted(tx, call.workspace)
    known = await people.find_people(tx, call.workspace, named)
    return {person.id: person.mention for person in known.values()}


def _read_entries(call: Invocation) -> tuple[list[str], dict[str, str]]:
    """Return the words of the form, one of each line."""
    errors: dict[str, str] = {}
    typed = read_words(call, "words", views.MAX_TYPED_WORDS, errors, multiline=True)
    words = [line for line in typed.split("\n") if line.strip()]
    for word in words:
        if not kept_words.is_entry(word):
            errors.setdefault("words", views.bad_word(word))
    if not words:
        errors.setdefault("words", say(views.NO_WORDS))
    return words, errors
