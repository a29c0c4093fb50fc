"""Secrets in every field: none reaches others unless its writer says so."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core.interactions import ANYWAY, Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.router import Option
from bot.features import ROUTER
from bot.text_guard.views import RETYPED
from bot.ui.cards import Form, TextField, as_text
from tests.adapters.slack.gallery import FORMS as SHOWN
from tests.bot.text_guard.planted import KINDS, plant
from tests.filled import FORMS, filled_in
from tests.hostile import Stage
from tests.world import ADA

ASKED_FORMS = sorted(name for name, declared in ROUTER.forms.items() if declared.posted)
CONFIDED = {"wrong.tell"}  # what is wrong is told as it is, to one trusted person
OTHER_FORMS = sorted(
    name for name, declared in ROUTER.forms.items() if declared.unposted and name not in CONFIDED
)
ASKED_COMMANDS = sorted(name for name, declared in ROUTER.commands.items() if declared.posted)
PLANTED = 20  # in each field that others read


def _secrets(name: str, count: int) -> Iterator[tuple[str, str]]:
    """Yield secrets with a sentence around each, of one kind after the other."""
    chance = random.Random(name)
    for at in range(count):
        secret = KINDS[(at + len(name)) % len(KINDS)](chance)
        yield secret, plant(chance, secret)


def test_a_thousand_secrets_are_planted() -> None:
    fields = sum(len(ROUTER.forms[name].posted) for name in ASKED_FORMS)
    assert fields * PLANTED >= 1000


def _undecided(form: Form) -> set[tuple[str, str]]:
    """Return the text fields of which nobody has said whether others read them."""
    declared = ROUTER.forms[form.action]
    typed = {field.id for field in form.fields if isinstance(field, TextField)}
    return {(form.action, name) for name in typed - {*declared.posted, *declared.unposted}}


def test_every_text_field_says_whether_others_read_it() -> None:
    drawn = [form for form in SHOWN.values() if form.action in ROUTER.forms]
    assert not set().union(*map(_undecided, drawn))


@pytest.mark.parametrize("action", FORMS)
async def test_every_form_says_of_each_text_whether_others_read_it(
    stage: Stage, action: str
) -> None:
    _, form = await filled_in(stage, action)
    assert not _undecided(form)


def test_every_option_of_free_text_says_whether_others_read_it() -> None:
    options = [(name, each) for name, one in ROUTER.commands.items() for each in one.options]
    assert not [
        (name, each.name) for name, each in options if _is_free(each) and each.posted is None
    ]


def _is_free(option: Option) -> bool:
    return option.kind == "text" and not option.choices


@pytest.mark.parametrize("action", ASKED_FORMS)
async def test_a_secret_in_a_form_is_asked_about_and_nothing_is_kept(
    stage: Stage, action: str
) -> None:
    good, form = await filled_in(stage, action)
    declared = [field.id for field in form.fields if field.id in ROUTER.forms[action].posted]
    for name in declared:
        for secret, text in _secrets(f"{action} {name}", PLANTED):
            met = await stage.try_(replace(good, fields={**good.fields, name: text}))
            assert isinstance(met.answer, FormErrors), (name, text)
            assert met.answer.errors.keys() == {name}
            assert met.answer.anyway
            assert secret not in met.answer.errors[name]
            assert not met.changed
            assert not met.cards


@pytest.mark.parametrize("name", ASKED_COMMANDS)
async def test_a_secret_in_a_command_opens_it_as_a_form(stage: Stage, name: str) -> None:
    for option in ROUTER.commands[name].posted:
        opened = 0
        for _, text in _secrets(f"{name} {option}", PLANTED):
            met = await stage.try_(stage.world.call(ADA, "command", name, fields={option: text}))
            assert not met.changed
            if _asks_back(met.answer):  # “secret=…” reads as an option that it does not have
                continue
            assert isinstance(met.answer, OpenForm), (option, text)
            form = met.answer.form.action
            # A form that asks for what is missing looks at its fields when it is handed in.
            assert form == RETYPED or ROUTER.forms[form].posted, (option, text)
            opened += 1
        assert opened > PLANTED / 2


def _asks_back(answer: Answer) -> bool:
    return isinstance(answer, Reply) and answer.card.title == "I didn't understand all of that"


@pytest.mark.parametrize("action", OTHER_FORMS)
async def test_a_secret_in_any_other_field_reaches_nobody_else(stage: Stage, action: str) -> None:
    good, form = await filled_in(stage, action)
    typed = [field.id for field in form.fields if field.id in ROUTER.forms[action].unposted]
    for name in typed:
        for secret, text in _secrets(f"{action} {name}", len(KINDS)):
            await stage.dispatch(replace(good, fields={**good.fields, name: text}))
            assert not [card for card in stage.rehearsal.cards if secret in as_text(card)]
            assert secret not in repr(stage.rehearsal.changed)


async def test_what_somebody_means_is_posted_as_it_is(stage: Stage) -> None:
    good, form, asked = await _asked(stage, "The old key was AKIAIOSFODNN7EXAMPLE.")
    met = await stage.try_(replace(good, fields={**good.fields, ANYWAY: (asked.anyway,)}))
    assert isinstance(met.answer, Reply)
    assert met.changed
    assert form.action == "learning.save"


async def test_agreeing_to_one_secret_agrees_to_no_other(stage: Stage) -> None:
    good, _, asked = await _asked(stage, "The old key was AKIAIOSFODNN7EXAMPLE.")
    fields = {**good.fields, "text": "The new key is AKIAIOSFODNN7EXAMPLF."}
    met = await stage.try_(replace(good, fields={**fields, ANYWAY: (asked.anyway,)}))
    assert isinstance(met.answer, FormErrors)
    assert met.answer.anyway != asked.anyway


async def _asked(stage: Stage, text: str) -> tuple[Invocation, Form, FormErrors]:
    good, form = await filled_in(stage, "learning.save")
    good = replace(good, fields={**good.fields, "text": text})
    answer = await stage.dispatch(good)
    assert isinstance(answer, FormErrors)
    return good, form, answer
