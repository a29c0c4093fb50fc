from dataclasses import replace

import pytest
from sqlalchemy import update

from adapters.playground.render import Viewer
from bot.core.dispatch import dispatch
from bot.core.interactions import InteractionKind, Reply
from bot.core.router import Option
from bot.features import ROUTER
from bot.store.engine import Database
from bot.store.playground import playground_colleague
from bot.text_guard.views import TALK_LABELS
from bot.ui.cards import ChoiceField, FileField, PeopleField, as_text
from tests.filled import ELSEWHERE, FORMS, SAMPLE, filled_in
from tests.hostile import EMPTY, HOSTILE, MARK, ODD, RINGING, TOO_LONG, WORDS, Stage, faults
from tests.reading import form_of
from tests.world import ADA, BEN, LUNCH, PEOPLE, PROMPTS, Fields, World

# Where people may write what they like; everything else takes only what Mingle offers or can read.
FREE = {
    ("wrong.tell", "words"),
    ("away.save", "town"),
    ("neighbours.save", "towns"),
    ("lunch", "at"),
    ("lunch", "topic"),
    *((name, field) for name in ("lunch with", "invite.create") for field in ("at", "topic")),
    ("table.change_it", "at"),
    ("table.change_it", "topic"),
    ("question.save", "words"),
    ("question.save", "choices"),
    ("prompt suggest", "text"),
    ("prompt suggest", "hint"),
    ("prompt add", "text"),
    ("prompt add", "hint"),
    ("table.create", "at"),
    ("table.create", "topic"),
    ("event.cancel", "why"),
    ("event.meet", "meeting_point"),
    *(("event.create", name) for name in ("title", "place", "address", "description")),
    *(("event.change", name) for name in ("title", "place", "address", "description")),
    ("happy_hour.draft", "title"),
    ("happy_hour.draft", "places"),
    ("happy_hour.change", "title"),
    ("happy_hour.change", "places"),
    *(("venue.save", name) for name in ("name", "town", "part", "address", "diets", "opening")),
    *(("kit.save", name) for name in ("name", "about")),
    *(("poll.propose", name) for name in ("name", "part", "address")),
    *(("source.save", name) for name in ("name", "town", "topics")),
    *(("digest.save", name) for name in ("topics", "towns")),
    *(("events", name) for name in ("words", "topic", "town")),
    *(("association.create", name) for name in ("name", "about", "chapter")),
    *(("association.change", name) for name in ("name", "about")),
    *(("chapter.create", "name"), ("chapter.change", "name")),
    *(
        (form, name)
        for form in ("opening.create", "opening.change", "opening.note")
        for name in ("title", "details")
    ),
    ("learning.save", "text"),
    ("kept_words.add", "words"),
    *(("talk_card.save", name) for name in TALK_LABELS),
    ("prompt.did_it", "text"),
    *(
        ("profile.save", name)
        for name in ("team", "manager", "office", "interests", "offers", "wants")
    ),
    *((form, name) for form in ("prompt.suggest", "prompt.add") for name in ("text", "hint")),
}
SETUPS = {"setup.save", "digest.save", "prompt.setup"}
# Whoever asks for a suggestion gets one, which is written down; a value says nothing here.
WRITES_DOWN_A_LOOK = {"next.show"}
# The second takes words off a list that nobody has written on in this world.
ONLY_SHOWS = {"events.filter", "kept_words.remove"}
CLOCK, ROOM = "1٢:3٠", "acme/nobody"
FINE = {
    ("away.save", "first"): {"1٢:3٠"},
    ("profile.save", "started"): {"yesterday", "2020-01-01 12:30"},  # days on which one may start
    ("setup.save", "blackout"): {"0001-01-01"},  # a date long past is as good a quiet date as any
    **{
        field: {CLOCK}
        for field in (
            ("lunch", "when"),
            ("lunch with", "when"),
            ("table.create", "when"),
            ("table.change_it", "when"),
            ("invite.create", "when"),
            ("usual.save", "time"),
        )
    },
    ("lunch with", "person"): {ROOM},
    ("invite.create", "people"): {ROOM},
    ("setup.save", "host"): {ROOM},
    **{(form, "when"): {CLOCK} for form in ("event.create", "event.change")},
    **{(form, "capacity"): {"25"} for form in ("event.create", "event.change")},
    # Whether there is such a channel only the platform knows; its adapter passes on no other.
    **{
        (form, "channel"): {ROOM}
        for form in ("setup.save", "prompt.setup", "table.create", "usual.save", "question.save")
    },
    ("digest.save", "channel"): {ROOM},
    ("event.create", "channel"): {ROOM},
    **{(form, "due"): {CLOCK} for form in ("opening.create", "opening.change", "opening.note")},
    ("happy_hour.draft", "channel"): {ROOM},
    ("happy_hour.draft", "expected"): {"25"},
    ("happy_hour.draft", "avoid"): {"0001-01-01"},
    ("happy_hour.change", "avoid"): {"0001-01-01"},
    ("happy_hour.change", "time"): {CLOCK},
    ("prompt.setup", "time"): {"0"},  # midnight
    ("setup.save", "time"): {CLOCK},
    ("hours.save", "blackout"): {"0001-01-01"},
    ("hours.share", "blackout"): {"0001-01-01"},
    ("lunch.propose", "when"): {CLOCK},
    **{("question.save", field): {CLOCK} for field in ("opens", "closes")},
    ("happy_hour.draft", "time"): {CLOCK},
    ("digest.save", "time"): {CLOCK},
    ("venue.save", "capacity"): {"25"},
}


