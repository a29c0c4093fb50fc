""" "Something wrong?": not with this person again, tell somebody, ask to hide a text."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conduct import notifications, records, rules
from bot.conduct.access import Matter, find_trusted, require_matter
from bot.conduct.views import policy
from bot.conduct.views import wrong as views
from bot.core.alerts import alert_organisers
from bot.core.concerns import WrittenText
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import commands as people_commands
from bot.people import records as people
from bot.people.avoidances import replace_avoid_list
from bot.people.records import Person
from bot.people.views.private import MAX_AVOIDED, too_many_avoided
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.notices import NO_PINGS
from bot.ui.speech import mark, say
from bot.ui.text import Text, calls_everybody, clean_text

router = Router()


@router.command(
    "mingle wrong", mark("Say privately that something is wrong, or see whom to tell"), Role.ANYONE
)
async def show_general_choices(call: Invocation, tx: Transaction) -> Answer:
    """Show what the caller can do without a card."""
    return await show_choices(replace(call, value=f"{rules.NOTHING_IN_PARTICULAR}"), tx)


@router.button("wrong.open", Role.ANYONE)
async def show_choices(call: Invocation, tx: Transaction) -> Answer:
    """Show what the caller can do about a card."""
    matter = await require_matter(call, tx)
    trusted_people = await find_trusted(call, tx, matter)
    card = views.choices_card(
        call.value,
        matter.others,
        trusted_people,
        texts=bool(_texts_of_others(call, matter)),
        organiser=call.organiser,
    )
    return Reply(card)


@router.button("wrong.list", Role.ANYONE)
async def open_list(call: Invocation, tx: Transaction) -> Answer:
    """Open the caller's whole avoid list."""
    return await people_commands.open_avoid_list(call, tx)


@router.button("wrong.avoid", Role.ANYONE)
async def avoid_or_choose(call: Invocation, tx: Transaction) -> Answer:
    """Put the one other person of a card on the caller's list, or ask which of several."""
    matter = await require_matter(call, tx)
    if not matter.others:
        raise Refusal(views.nobody_on_it())
    if len(matter.others) > 1:
        return OpenForm(views.avoid_form(call.value, matter.others))
    return await _avoid(call, tx, matter.others)


@router.form("wrong.avoid", Role.ANYONE)
async def avoid_chosen(call: Invocation, tx: Transaction) -> Answer:
    """Put those whom the caller chose on their list."""
    matter = await require_matter(call, tx)
    chosen = set(call.field_values("people"))
    others = [person for person in matter.others if person.id in chosen]
    if not others or len(others) < len(chosen):
        return FormErrors({"people": say(views.CHOOSE_SOMEBODY)})
    return await _avoid(call, tx, others)


async def _avoid(call: Invocation, tx: Transaction, others: Sequence[Person]) -> Answer:
    """Add people to the caller's list; what they share ends in the same transaction."""
    await people.lock_people(tx, call.workspace, call.person)
    listed = await people.avoid_list(tx, call.workspace, call.person)
    new = [person.id for person in others if person.id not in listed]
    if len(listed) + len(new) > MAX_AVOIDED:
        raise Refusal(too_many_avoided())

    ended = await replace_avoid_list(tx, call.workspace, call.person, [*listed, *new], call.now)
    return Reply(views.avoided_card(others, ended=ended))


