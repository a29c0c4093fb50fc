"""Dispatch: one interaction through the router, in one transaction.

In order: tidy the input, find the handler, pass the gate, check the role, count what is costly,
check the texts that others will read, deduplicate by the interaction's id, meet the caller, run the
handler. A Refusal and any other exception roll everything back; after a deadlock with another
transaction the handler runs anew.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from bot.core import home_tabs, metrics
from bot.core.bare_words import spread_words
from bot.core.channel_rights import agree_to_lesser
from bot.core.interactions import (
    ANYWAY,
    Answer,
    FormErrors,
    InteractionKind,
    Invocation,
    Refusal,
    Reply,
)
from bot.core.permissions import Role, is_allowed, list_trusted
from bot.core.reader_languages import language_of_caller, save_locale
from bot.core.router import Action, Command, Router
from bot.core.standing import Barred, Standing
from bot.core.tables import audit_entry, processed_interaction
from bot.core.unclear_lines import ask_what_is_meant
from bot.people import records as people
from bot.people.departures import record_departures, record_returns
from bot.store.conflicts import repeat_after_conflicts
from bot.store.engine import Database, Transaction
from bot.text_guard.check import as_typed, check_texts
from bot.ui import notices
from bot.ui.cards import Card
from bot.ui.languages import nearest_language
from bot.ui.speech import reader_language, say, speak, speaking
from bot.ui.text import clean_name, clean_text, drop_unstorable
from bot.ui.uploads import tidy_upload

CHANNEL_NAME_LIMIT = 80
REASONS = ("unkind", "private", "confidential", "elsewhere")  # why organisers hide a text
MAX_COSTLY = 30  # costly interactions of one person within a span
COSTLY_SPAN = timedelta(minutes=10)
LESSER = "lesser"  # among what a form's writer has agreed to
MAX_ABOUT = 100  # characters of a button's value

log = structlog.get_logger()


async def dispatch(router: Router, database: Database, call: Invocation) -> Answer:
    """Run the handler of one interaction and return its answer; None for one delivered again.

    The caller's language is spoken: that of their app, and once the database is asked, theirs.
    """
    call = as_typed(_tidy_invocation(call))
    with (
        bound_contextvars(workspace=call.workspace, interaction=call.id),
        speaking(nearest_language(call.locale)),
    ):
        outcome, answer = await _answer(router, database, call)
        answer = answer and replace(answer, language=reader_language())
    labels = metrics.platform_of(call.workspace), call.interaction, outcome
    metrics.INTERACTIONS.labels(*labels).inc()
    return answer


async def _answer(router: Router, database: Database, call: Invocation) -> tuple[str, Answer]:
    """Return the answer, and in one word what became of the interaction."""
    target = find_target(router, call.interaction, call.action)
    if target is None:
        await _speak_to(database, call)
        return "unknown", Reply(_unknown_card(router, call))
    if isinstance(target, Command) and is_allowed(target.role, organiser=call.organiser):
        target, call = _spread(router, target, call)
    refused = await _refuse(router, database, target, call)
    if refused:
        outcome, draw = refused
        await _speak_to(database, call)
        return outcome, Reply(draw())

    async def handle() -> Answer:
        async with database.transaction() as tx:
            return await _handle_once(tx, router, target, call)

    try:
        answer = await check_texts(database, target, call)
        if answer is None:
            answer = await repeat_after_conflicts(handle)
    except Refusal as refusal:
        return "refused", Reply(notices.refusal_card(refusal.words))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception(
            "interaction failed",
            action=call.action,
            reference=reference,
        )
        return "failed", Reply(notices.our_fault_card(reference))
    return "handled", answer


async def _speak_to(database: Database, call: Invocation) -> None:
    """Speak the language of somebody whose interaction ends before it is handled."""
    async with database.read_transaction() as tx:
        speak(await language_of_caller(tx, call.workspace, call.person, call.locale))


async def _refuse(
    router: Router, database: Database, target: Command | Action, call: Invocation
) -> tuple[str, Callable[[], Card]] | None:
    """Return why an interaction is refused before anything is done, in one word, and with what."""
    if call.person in call.barred:
        await _record_barred(database, call)
        standing = call.barred[call.person].standing
        return "barred", partial(notices.not_for_you_card, standing.value)
    if not is_allowed(target.role, organiser=call.organiser):
        return "forbidden", notices.organisers_only_card
    if target.role is Role.TRUSTED and (refused := await _refuse_untrusted(database, call)):
        return "forbidden", refused
    if call.unused or call.offers:
        return "unknown", partial(ask_what_is_meant, router, call)
    if target.handler in router.costly_handlers:
        key = (call.workspace, call.person)
        if not database.uses.take(key, call.now, MAX_COSTLY, COSTLY_SPAN):
            return "refused", lambda: notices.refusal_card(say(notices.A_LOT_AT_ONCE))
    return None


def _unknown_card(router: Router, call: Invocation) -> Card:
    if call.interaction == "command":
        return ask_what_is_meant(router, call)
    return notices.outdated_button_card()


def _spread(router: Router, command: Command, call: Invocation) -> tuple[Command, Invocation]:
    """Assign the free words of a command to its options, which may make it another command."""
    if not call.fields and not call.unused and not command.name.count(" "):
        return command, call  # nothing was typed behind it
    typed = dict(call.fields)
    meant = {ANYWAY: typed.pop(ANYWAY)} if ANYWAY in typed else {}
    spread = spread_words(router.commands, command, typed, call.now, call.zone)
    unused = " ".join(filter(None, (call.unused, spread.unused)))
    found = replace(call, action=spread.command, fields={**spread.fields, **meant}, unused=unused)
    return router.commands[spread.command], found


async def _refuse_untrusted(database: Database, call: Invocation) -> Callable[[], Card] | None:
    """Refuse what trusted people may do; where nobody is named, organisers may."""
    async with database.read_transaction() as tx:
        named = await list_trusted(tx, call.workspace)
        known = await people.find_people(tx, call.workspace, named)
    if named and call.person not in named:
        return partial(notices.trusted_only_card, [person.mention for person in known.values()])
    if not named and not call.organiser:
        return notices.organisers_only_card
    return None


async def _record_barred(database: Database, call: Invocation) -> None:
    """Let go of whatever a caller who does not take part held from earlier."""
    async with database.transaction() as tx:
        await tx.share_workspace(call.workspace)
        await record_departures(tx, call.workspace, [call.person], call.now)


def _refuse_closed(call: Invocation) -> FormErrors | None:
    """Refuse a form that names a channel in which Mingle could not keep what it says."""
    errors = {}
    for name in call.fields if call.interaction == "form" else ():
        why = call.closed.get(call.field_text(name), "")
        if why:
            errors[name] = notices.closed_channel(why)
    return FormErrors(errors, agree=say(notices.TRY_AGAIN)) if errors else None


def _lesser_channels(call: Invocation) -> dict[str, str]:
    """Return the channels that a form names in which Mingle can do what it says in a lesser way."""
    names = call.fields if call.interaction == "form" else ()
    return {name: call.field_text(name) for name in names if call.field_text(name) in call.lesser}


def _ask_about_lesser(call: Invocation) -> FormErrors | None:
    """Ask whether a form is meant all the same where Mingle can do less than it says."""
    named = _lesser_channels(call)
    if not named or LESSER in call.field_values(ANYWAY):
        return None
    errors = {name: call.lesser[channel].why for name, channel in named.items()}
    return FormErrors(errors, LESSER, say(notices.DO_SO_ANYWAY))


async def _refuse_barred(
    tx: Transaction, target: Command | Action, call: Invocation
) -> FormErrors | None:
    """Refuse to bring somebody in who does not take part; return errors at the fields of a form."""
    fields = _people_fields(target)
    named = {person for name in fields for person in call.field_values(name)}
    known = await people.find_people(tx, call.workspace, sorted(named))
    barred = {
        person.id: Barred(Standing.GONE, person.name) for person in known.values() if person.left
    }
    barred |= {person: found for person, found in call.barred.items() if person in named}
    errors = {}
    for name in fields:
        for person in call.field_values(name):
            if person in barred:
                standing, shown = barred[person]
                errors[name] = notices.not_for_them(standing.value, clean_name(shown))
    if errors and isinstance(target, Command):
        raise Refusal(next(iter(errors.values())))
    return FormErrors(errors) if errors else None


def _people_fields(target: Command | Action) -> tuple[str, ...]:
    """Return the names of the fields with people who would take part by an interaction."""
    if isinstance(target, Command):
        return tuple(option.name for option in target.options if option.kind == "person")
    return target.people


def _tidy_invocation(call: Invocation) -> Invocation:
    """Return the invocation without characters that cards may not show or databases cannot
    store."""
    tidied: dict[str, Any] = {
        "name": clean_name(call.name),
        "channel_name": clean_text(call.channel_name, CHANNEL_NAME_LIMIT),
        "value": drop_unstorable(call.value),
        "fields": {name: _storable(value) for name, value in call.fields.items()},
        "files": {name: tidy_upload(upload) for name, upload in call.files.items()},
    }
    changes = {name: value for name, value in tidied.items() if value != getattr(call, name)}
    return replace(call, **changes) if changes else call


def _storable(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return drop_unstorable(value)
    return tuple(drop_unstorable(part) for part in value)


def find_target(router: Router, kind: InteractionKind, action: str) -> Command | Action | None:
    """Return what an interaction is for; None for what there is no more."""
    declared: dict[InteractionKind, Mapping[str, Command | Action]] = {
        "command": router.commands,
        "button": router.buttons,
        "form": router.forms,
    }
    return declared[kind].get(action)


async def _handle_once(
    tx: Transaction, router: Router, target: Command | Action, call: Invocation
) -> Answer:
    await tx.share_workspace(call.workspace)
    if (
        await tx.insert_or_ignore(
            processed_interaction, workspace=call.workspace, interaction=call.id, at=call.now
        )
        is None
    ):
        return None
    if isinstance(target, Action) and target.looks and await people.stays_forgotten(tx, call):
        return await target.handler(call, tx)
    caller = await people.ensure_person(tx, call)
    speak(await language_of_caller(tx, call.workspace, call.person, call.locale))
    await save_locale(tx, call.workspace, call.person, call.locale)
    if caller.left:
        await record_returns(tx, call.workspace, [call.person], call.now)

    if refused := _refuse_closed(call) or await _refuse_barred(tx, target, call):
        return refused
    if question := _ask_about_lesser(call):
        return question
    if call.message is not None:
        for observe in router.click_observers:
            await observe(tx, call)
    before = tx.changes
    answer = _with_outcome(await target.handler(call, tx), call, changed=tx.changes > before)
    if not isinstance(answer, FormErrors):
        for channel in _lesser_channels(call).values():
            await agree_to_lesser(tx, call.workspace, channel, call.lesser[channel].kind)
    if tx.changes > before and call.message != home_tabs.tab_ref(call.person):
        home_tabs.mark_tabs(tx, call.workspace)
    if target.role is not Role.ANYONE and tx.changes > before:
        await _record_action(tx, call)
    return answer


def _with_outcome(answer: Answer, call: Invocation, *, changed: bool) -> Answer:
    """Return an answer with what became of a click or a command; a form's is merely said."""
    if not isinstance(answer, Reply) or call.interaction == "form":
        return answer
    return replace(answer, outcome="acted" if changed else "looked")


async def _record_action(tx: Transaction, call: Invocation) -> None:
    """Write down what an organiser or a trusted person changed, and nothing of what was typed.

    A reason that a form offers is a word of a list.
    """
    await tx.insert(
        audit_entry,
        workspace=call.workspace,
        person=call.person,
        at=call.now,
        interaction=call.interaction,
        action=call.action,
        about=call.value[:MAX_ABOUT],
        reason=_reason(call),
        channel=call.channel if call.channel_name else None,
        channel_name=call.channel_name,
    )


def _reason(call: Invocation) -> str:
    reason = call.field_text("reason")
    return reason if reason in REASONS else ""
