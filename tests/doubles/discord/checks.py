"""Refuse messages and events that Discord would refuse, and see whom a message alerts."""

import re
from collections.abc import Iterator
from datetime import datetime

from tests.doubles.discord import layout, permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.layout import length
from tests.doubles.discord.refusals import Wrong
from tests.doubles.discord.state import Attachment, Channel, Json, Message

CONTENT, NONCE, EMBED_TOTAL, EMBEDS, FIELDS, FILES = 2000, 25, 6000, 10, 25, 10
EMBED = {"title": 256, "description": 4096}
EVENT_NAME, EVENT_DESCRIPTION, LOCATION = 100, 1000, 100
MENTION = re.compile(r"<@(?P<user>!?\d+)>|<@&(?P<role>\d+)>|@(?P<all>everyone|here)")


def message(args: Json, files: list[Attachment]) -> Iterator[Wrong]:
    """Yield what is wrong with a message."""
    if len(args.get("content") or "") > CONTENT:
        yield "content", f"Must be {CONTENT} or fewer in length."
    if len(files) > FILES:
        yield "attachments", f"Must be {FILES} or fewer in length."
    yield from length(str(args.get("nonce") or ""), "nonce", NONCE, least=0)
    yield from _mentions(args.get("allowed_mentions"))
    yield from _embeds(args.get("embeds") or [])
    yield from layout.components(args)


def event(args: Json, now: float, *, fresh: bool) -> Iterator[Wrong]:
    """Yield what is wrong with a scheduled event."""
    yield from length(args.get("name"), "name", EVENT_NAME)
    yield from length(args.get("description"), "description", EVENT_DESCRIPTION, least=0)
    if args.get("privacy_level") != 2:
        yield "privacy_level", "Value must be 2: events are for the server only"
    starts, ends = (
        _moment(args.get("scheduled_start_time")),
        _moment(args.get("scheduled_end_time")),
    )
    if starts is None:
        yield "scheduled_start_time", "This field is required"
    elif fresh and starts <= now:
        yield "scheduled_start_time", "Cannot schedule event in the past."
    if starts is not None and ends is not None and ends <= starts:
        yield "scheduled_end_time", "Cannot schedule event to end before it starts."
    if args.get("entity_type") == 3:
        where = (args.get("entity_metadata") or {}).get("location")
        yield from length(where, "entity_metadata.location", LOCATION)
        if ends is None:
            yield "scheduled_end_time", "This field is required"
        if args.get("channel_id") is not None:
            yield "channel_id", "An external event takes place in no channel"
    elif args.get("channel_id") is None:
        yield "channel_id", "This field is required"


def texts(what: Message) -> Iterator[str]:
    """Return every text of a message in which Discord looks for mentions."""
    yield what.content
    yield from (
        one["content"] for one in layout.inside(what.components) if one["type"] == layout.TEXT
    )


def pings(core: Core, channel: Channel, what: Message, allowed: Json | None) -> list[str]:
    """Return whom a message alerts, within what the app allows: users, roles, everyone or here."""
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
            yield (
                "allowed_mentions",
                f'parse:["{sort}"] and {sort}: [ids...] are mutually exclusive',
            )
        if len(named) > 100:
            yield f"allowed_mentions.{sort}", "Must be 100 or fewer in length."


def _embeds(embeds: list[Json]) -> Iterator[Wrong]:
    if len(embeds) > EMBEDS:
        yield "embeds", f"Must be {EMBEDS} or fewer in length."
    total = 0
    for number, one in enumerate(embeds):
        where, fields = f"embeds.{number}", one.get("fields") or []
        for key, most in EMBED.items():
            yield from length(one.get(key), f"{where}.{key}", most, least=0)
        yield from length(
            (one.get("footer") or {}).get("text"), f"{where}.footer.text", 2048, least=0
        )
        yield from length(
            (one.get("author") or {}).get("name"), f"{where}.author.name", 256, least=0
        )
        if len(fields) > FIELDS:
            yield f"{where}.fields", f"Must be {FIELDS} or fewer in length."
        for place, pair in enumerate(fields):
            yield from length(pair.get("name"), f"{where}.fields.{place}.name", 256)
            yield from length(pair.get("value"), f"{where}.fields.{place}.value", 1024)
        total += sum(len(text) for text in _embed_texts(one))
    if total > EMBED_TOTAL:
        yield "embeds", f"Embed size exceeds maximum size of {EMBED_TOTAL}"


def _embed_texts(one: Json) -> Iterator[str]:
    yield from (one.get(key) or "" for key in EMBED)
    yield (one.get("footer") or {}).get("text") or ""
    yield (one.get("author") or {}).get("name") or ""
    yield from (
        pair.get(key) or "" for pair in one.get("fields") or [] for key in ("name", "value")
    )


def _moment(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None