@router.button("wrong.tell", Role.ANYONE)
async def open_tell_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that says who reads what, and asks what happened."""
    matter = await require_matter(call, tx)
    able = await _require_trusted(call, tx, matter)
    return OpenForm(views.tell_form(call.value, able, _about(matter)))


@router.form("wrong.tell", Role.ANYONE, unposted=("words",))
async def tell_trusted(call: Invocation, tx: Transaction) -> Answer:
    """Send what the caller wrote to the trusted person of their choice."""
    matter = await require_matter(call, tx)
    able = await _require_trusted(call, tx, matter)
    words = clean_text(call.field_text("words"), rules.MAX_WORDS, multiline=True)
    recipient = _read_recipient(call, able)
    errors = {}
    if recipient is None:
        errors["to"] = say(views.CHOOSE_SOMEBODY)
    if len(call.field_text("words")) > rules.MAX_WORDS:
        errors["words"] = views.too_long(len(call.field_text("words")))
    elif not words:
        errors["words"] = say(views.EMPTY)
    elif calls_everybody(words):
        errors["words"] = say(NO_PINGS)
    if errors or recipient is None:
        return FormErrors(errors)

    since = call.now - rules.ONE_DAY
    if await records.count_told(tx, call.workspace, call.person, since) >= rules.CONCERNS_A_DAY:
        raise Refusal(say(views.ENOUGH_TODAY))
    number = await records.insert_concern(
        tx,
        call.workspace,
        call.person,
        call.now,
        recipient=recipient.id,
        about=matter.about,
        words=words,
        people=tuple(person.id for person in matter.others),
        quoted=tuple(text.words for text in matter.texts),
    )
    told = await records.find_told(tx, call.workspace, number)
    assert told
    await notifications.tell_trusted(tx, told, call.now)
    return Reply(views.told_card(recipient.mention, words, _about(matter)))


@router.button("conduct.show", Role.ANYONE)
async def show_policy(call: Invocation, tx: Transaction) -> Answer:
    """Show what people may expect from one another."""
    named = await records.list_trusted(tx, call.workspace)
    known = await people.find_people(tx, call.workspace, named)
    mentions = [known[person].mention for person in named]
    return Reply(policy.conduct_card(mentions, named=call.person in named))


@router.button("wrong.hide", Role.ANYONE)
async def open_hide_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that hides a text, or for others than organisers the one that asks them to."""
    texts = _texts_of_others(call, await require_matter(call, tx))
    if not texts:
        raise Refusal(say(views.NO_TEXT))
    return OpenForm(views.hide_form(call.value, texts, organiser=call.organiser))


@router.form("wrong.ask", Role.ANYONE)
async def ask_organisers(call: Invocation, tx: Transaction) -> Answer:
    """Ask organisers to hide a text, without naming the caller; they are asked once a text."""
    text, errors = read_choice(call, _texts_of_others(call, await require_matter(call, tx)))
    if errors or text is None:
        return FormErrors(errors)

    since = call.now - rules.ONE_WEEK
    if (
        await records.count_requests(tx, call.workspace, call.person, since)
        >= rules.REQUESTS_A_WEEK
    ):
        raise Refusal(views.enough_requests())
    if not await people.list_organisers(tx, call.workspace):
        raise Refusal(say(views.NO_ORGANISER))
    reason = call.field_text("reason")
    number = await records.save_request(
        tx, call.workspace, text.about, call.person, reason, call.now
    )
    subject = Subject("hiding", number)
    await alert_organisers(tx, call.workspace, f"{subject}", None, call.now, subject=subject)
    return Reply(views.hiding_asked_card())


def read_choice(
    call: Invocation, texts: Sequence[WrittenText]
) -> tuple[WrittenText | None, dict[str, str]]:
    """Return the text that somebody chose to hide, and the errors at the fields.

    Refuse if there is none to choose from.
    """
    if not texts:
        raise Refusal(say(views.NO_TEXT))
    errors = {}
    chosen = call.field_text("text")
    found = next((text for text in texts if f"{text.about}" == chosen), None)
    if len(texts) == 1 and not chosen:
        found = texts[0]
    if found is None:
        errors["text"] = say(views.CHOOSE_TEXT)
    if call.field_text("reason") not in rules.REASONS:
        errors["reason"] = say(views.CHOOSE_REASON)
    return found, errors


def _texts_of_others(call: Invocation, matter: Matter) -> list[WrittenText]:
    """Return what others than the caller wrote; organisers hide their own words as well."""
    return [text for text in matter.texts if call.organiser or text.author != call.person]


def _about(matter: Matter) -> Text:
    people_on, texts = bool(matter.others), bool(matter.texts)
    return views.about_text(people=people_on, texts=texts, shows=matter.drawn)


async def _require_trusted(
    call: Invocation, tx: ReadTransaction, matter: Matter
) -> Sequence[Person]:
    able = await find_trusted(call, tx, matter)
    if not able:
        raise Refusal(say(views.NOBODY_TO_TELL))
    return able


def _read_recipient(call: Invocation, able: Sequence[Person]) -> Person | None:
    """Return whom the caller chose to tell; the form asks only where there are several."""
    chosen = call.field_text("to")
    if len(able) == 1 and not chosen:
        return able[0]
    return next((person for person in able if person.id == chosen), None)