@pytest.mark.parametrize("name", ROUTER.commands)
async def test_whatever_is_typed_into_a_command_is_met_calmly(stage: Stage, name: str) -> None:
    command = ROUTER.commands[name]
    needed = {option.name: SAMPLE[option.name] for option in command.options if option.required}
    wrong = []
    for option in command.options:
        for value in _tried(name, option.name):
            call = stage.world.call(ADA, "command", name, fields={**needed, option.name: value})
            found = await stage.wrong(call, may_change=_may_change(name, option, value))
            wrong += [(option.name, value[:40], fault) for fault in found]
    assert not wrong
    assert await stage.world.rows() == stage.rehearsal.before


@pytest.mark.parametrize("name", ROUTER.commands)
async def test_whatever_follows_a_command_on_its_line_is_met_calmly(
    stage: Stage, name: str
) -> None:
    listener = replace(stage.world.chats["acme"], dispatch=stage.dispatch)
    wrong = []
    names = ["", *(f"{option.name}:" for option in ROUTER.commands[name].options)]
    for number, (option, value) in enumerate(
        (option, value) for option in names for value in HOSTILE[::4]
    ):
        line = f'/{name} {option}"{value}'  # a quote left open
        await listener.handle_line(ADA, LUNCH, line, f"line {number}", alone=True)
        wrong += [(line[:60], fault) for fault in stage.faults(may_change=True)]
    assert not wrong
    assert await stage.world.rows() == stage.rehearsal.before


async def test_an_unknown_command_gets_a_sentence(stage: Stage) -> None:
    listener = replace(stage.world.chats["acme"], dispatch=stage.dispatch)
    wrong = []
    for value in HOSTILE:
        await listener.handle_line(BEN, LUNCH, f"/{value}", "line", alone=True)
        wrong += [(value[:40], fault) for fault in stage.faults(may_change=False)]
    assert not wrong


@pytest.mark.parametrize("action", ROUTER.buttons)
async def test_a_choice_that_was_not_offered_changes_nothing(stage: Stage, action: str) -> None:
    wrong = []
    for value in (*HOSTILE[::5], *EMPTY):
        call = stage.world.call(ADA, "button", action, fields={"choice": value})
        found = await stage.wrong(call, may_change=action in WRITES_DOWN_A_LOOK)
        wrong += [(value[:40], fault) for fault in found]
    assert not wrong


