"""`/poll`: ask a channel something, now or later, once or again and again."""

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.people import records as people
from bot.polls import form_input, openings, records, rules
from bot.polls.access import get_own_poll
from bot.polls.form_input import PollRequest
from bot.polls.rules import Question
from bot.polls.views import answers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()


@router.command(
    "poll",
    mark("Ask a channel something: a secret vote that closes by itself"),
    Role.ANYONE,
    Option(
        "question", mark("the question and its choices"), rest=True, posted=False, reads="question"
    ),
    example="/poll Thursday or Friday?",
)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with what was understood; where choices lack, it asks for them."""
    await _refuse_members(call, tx)
    channel, _ = channel_of(call)
    line = call.field_text("question")
    zone = (await people.get_caller(call, tx)).zone
    line, closes = form_input.split_close(line, call.now, zone)
    asked = rules.read_question(line)
    choices = asked.choices if len(asked.choices) >= rules.MIN_CHOICES else ()
    typed = {"words": asked.words, "choices": "\n".join(choices)} if line else {}
    if closes:
        typed["closes"] = closes
    return OpenForm(answers.poll_form(typed, channel, asks_back=bool(line) and not choices))


@router.form(
    "question.save", Role.ANYONE, posted=("words", "choices"), unposted=("closes", "opens")
)
async def save_poll(call: Invocation, tx: Transaction) -> Answer:
    """Post or plan a poll, or change one."""
    await _refuse_members(call, tx)
    known = await get_own_poll(call, tx, "open", "planned") if call.value else None
    zone = known.zone if known else (await people.get_caller(call, tx)).zone
    request, errors = form_input.read_poll_form(call, zone, known)
    if known and not errors:
        errors = await _changes_too_much(tx, known, request)
    if errors:
        return FormErrors(errors)
    if known:
        return await _change(call, tx, known, request)

    poll = await records.create_poll(
        tx,
        call.workspace,
        request.choices,
        channel=request.channel,
        channel_name=await resolve_channel_name(call, tx, request.channel),
        author=call.person,
        words=request.words,
        zone=zone,
        state="planned" if request.opens_at > call.now else "open",
        settings=request.settings,
        opens_at=request.opens_at,
        closes_at=request.closes_at,
        made_at=call.now,
    )
    await _begin(call, tx, poll)
    return Reply(answers.posted_card(poll, await records.list_choices(tx, poll)))


@router.button("question.change", Role.ANYONE)
async def open_change_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a poll, filled in."""
    poll = await get_own_poll(call, tx, "open", "planned")
    typed = form_input.typed_values(poll, await records.list_choices(tx, poll))
    return OpenForm(answers.poll_form(typed, poll.channel, str(poll.id)))


async def _begin(call: Invocation, tx: Transaction, poll: Question) -> None:
    if poll.state == "open":
        await openings.post_poll(tx, poll, call.now)
    else:
        await openings.schedule_poll(tx, poll)


async def _changes_too_much(
    tx: ReadTransaction, known: Question, request: PollRequest
) -> dict[str, str]:
    """Return errors where a change would alter what people have voted on, or unmask them."""
    errors: dict[str, str] = {}
    if known.state != "open":
        return errors
    if request.channel != known.channel:
        errors["channel"] = say(answers.POSTED_THERE)
    if not await records.VOTES.count_voters(tx, known.workspace, known.id):
        return errors
    choices = tuple(choice.words for choice in await records.list_choices(tx, known))
    if request.choices != choices or request.words != known.words:
        errors["choices" if request.choices != choices else "words"] = say(answers.VOTED_ALREADY)
    if request.settings.named != known.settings.named:
        errors["secret"] = say(answers.VOTED_ALREADY)
    if request.settings.several != known.settings.several:
        errors["several"] = say(answers.VOTED_ALREADY)
    return errors


async def _change(
    call: Invocation, tx: Transaction, known: Question, request: PollRequest
) -> Answer:
    await openings.unschedule_poll(tx, known)
    choices = tuple(choice.words for choice in await records.list_choices(tx, known))
    if request.choices != choices:
        await records.replace_choices(tx, known, request.choices)
    await records.update_poll(
        tx,
        known,
        words=request.words,
        settings=request.settings,
        channel=request.channel,
        channel_name=await resolve_channel_name(call, tx, request.channel) or known.channel_name,
        opens_at=known.opens_at if known.state == "open" else request.opens_at,
        closes_at=request.closes_at,
        state="open" if known.state == "open" or request.opens_at <= call.now else "planned",
        turn=known.turn + 1,
    )
    poll = await records.find_poll(tx, call.workspace, known.id)
    assert poll
    if known.state == "planned":
        await _begin(call, tx, poll)
    else:
        await openings.go_on(tx, poll, call.now)
    return Reply(answers.posted_card(poll, await records.list_choices(tx, poll)))


async def _refuse_members(call: Invocation, tx: ReadTransaction) -> None:
    own = await records.find_poll(tx, call.workspace, row_number(call.value))
    if own and own.author == call.person:
        return  # what somebody asked before stays theirs
    if not call.organiser and await records.only_organisers_ask(tx, call.workspace):
        raise Refusal(say(answers.ONLY_ORGANISERS))
