"""The channels of forms: of which kinds they may be, and what Mingle will do there. No I/O."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from adapters.discord import ids, strings
from adapters.json_types import Payload
from bot.ui.cards import ChannelField, ChannelPurpose, Field, Form

TEXT, VOICE, CATEGORY, ANNOUNCEMENTS, STAGE, DIRECTORY, FORUM, MEDIA = 0, 2, 4, 5, 13, 14, 15, 16
DIRECT, GROUP, THREADS = 1, 3, (10, 11, 12)
# Threads in which people meet are private, and there are none in announcement channels.
KINDS: Mapping[ChannelPurpose, tuple[int, ...]] = {
    "post": (TEXT, ANNOUNCEMENTS),
    "announce": (TEXT, ANNOUNCEMENTS),
    "introduce": (TEXT,),
}
Values = Mapping[str, str | tuple[str, ...]]


def channel_fields(fields: Sequence[Field]) -> list[ChannelField]:
    """Return the fields in which a channel is chosen."""
    return [field for field in fields if isinstance(field, ChannelField)]


def chosen_purposes(form: Form, values: Values) -> dict[str, ChannelPurpose]:
    """Return the channels that somebody has chosen, with what Mingle will do there."""
    chosen = {field.purpose: values.get(field.id) for field in channel_fields(form.fields)}
    return {str(channel): purpose for purpose, channel in chosen.items() if channel}


def find_misplaced(fields: Sequence[Field], data: Payload, values: Values) -> dict[str, str]:
    """Return an error for each field with a channel of another kind than it asks for.

    Discord's menu offers none; one that was preset, or a client of another make, may send one.
    """
    kinds = data.get("resolved", {}).get("channels", {})
    errors = {}
    for field in channel_fields(fields):
        native = str(values.get(field.id) or "").rpartition("/")[2]
        kind = kinds.get(native, {}).get("type", TEXT)
        if native and kind not in KINDS[field.purpose]:
            errors[field.id] = strings.wrong_kind(kind)
    return errors


def preset_channels(form: Form, workspace: str, kinds: Mapping[str, int], here: str) -> Form:
    """Return the form with channels preset that its menus offer, `here` where it names none.

    `kinds` are those of the server's channels, by Discord's ids.
    """
    fields: list[Field] = []
    for field in form.fields:
        if isinstance(field, ChannelField):
            fields.append(_preset(field, workspace, kinds, here))
        else:
            fields.append(field)
    return structs.replace(form, fields=tuple(fields))


def _preset(
    field: ChannelField, workspace: str, kinds: Mapping[str, int], here: str
) -> ChannelField:
    for channel in (field.initial, here):
        kind = kinds.get(ids.native_id_or_empty(workspace, channel))
        if kind in KINDS[field.purpose]:
            return structs.replace(field, initial=channel)
    return structs.replace(field, initial="")
