"""Forms as HTML: each field with its label, its hint and a place for an error. No I/O."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from adapters.playground import strings
from adapters.playground.fields import takes_several
from adapters.playground.records import Conversation, is_open_to
from adapters.playground.render import NO_MARKUP, Viewer, join_markup, render_text
from bot.dates.parser import read_clock
from bot.ui.cards import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Field,
    FileField,
    Form,
    PeopleField,
    TextField,
)
from bot.ui.clocks import show_clock_in_text
from bot.ui.speech import say

MAX_BOXES = 10  # that stand open in a form; more of them fold
TEXT_ROWS = 4  # lines of a field for longer texts


def render_form(shown: Form, viewer: Viewer, conversations: Mapping[str, Conversation]) -> Markup:
    """Return a form as HTML; its buttons come last in the order of the keyboard."""
    intro = NO_MARKUP
    if shown.intro:
        words = show_clock_in_text(shown.intro, viewer.readers)
        intro = Markup('<p class="soft">{}</p>').format(render_text(words, viewer))
    fields = join_markup(_row(field, viewer, conversations) for field in shown.fields)
    return Markup(
        '<form class="form" method="dialog" novalidate aria-labelledby="form-title" '
        'data-form="{}"><h2 id="form-title">{}</h2>{}'
        '<p class="kept" role="status" hidden>{} <button type="button" class="button quiet" '
        'data-afresh>{}</button></p><div class="fields">{}</div>'
        '<p class="form-buttons"><button type="button" class="button quiet" data-close>{}</button>'
        '<button type="submit" class="button main">{}</button></p></form>'
    ).format(
        f"{shown.action} {shown.value}",
        shown.title,
        intro,
        say(strings.KEPT),
        say(strings.AFRESH),
        fields,
        say(strings.CANCEL),
        say(shown.submit),
    )


def _row(field: Field, viewer: Viewer, conversations: Mapping[str, Conversation]) -> Markup:
    note = hint = NO_MARKUP
    if not field.required:
        note = Markup(' <span class="optional">{}</span>').format(say(strings.OPTIONAL))
    if field.hint:
        hint = Markup('<p class="hint" id="hint-{}">{}</p>').format(field.id, field.hint)

    inside = Markup('{}{}<p class="error" id="error-{}" role="alert" hidden></p>').format(
        _control(field, viewer, conversations), hint, field.id
    )
    if takes_several(field):
        return Markup(
            '<fieldset class="field" data-field="{}" data-several aria-describedby="error-{}">'
            "<legend>{}{}</legend>{}</fieldset>"
        ).format(field.id, field.id, field.label, note, inside)
    return Markup(
        '<div class="field" data-field="{}"><label for="field-{}">{}{}</label>{}</div>'
    ).format(field.id, field.id, field.label, note, inside)


def _control(field: Field, viewer: Viewer, conversations: Mapping[str, Conversation]) -> Markup:
    match field:
        case TextField():
            return _text(field)
        case ChoiceField(choices=choices, initial=initial) if field.most > 1:
            boxes = _boxes(field, choices, initial, field.most)
            return boxes if len(choices) <= MAX_BOXES else _folded(boxes, choices, initial)
        case ChoiceField(choices=choices, initial=initial):
            return _select(field, choices, initial[:1])
        case PeopleField(initial=initial):
            return _boxes(field, _people_choices(viewer), initial, field.most)
        case ChannelField(initial=initial):
            return _select(field, _channel_choices(viewer, conversations), (initial,))
        case DateField(initial=day):
            value = day.isoformat() if day else ""
            return Markup('<input type="date" {} value="{}">').format(_attributes(field), value)
        case FileField():
            return _file(field)


def _people_choices(viewer: Viewer) -> list[Choice]:
    colleagues = viewer.faces.values()
    return [Choice(who.id, who.name) for who in colleagues if who.id != viewer.person]


def _channel_choices(viewer: Viewer, conversations: Mapping[str, Conversation]) -> list[Choice]:
    return [
        Choice(conversation.id, f"#{conversation.name}")
        for conversation in conversations.values()
        if is_open_to(viewer.person, conversation)
    ]


def _file(field: FileField) -> Markup:
    # The invisible input covers its frame, so that a file dropped there lands in it.
    suffixes = ",".join(f".{suffix}" for suffix in field.types)
    return Markup(
        '<div class="drop"><input type="file" accept="{}" data-most="{}" {}>'
        '<p class="first" aria-hidden="true"><strong>{}</strong> <span>{}</span></p>'
        '<p class="chosen" role="status" data-unit="{}"></p><p class="again" '
        'aria-hidden="true">{}</p></div>'
    ).format(
        suffixes,
        field.limit,
        _attributes(field),
        say(strings.CHOOSE_FILE),
        say(strings.DROP_FILE),
        say(strings.FILE_SIZE),
        say(strings.CHOOSE_ANOTHER),
    )


def _attributes(field: Field) -> Markup:
    """Return the attributes that tie an input to its label, hint and error."""
    hint = f"hint-{field.id} " if field.hint else ""
    required = Markup(" required") if field.required else NO_MARKUP
    return Markup('id="field-{}" name="{}" aria-describedby="{}error-{}"{}').format(
        field.id, field.id, hint, field.id, required
    )


def _text(field: TextField) -> Markup:
    # what was typed before may be longer than what may be typed now
    longest = max(field.limit, len(field.initial))
    shared = Markup('{} placeholder="{}" maxlength="{}"').format(
        _attributes(field), field.example, longest
    )
    if field.multiline:
        # Browsers drop a newline right after the tag, so there is an extra one.
        return Markup('<textarea {} rows="{}" dir="auto">\n{}</textarea>').format(
            shared, TEXT_ROWS, field.initial
        )
    return Markup('<input {} {} value="{}" dir="auto" autocomplete="off">').format(
        _input_type(field), shared, field.initial
    )


def _input_type(field: TextField) -> Markup:
    """Return the browser's own input for a kind of text, where it can hold the initial value."""
    if field.kind == "time" and (not field.initial or read_clock(field.initial) == field.initial):
        return Markup('type="time"')
    if field.kind == "number" and (not field.initial or field.initial.isdecimal()):
        return Markup('type="number" min="{}" max="{}"').format(field.least, field.most)
    if field.kind == "link":
        return Markup('type="url"')
    return Markup('type="text"')