@pytest.mark.parametrize("action", ROUTER.buttons)
async def test_a_button_with_garbage_changes_nothing(stage: Stage, action: str) -> None:
    wrong = []
    for value in (*HOSTILE, *EMPTY):
        call = stage.world.call(ADA, "button", action, value, {"unknown": value})
        found = await stage.wrong(call, may_change=action in WRITES_DOWN_A_LOOK)
        wrong += [(value[:40], fault) for fault in found]
    assert not wrong
    assert await stage.world.rows() == stage.rehearsal.before


def test_every_form_is_tried() -> None:
    assert FORMS.keys() | ELSEWHERE.keys() == ROUTER.forms.keys()


@pytest.mark.parametrize("action", FORMS)
async def test_a_form_filled_in_well_is_taken(stage: Stage, action: str) -> None:
    call, _ = await filled_in(stage, action)
    met = await stage.try_(call)
    assert isinstance(met.answer, Reply), met.answer
    assert met.changed or action in ONLY_SHOWS
    assert not [fault for card in met.cards for fault in faults(card, stage.reader)]


@pytest.mark.parametrize("action", FORMS)
async def test_whatever_is_written_into_a_form_is_met_calmly(stage: Stage, action: str) -> None:
    good, form = await filled_in(stage, action)
    wrong = []
    for field in form.fields:
        if isinstance(field, FileField):
            continue  # what is handed in there is `tests/bot/sources/files`'s matter
        offered = (
            {choice.value for choice in field.choices} if isinstance(field, ChoiceField) else set()
        )
        for value in _tried(action, field.id):
            several = isinstance(field, PeopleField) or (
                isinstance(field, ChoiceField) and field.most > 1
            )
            for given in (value, (value, value)) if several else (value,):
                call = replace(good, fields={**good.fields, field.id: given})
                may = not value.strip() or value in offered or _may_write(action, field.id, value)
                wrong += [
                    (field.id, value[:40], fault)
                    for fault in await stage.wrong(call, may_change=may, form=form)
                ]
    assert not wrong
    assert await stage.world.rows() == stage.rehearsal.before


@pytest.mark.parametrize("action", FORMS)
async def test_a_form_with_fields_missing_or_unknown_is_met_calmly(
    stage: Stage, action: str
) -> None:
    good, form = await filled_in(stage, action)
    lacking = [
        {name: value for name, value in good.fields.items() if name != field.id}
        for field in form.fields
    ]
    more = [{**good.fields, value: value} for value in HOSTILE[::4]]
    wrong = []
    twice = [{**good.fields, field.id: ("zebra", "zebra")} for field in form.fields]
    for fields in ({}, *lacking, *more, *twice):
        found = await stage.wrong(replace(good, fields=fields), may_change=True, form=form)
        wrong += [(sorted(fields)[:3], fault) for fault in found]
    assert not wrong


@pytest.mark.parametrize("action", FORMS)
async def test_a_form_about_something_that_is_not_there_is_met_calmly(
    stage: Stage, action: str
) -> None:
    good, form = await filled_in(stage, action)
    # A setup form carries there in which channel it was opened, which is only words.
    about_a_row = bool(form.value) and action not in SETUPS
    wrong = []
    for value in (*HOSTILE, *EMPTY) if about_a_row else HOSTILE[::7]:
        found = await stage.wrong(replace(good, value=value), may_change=not about_a_row, form=form)
        wrong += [(value[:40], fault) for fault in found]
    assert not wrong


