"""The check of an interaction's texts, before its handler runs and anything is kept.

What is found is shown to the person who wrote it, and nowhere else: no row, no log, no number.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.interactions import ANYWAY, Answer, FormErrors, Invocation, OpenForm
from bot.core.reader_languages import language_of_caller
from bot.core.router import Action, Command
from bot.core.texts_beside import TextBeside
from bot.store.engine import Database, ReadTransaction
from bot.text_guard import records, rules, views
from bot.text_guard.findings import Finding, Kind
from bot.ui.speech import speak

Findings = Mapping[str, Sequence[Finding]]


async def check_texts(database: Database, target: Command | Action, call: Invocation) -> Answer:
    """Return what to ask the writer of an interaction, or None where nothing is to be asked."""
    texts = {name: text for name in target.posted if (text := _typed(call, name))}
    posts_more = isinstance(target, Action) and target.beside is not None
    if not texts and not posts_more:
        return None
    async with database.read_transaction() as tx:
        speak(await language_of_caller(tx, call.workspace, call.person, call.locale))
        kept = await records.load_word_list(tx, call.workspace, database.vault)
        beside = await _read_beside(tx, target, call)
    found: dict[str, Sequence[Finding]] = {}
    for name, text in texts.items():
        found[name] = rules.find_all(text, kept)
    asked = {each: findings for each in beside if (findings := find_in_passing(each))}
    for each, findings in asked.items():
        found[each.field] = [*found.get(each.field, ()), *findings]
    found = {name: findings for name, findings in found.items() if findings}
    approval = approval_of(found)
    if not found or (approval and approval in call.field_values(ANYWAY)):
        return None

    errors = {name: views.finding_sentence(findings) for name, findings in found.items()}
    for each, findings in asked.items():
        if not texts.get(each.field) or not rules.find_all(texts[each.field], kept):
            errors[each.field] = views.beside_sentence(each.where, findings)
    if isinstance(target, Command):
        typed = {name: call.field_text(name) for name in call.fields}
        return OpenForm(views.retype_form(target, typed, errors, approval))
    return FormErrors(errors, approval)


def as_typed(call: Invocation) -> Invocation:
    """Return a command whose words were looked at again in a form as the command that it is."""
    if (call.interaction, call.action) != ("form", views.RETYPED):
        return call
    fields = {name: value for name, value in call.fields.items() if value}
    return replace(call, interaction="command", action=call.value, value="", fields=fields)


def _typed(call: Invocation, name: str) -> str:
    return "\n".join(call.field_values(name))


def find_in_passing(beside: TextBeside) -> list[Finding]:
    """Return what a text holds that nobody typed; words that stay inside are not posted anyway."""
    found = rules.find_all(beside.text)
    return [each for each in found if beside.hints or each.kind is not Kind.HINT]


async def _read_beside(
    tx: ReadTransaction, target: Command | Action, call: Invocation
) -> Sequence[TextBeside]:
    if isinstance(target, Command) or target.beside is None:
        return ()
    return await target.beside(tx, call)


def approval_of(found: Findings) -> str:
    """Return what stands for these findings in a form that is sent all the same.

    It is a digest, so that agreeing to one secret agrees to no other. Empty where nobody may.
    """
    if any(finding.kind is Kind.KEPT_WORD for findings in found.values() for finding in findings):
        return ""
    pieces = sorted((name, finding.piece) for name in found for finding in found[name])
    return hashlib.sha256(repr(pieces).encode()).hexdigest()[:16]