def _select(field: Field, choices: Iterable[Choice], initial: tuple[str, ...]) -> Markup:
    """Return a menu; it has an empty option unless the field needs a value and has one."""
    offered = tuple(choices)
    empty = Markup('<option value="">{}</option>').format(say(strings.CHOOSE))
    if field.required and any(choice.value in initial for choice in offered):
        empty = NO_MARKUP
    options = join_markup(_option(choice, choice.value in initial) for choice in offered)
    return Markup("<select {}>{}{}</select>").format(_attributes(field), empty, options)


def _option(choice: Choice, chosen: bool) -> Markup:
    selected = Markup(" selected") if chosen else NO_MARKUP
    return Markup('<option value="{}"{}>{}</option>').format(choice.value, selected, choice.label)


def _boxes(field: Field, choices: Iterable[Choice], initial: tuple[str, ...], most: int) -> Markup:
    boxes = [_box(field, choice, choice.value in initial) for choice in choices]
    note = NO_MARKUP
    if most < len(boxes):
        note = Markup('<p class="hint">{}</p>').format(say(strings.UP_TO, most=most))
    return Markup('<div class="boxes">{}</div>{}').format(join_markup(boxes), note)


def _folded(boxes: Markup, choices: Sequence[Choice], initial: tuple[str, ...]) -> Markup:
    """Return many boxes behind one line, which says what is chosen, as a menu would."""
    chosen = ", ".join(choice.label for choice in choices if choice.value in initial)
    none = say(strings.CHOOSE)
    return Markup(
        '<details class="several"><summary data-none="{}">{}</summary>{}</details>'
    ).format(none, chosen or none, boxes)


def _box(field: Field, choice: Choice, chosen: bool) -> Markup:
    checked = Markup(" checked") if chosen else NO_MARKUP
    return Markup(
        '<label class="box"><input type="checkbox" name="{}" value="{}"{}><span>{}</span></label>'
    ).format(field.id, choice.value, checked, choice.label)