@pytest.mark.parametrize(
    "name", ["\u202eada\u2066", "\x00", "", "x" * 5_000, "<!channel>", "A " * 300, "ada\ud800"]
)
async def test_an_odd_name_from_the_platform_breaks_nothing(stage: Stage, name: str) -> None:
    wrong = []
    for person in (BEN, "acme/newcomer"):
        for words in ("lunch", "mingle", "mingle me", "mingle join", "lunch tables"):
            call = stage.world.call(
                person, "command", words, name=name, channel_name=name or "lunch"
            )
            wrong += [(words, fault) for fault in await stage.wrong(call, may_change=True)]
    assert not wrong


@pytest.mark.parametrize(
    "value",
    ["9" * 9, "9" * 12, "9" * 19, "\x00", "zebra \ud800", "group:999999999", "1:2026-03-17"],
)
async def test_postgresql_takes_whatever_is_given(
    on_postgresql: Database, lived_world: World, value: str
) -> None:
    tried: list[tuple[InteractionKind, str, Fields]] = [
        ("command", name, {option.name: value for option in command.options})
        for name, command in ROUTER.commands.items()
    ]
    tried += [("button", name, {}) for name in ROUTER.buttons]
    tried += [
        ("form", name, {"channel": value, "others": (value,), "text": value})
        for name in ROUTER.forms
    ]
    for interaction, name, fields in tried:
        answer = await dispatch(
            ROUTER, on_postgresql, lived_world.call(ADA, interaction, name, value, fields)
        )
        assert not (isinstance(answer, Reply) and answer.card.title == "That was us, not you"), name


async def test_odd_words_stay_words_wherever_they_come_out(lived_world: World) -> None:
    async with lived_world.database.transaction() as tx:
        await tx.execute(
            update(playground_colleague).values(
                name=playground_colleague.c.name + " \u202e<b>okapi</b>"
            )
        )
    await lived_world.chats["acme"].playground.load_conversations()
    for number, person in enumerate(PEOPLE):
        await _write_everywhere(lived_world, person, ODD[number], ODD[-number])
    await lived_world.pass_time(days=8)
    faces = await lived_world.chats["acme"].playground.colleagues_by_id()
    cards = {card for person in PEOPLE for card in await lived_world.inbox(person)}
    said = "\n".join(map(as_text, cards))
    assert said.count(MARK) > 100
    assert all(ODD[number][-6:] in said for number in range(4, len(PEOPLE)))
    assert not [
        fault for card in cards for fault in faults(card, Viewer(ADA, "Europe/Berlin", faces))
    ]


async def _write_everywhere(world: World, person: str, words: str, others: str) -> None:
    few = dict.fromkeys(("interests", "offers", "wants"), words[:38])
    profile = form_of(await world.click(person, "profile.open"))
    await world.submit(person, profile, {"team": words[:58], "office": "Berlin", **few})
    await world.say(person, f'/lunch tomorrow 12:30 at:"{words}" topic:"{others}"')
    await world.fill(person, "/prompt suggest", {"text": words, "hint": others}, PROMPTS)
    await world.click(ADA, "prompt.suggestions")
    number = await world.button(ADA, "prompt.approve")
    await world.click(ADA, "prompt.approve", number)
    await world.say(ADA, f"/prompt next ours-{number}")
    posted = await world.button(person, "prompt.did")
    form = form_of(await world.click(person, "prompt.did", posted, channel=PROMPTS))
    await world.submit(person, form, {"text": words, "share": "named"}, PROMPTS)
    for group in await world.buttons(person, "lunch.met"):
        await world.click(person, "lunch.met", group)
        form = form_of(await world.click(person, "learning.share", f"group:{group}"))
        await world.submit(person, form, {"text": others, "share": "named"})


def _tried(name: str, field: str) -> tuple[str, ...]:
    return (*(WORDS if (name, field) in FREE else HOSTILE), *EMPTY)


def _may_change(name: str, option: Option, value: str) -> bool:
    return not value.strip() or value in option.choices or _may_write(name, option.name, value)


def _may_write(name: str, field: str, value: str) -> bool:
    free = (name, field) in FREE and value not in (*RINGING, TOO_LONG)
    return free or value in FINE.get((name, field), ())
