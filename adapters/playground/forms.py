"""Draw forms as HTML dialogs: pure, each field with its label, hint and room for one calm
sentence."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from adapters.playground import strings
from adapters.playground.fields import takes_several
from adapters.playground.records import Conversation, is_open_to
from adapters.playground.render import NO_MARKUP, Viewer, join_markup, render_text
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

TEXT_ROWS = 4  # lines of a field for longer texts


def render_form(shown: Form, viewer: Viewer, conversations: Mapping[str, Conversation]) -> Markup:
    """Draw a whole form; its buttons stand at the end, where the keyboard arrives last."""
    intro = (
        Markup('<p class="soft">{}</p>').format(render_text(shown.intro, viewer))
        if shown.intro
        else NO_MARKUP
    )
    fields = join_markup(_row(field, viewer, conversations) for field in shown.fields)
    return Markup(
        '<form class="form" method="dialog" novalidate aria-labelledby="form-title">'
        '<h2 id="form-title">{}</h2>{}<div class="fields">{}</div>'
        '<p class="form-buttons"><button type="button" class="button quiet" data-close>{}</button>'
        '<button type="submit" class="button main">{}</button></p></form>'
    ).format(shown.title, intro, fields, strings.CANCEL, shown.submit)


def _row(field: Field, viewer: Viewer, conversations: Mapping[str, Conversation]) -> Markup:
    note = (
        NO_MARKUP
        if field.required
        else Markup(' <span class="optional">{}</span>').format(strings.OPTIONAL)
    )
    hint = (
        Markup('<p class="hint" id="hint-{}">{}</p>').format(field.id, field.hint)
        if field.hint
        else NO_MARKUP
    )
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
            return _boxes(field, choices, initial, field.most)
        case ChoiceField(choices=choices, initial=initial):
            return _select(field, choices, initial[:1])
        case PeopleField(initial=initial):
            others = [Choice(c.id, c.name) for c in viewer.faces.values() if c.id != viewer.person]
            return _boxes(field, others, initial, field.most)
        case ChannelField(initial=initial):
            channels = [
                Choice(r.id, f"#{r.name}")
                for r in conversations.values()
                if is_open_to(viewer.person, r)
            ]
            return _select(field, channels, (initial,))
        case DateField(initial=day):
            return Markup('<input type="date" {} value="{}">').format(
                _named(field), day.isoformat() if day else ""
            )
        case FileField():
            return _file(field)


def _file(field: FileField) -> Markup:
    # The control lies over its frame unseen, so that what is dropped there lands in it.
    endings = ",".join(f".{each}" for each in field.types)
    return Markup(
        '<div class="drop"><input type="file" accept="{}" data-most="{}" {}>'
        '<p class="first" aria-hidden="true"><strong>{}</strong> <span>{}</span></p>'
        '<p class="chosen" role="status" data-unit="{}"></p><p class="again" '
        'aria-hidden="true">{}</p></div>'
    ).format(
        endings,
        field.limit,
        _named(field),
        strings.CHOOSE_FILE,
        strings.DROP_FILE,
        strings.FILE_SIZE,
        strings.CHOOSE_ANOTHER,
    )


def _named(field: Field) -> Markup:
    hint = f"hint-{field.id} " if field.hint else ""
    required = Markup(" required") if field.required else NO_MARKUP
    return Markup('id="field-{}" name="{}" aria-describedby="{}error-{}"{}').format(
        field.id, field.id, hint, field.id, required
    )


def _text(field: TextField) -> Markup:
    # The limit is not enforced while typing: what is too long comes back with a sentence, and
    # nothing is lost.
    if field.multiline:
        # A newline right after the tag is dropped by browsers, so it is given once more.
        return Markup('<textarea {} rows="{}" dir="auto">\n{}</textarea>').format(
            _named(field), TEXT_ROWS, field.initial
        )
    return Markup('<input type="text" {} value="{}" dir="auto" autocomplete="off">').format(
        _named(field), field.initial
    )


def _select(field: Field, choices: Iterable[Choice], initial: tuple[str, ...]) -> Markup:
    settled = field.required and any(initial)
    empty = NO_MARKUP if settled else Markup('<option value="">{}</option>').format(strings.CHOOSE)
    options = (_chosen("option", choice, choice.value in initial) for choice in choices)
    return Markup("<select {}>{}{}</select>").format(_named(field), empty, join_markup(options))


def _chosen(tag: str, choice: Choice, chosen: bool) -> Markup:
    mark = Markup(" selected") if chosen else NO_MARKUP
    return Markup('<{} value="{}"{}>{}</{}>').format(tag, choice.value, mark, choice.label, tag)


def _boxes(field: Field, choices: Iterable[Choice], initial: tuple[str, ...], most: int) -> Markup:
    offered = tuple(choices)
    boxes = (
        Markup(
            '<label class="box"><input type="checkbox" name="{}" '
            'value="{}"{}><span>{}</span></label>'
        ).format(
            field.id, c.value, Markup(" checked") if c.value in initial else NO_MARKUP, c.label
        )
        for c in offered
    )
    note = (
        Markup('<p class="hint">{}</p>').format(strings.UP_TO.format(most=most))
        if most < len(offered)
        else NO_MARKUP
    )
    return Markup('<div class="boxes">{}</div>{}').format(join_markup(boxes), note)
