"""Refuse messages, forms, commands and events that Discord would refuse, where its description is silent."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from tests.platforms.discord import permissions
from tests.platforms.discord.core import Core
from tests.platforms.discord.refusals import Wrong
from tests.platforms.discord.state import V2, Attachment, Channel, Json, Message

CONTENT, EMBED_TOTAL, EMBEDS, FIELDS, FILES = 2000, 6000, 10, 25, 10
EMBED = {"title": 256, "description": 4096}
ROWS, BUTTONS, OPTIONS, V2_COMPONENTS, V2_TEXT = 5, 5, 25, 40, 4000
SLASH_COMMANDS, CONTEXT_MENUS, COMMAND_CHARACTERS, CHOICES = 100, 15, 8000, 25
MODAL_TITLE, MODAL_COMPONENTS, LABEL, LABEL_DESCRIPTION, TYPED = 45, 5, 45, 100, 4000
BUTTON_LABEL, CUSTOM_ID, OPTION_TEXT, PLACEHOLDER = 80, 100, 100, 150
EVENT_NAME, EVENT_DESCRIPTION, LOCATION = 100, 1000, 100
ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, LABELLED = 1, 2, 3, 4, 9, 10, 18
RADIO, CHECKBOXES = 21, 22
SELECTS = {3, 5, 6, 7, 8}
ONLY_V2 = {9, 10, 11, 12, 13, 14, 17}
LINK, PREMIUM = 5, 6
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
MENTION = re.compile(r"<@(?P<user>!?\d+)>|<@&(?P<role>\d+)>|@(?P<all>everyone|here)")


def message(args: Json, files: list[Attachment]) -> Iterator[Wrong]:
    """Name what is wrong with a message."""
    if len(args.get("content") or "") > CONTENT:
        yield "content", f"Must be {CONTENT} or fewer in length."
    if len(files) > FILES:
        yield "attachments", f"Must be {FILES} or fewer in length."
    yield from _mentions(args.get("allowed_mentions"))
    yield from _embeds(args.get("embeds") or [])
    yield from _components(args)


def modal(content: Json) -> Iterator[Wrong]:
    """Name what is wrong with a form."""
    yield from _length(content.get("title"), "title", MODAL_TITLE)
    yield from _length(content.get("custom_id"), "custom_id", CUSTOM_ID)
    parts = content.get("components") or []
    if not 1 <= len(parts) <= MODAL_COMPONENTS:
        yield "components", f"Must be between 1 and {MODAL_COMPONENTS} in length."
    for number, part in enumerate(parts):
        where = f"components.{number}"
        if part.get("type") == LABELLED:
            yield from _length(part.get("label"), f"{where}.label", LABEL)
            yield from _length(part.get("description"), f"{where}.description", LABEL_DESCRIPTION, least=0)
        for one in inside([part]):
            yield from _asked(one, where)
    yield from _repeated([one for one in inside(parts) if "custom_id" in one])


def commands(wanted: list[Json]) -> Iterator[Wrong]:
    """Name what is wrong with a list of commands."""
    for number, one in enumerate(wanted):
        yield from _command(one, str(number))
    names = Counter((one.get("type") or 1, one.get("name")) for one in wanted)
    yield from (("", f"APPLICATION_COMMANDS_DUPLICATE_NAME: {name}") for (_, name), times in names.items() if times > 1)


def choices(offered: list[Json], where: str = "data.choices") -> Iterator[Wrong]:
    """Name what is wrong with choices."""
    if len(offered) > CHOICES:
        yield where, f"Must be {CHOICES} or fewer in length."
    for number, one in enumerate(offered):
        yield from _length(one.get("name"), f"{where}.{number}.name", OPTION_TEXT)
        if isinstance(one.get("value"), str):
            yield from _length(one["value"], f"{where}.{number}.value", OPTION_TEXT)


def event(args: Json, now: float, *, fresh: bool) -> Iterator[Wrong]:
    """Name what is wrong with a scheduled event."""
    yield from _length(args.get("name"), "name", EVENT_NAME)
    yield from _length(args.get("description"), "description", EVENT_DESCRIPTION, least=0)
    starts, ends = _moment(args.get("scheduled_start_time")), _moment(args.get("scheduled_end_time"))
    if starts is None:
        yield "scheduled_start_time", "This field is required"
    elif fresh and starts <= now:
        yield "scheduled_start_time", "Cannot schedule event in the past."
    if starts is not None and ends is not None and ends <= starts:
        yield "scheduled_end_time", "Cannot schedule event to end before it starts."
    if args.get("entity_type") == 3:
        where = (args.get("entity_metadata") or {}).get("location")
        yield from _length(where, "entity_metadata.location", LOCATION)
        if ends is None:
            yield "scheduled_end_time", "This field is required"
        if args.get("channel_id") is not None:
            yield "channel_id", "An external event takes place in no channel"
    elif args.get("channel_id") is None:
        yield "channel_id", "This field is required"


def inside(components: Iterable[Json]) -> Iterator[Json]:
    """Give components and those inside them."""
    for one in components:
        yield one
        held = [*(one.get("components") or []), one.get("accessory"), one.get("component")]
        yield from inside(filter(None, held))


def texts(what: Message) -> Iterator[str]:
    """Give every text of a message in which Discord looks for mentions."""
    yield what.content
    yield from (one["content"] for one in inside(what.components) if one["type"] == TEXT)


def numbered(components: list[Json]) -> list[Json]:
    """Give each component the number that Discord makes up where the app gave none."""
    taken = {one.get("id") for one in inside(components)}
    free = (number for number in range(1, 1000) if number not in taken)

    def told(one: Json) -> Json:
        made = {"id": one.get("id") or next(free), **{key: value for key, value in one.items() if key != "id"}}
        for key in ("components",):
            made |= {key: [told(part) for part in one[key]]} if one.get(key) else {}
        for key in ("accessory", "component"):
            made |= {key: told(one[key])} if one.get(key) else {}
        return made

    return [told(one) for one in components]


def pings(core: Core, channel: Channel, what: Message, allowed: Json | None) -> list[str]:
    """Give whom a message alerts, after what the app allows: "@everyone", "@here", ids of users and roles."""
    found: list[str] = []
    guild = core.guilds.get(channel.guild)
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    users = {str(one) for one in (allowed or {}).get("users") or []}
    roles = {str(one) for one in (allowed or {}).get("roles") or []}
    loud = guild is not None and permissions.may(guild, core.bot.id, "mention_everyone", channel)
    for hit in (hit for text in texts(what) for hit in MENTION.finditer(text)):
        if who := (hit["user"] or "").lstrip("!"):
            known = who in guild.members if guild else who in channel.members
            found += [who] * (known and ("users" in parse or who in users))
        elif (role := hit["role"]) and guild and role in guild.roles:
            may = loud or guild.roles[role].mentionable
            found += [role] * (may and ("roles" in parse or role in roles))
        elif hit["all"] and loud and "everyone" in parse:
            found.append(f"@{hit['all']}")
    return list(dict.fromkeys(found))


def _mentions(allowed: Json | None) -> Iterator[Wrong]:
    for sort in ("users", "roles"):
        named = (allowed or {}).get(sort) or []
        if named and sort in ((allowed or {}).get("parse") or []):
            yield "allowed_mentions", f'parse:["{sort}"] and {sort}: [ids...] are mutually exclusive'
        if len(named) > 100:
            yield f"allowed_mentions.{sort}", "Must be 100 or fewer in length."


def _embeds(embeds: list[Json]) -> Iterator[Wrong]:
    if len(embeds) > EMBEDS:
        yield "embeds", f"Must be {EMBEDS} or fewer in length."
    total = 0
    for number, one in enumerate(embeds):
        where, fields = f"embeds.{number}", one.get("fields") or []
        for key, most in EMBED.items():
            yield from _length(one.get(key), f"{where}.{key}", most, least=0)
        yield from _length((one.get("footer") or {}).get("text"), f"{where}.footer.text", 2048, least=0)
        yield from _length((one.get("author") or {}).get("name"), f"{where}.author.name", 256, least=0)
        if len(fields) > FIELDS:
            yield f"{where}.fields", f"Must be {FIELDS} or fewer in length."
        for place, pair in enumerate(fields):
            yield from _length(pair.get("name"), f"{where}.fields.{place}.name", 256)
            yield from _length(pair.get("value"), f"{where}.fields.{place}.value", 1024)
        total += sum(len(text) for text in _embed_texts(one))
    if total > EMBED_TOTAL:
        yield "embeds", f"Embed size exceeds maximum size of {EMBED_TOTAL}"


def _embed_texts(one: Json) -> Iterator[str]:
    yield from (one.get(key) or "" for key in EMBED)
    yield (one.get("footer") or {}).get("text") or ""
    yield (one.get("author") or {}).get("name") or ""
    yield from (pair.get(key) or "" for pair in one.get("fields") or [] for key in ("name", "value"))


def _components(args: Json) -> Iterator[Wrong]:
    rows, whole = args.get("components") or [], list(inside(args.get("components") or []))
    if (args.get("flags") or 0) & V2:
        yield from _layout(args, whole)
    else:
        if len(rows) > ROWS:
            yield "components", f"Must be between 1 and {ROWS} in length."
        yield from ((f"components.{n}", "needs IS_COMPONENTS_V2") for n, one in enumerate(rows) if one["type"] != ROW)
    for number, row in enumerate(rows):
        for one in inside([row]):
            yield from _component(one, f"components.{number}")
    yield from _repeated(whole)


def _layout(args: Json, whole: list[Json]) -> Iterator[Wrong]:
    for key in ("content", "embeds", "poll"):
        if args.get(key):
            yield key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    if len(whole) > V2_COMPONENTS:
        yield "components", f"The maximum number of components is {V2_COMPONENTS}"
    if sum(len(one.get("content", "")) for one in whole if one["type"] == TEXT) > V2_TEXT:
        yield "components", f"Component text must be {V2_TEXT} or fewer in length."


def _component(one: Json, where: str) -> Iterator[Wrong]:
    kind = one["type"]
    if kind == ROW:
        sorts = [part["type"] for part in one.get("components") or []]
        if not sorts or len(sorts) > BUTTONS or (len(sorts) > 1 and set(sorts) != {BUTTON}):
            yield f"{where}.components", "An action row holds one to five buttons, or one select"
    elif kind == BUTTON:
        yield from _button(one, where)
    elif kind in SELECTS:
        yield from _length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
        yield from _select(one, where)
    elif kind == TEXT_INPUT:
        yield where, "A text input stands in forms only"


def _button(one: Json, where: str) -> Iterator[Wrong]:
    if one.get("style") == LINK:
        if not one.get("url") or one.get("custom_id"):
            yield where, "A custom id and url cannot both be specified, and a link has a url"
        elif not re.match(r"(https?|discord)://", one["url"]):
            yield f"{where}.url", "Scheme must be one of ('http', 'https', 'discord')."
    elif one.get("style") != PREMIUM:
        yield from _length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
    yield from _length(one.get("label"), f"{where}.label", BUTTON_LABEL, least=0)
    if not one.get("label") and not one.get("emoji") and one.get("style") != PREMIUM:
        yield where, "Either a label or an emoji is required"


def _select(one: Json, where: str) -> Iterator[Wrong]:
    options, least, most = one.get("options") or [], one.get("min_values", 1), one.get("max_values", 1)
    yield from _length(one.get("placeholder"), f"{where}.placeholder", PLACEHOLDER, least=0)
    if one["type"] == STRING_SELECT:
        yield from _options(options, where, 1, OPTIONS)
        if max(least, most) > len(options):
            yield f"{where}.max_values", "More values than options"
        if sum(bool(option.get("default")) for option in options) > most:
            yield f"{where}.options", "More options chosen beforehand than may be chosen"
    if not 0 <= least <= OPTIONS or not max(1, least) <= most <= OPTIONS:
        yield f"{where}.min_values", f"Between 0 and {OPTIONS}, and no more than max_values"


def _options(options: list[Json], where: str, least: int, most: int) -> Iterator[Wrong]:
    if not least <= len(options) <= most:
        yield f"{where}.options", f"Must be between {least} and {most} in length."
    for number, option in enumerate(options):
        for key in ("label", "value"):
            yield from _length(option.get(key), f"{where}.options.{number}.{key}", OPTION_TEXT)
        yield from _length(option.get("description"), f"{where}.options.{number}.description", OPTION_TEXT, least=0)
    if len({option.get("value") for option in options}) < len(options):
        yield f"{where}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"


def _repeated(whole: list[Json]) -> Iterator[Wrong]:
    ids = Counter(one.get("custom_id") for one in whole)
    again = [id_ for id_, times in ids.items() if id_ and times > 1]
    yield from (("components", f"COMPONENT_CUSTOM_ID_DUPLICATED: {id_}") for id_ in again)


def _asked(one: Json, where: str) -> Iterator[Wrong]:
    kind = one["type"]
    if kind in {BUTTON, SECTION}:
        yield where, "No such component stands in a form"
    if kind in {ROW, TEXT, LABELLED}:
        return
    yield from _length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
    if kind == TEXT_INPUT:
        yield from _typed(one, where)
    elif kind in SELECTS:
        yield from _select(one, where)
        if one.get("required", True) and one.get("min_values", 1) == 0:
            yield f"{where}.min_values", "A select that has to be filled in takes at least one"
    elif kind in {RADIO, CHECKBOXES}:
        yield from _options(one.get("options") or [], where, 2 if kind == RADIO else 1, 10)


def _typed(one: Json, where: str) -> Iterator[Wrong]:
    least, most = one.get("min_length") or 0, one.get("max_length") or TYPED
    if not 0 <= least <= most <= TYPED:
        yield f"{where}.max_length", f"Between min_length and {TYPED}"
    value = one.get("value") or ""
    if len(value) > most or (value and len(value) < least):
        yield f"{where}.value", f"Must be between {least} and {most} in length."
    yield from _length(one.get("placeholder"), f"{where}.placeholder", 100, least=0)


def _command(one: Json, where: str) -> Iterator[Wrong]:
    kind, name = one.get("type") or 1, one.get("name") or ""
    if kind == 1:
        yield from _command_name(name, where)
        yield from _length(one.get("description"), f"{where}.description", 100)
        yield from _parameters(one.get("options") or [], where)
        if sum(len(text) for text in _command_texts(one)) > COMMAND_CHARACTERS:
            yield where, f"Must be {COMMAND_CHARACTERS} or fewer in length."
        return
    yield from _length(name, f"{where}.name", 32)
    if one.get("description") or one.get("options"):
        yield where, "Context menu commands have neither description nor options"


def _command_name(name: str, where: str) -> Iterator[Wrong]:
    if not COMMAND_NAME.fullmatch(name) or name != name.lower():
        yield f"{where}.name", "Command name is invalid"


def _parameters(options: list[Json], where: str) -> Iterator[Wrong]:
    if len(options) > OPTIONS:
        yield f"{where}.options", f"Must be {OPTIONS} or fewer in length."
    if len({one.get("name") for one in options}) < len(options):
        yield f"{where}.options", "Option names must be unique"
    required = [bool(one.get("required")) for one in options if one.get("type") not in {1, 2}]
    if required != sorted(required, reverse=True):
        yield f"{where}.options", "Required options must be placed before non-required options"
    if len({one.get("type") in {1, 2} for one in options}) > 1:
        yield f"{where}.options", "Sub-command and sub-command group option types are mutually exclusive with others"
    for number, one in enumerate(options):
        place = f"{where}.options.{number}"
        yield from _command_name(one.get("name") or "", place)
        yield from _length(one.get("description"), f"{place}.description", 100)
        yield from choices(one.get("choices") or [], f"{place}.choices")
        if one.get("autocomplete") and one.get("choices"):
            yield place, "Autocomplete and choices are mutually exclusive"
        yield from _parameters(one.get("options") or [], place)


def _command_texts(one: Json) -> Iterator[str]:
    yield one.get("name") or ""
    yield one.get("description") or ""
    for choice in one.get("choices") or []:
        yield choice.get("name") or ""
        yield str(choice.get("value"))
    for option in one.get("options") or []:
        yield from _command_texts(option)


def _length(text: Any, where: str, most: int, *, least: int = 1) -> Iterator[Wrong]:
    if len(text or "") < least:
        yield where, "This field is required"
    elif len(text or "") > most:
        yield where, f"Must be between {least} and {most} in length."


def _moment(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None
