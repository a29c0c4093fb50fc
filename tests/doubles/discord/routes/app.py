"""Answer about the app itself, the gateway, and its commands."""

from collections import Counter

from tests.doubles.discord import payloads, permissions, registration
from tests.doubles.discord.refusals import Refused, refuse
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import Command, Guild, Json

CREATES_A_DAY, DAY = 200, 86_400.0


@route("get_my_user", "GET", "/users/@me")
def get_my_user(call: Call) -> Json:
    return payloads.user(call.core.bot) | {
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
    }


@route("get_my_oauth2_application", "GET", "/oauth2/applications/@me")
@route("get_my_application", "GET", "/applications/@me")
def get_my_application(call: Call) -> Json:
    owner = next(iter(call.core.guilds.values())).owner if call.core.guilds else call.core.bot.id
    return {
        "id": call.core.app.id, "name": call.core.bot.name, "description": "", "icon": None,
        "summary": "",
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64,
        "flags": _flags(call),
        "owner": payloads.user(call.core.users[owner]), "team": None, "hook": True,
        "rpc_origins": [],
        "interactions_endpoint_url": None, "integration_types_config": {"0": {}},
        "approximate_guild_count": len(call.core.guilds), "approximate_user_install_count": 0,
        "type": None,
        "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": [],
        "explicit_content_filter": 0,
        "flags_new": str(_flags(call)), "redirect_uris": [],
        "role_connections_verification_url": None,
    }  # fmt: skip


@route("get_gateway", "GET", "/gateway")
def get_gateway(call: Call) -> Json:
    return {"url": call.core.url.replace("http://", "ws://").replace("/api/v10", "/gateway/")}


@route("get_bot_gateway", "GET", "/gateway/bot")
def get_bot_gateway(call: Call) -> Json:
    limit = call.core.gateway.start_limit()
    return get_gateway(call) | {"shards": call.core.app.shards, "session_start_limit": limit}


@route("list_application_commands", "GET", "/applications/{application_id}/commands")
def list_application_commands(call: Call) -> list[Json]:
    return [payloads.command(call.core, one) for one in _own(call).values()]


@route(
    "list_guild_application_commands",
    "GET",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)
def list_guild_application_commands(call: Call) -> list[Json]:
    return [payloads.command(call.core, one) for one in _own(call).values()]


@route("bulk_set_application_commands", "PUT", "/applications/{application_id}/commands")
@route(
    "bulk_set_guild_application_commands",
    "PUT",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)
def bulk_set_application_commands(call: Call) -> list[Json]:
    wanted = call.args or []
    kept = _own(call)
    refuse(registration.commands(wanted))
    sorts = Counter(one.get("type") or 1 for one in wanted)
    if sorts[1] > registration.SLASH_COMMANDS:
        raise Refused(30032)
    if sorts[2] > registration.CONTEXT_MENUS or sorts[3] > registration.CONTEXT_MENUS:
        raise Refused(30032)
    old = {(one.type, one.name): one for one in kept.values()}
    fresh = [_made(call, content, old) for content in wanted]
    _count_creates(call, sum((one.type, one.name) not in old for one in fresh))
    kept.clear()
    kept.update({one.id: one for one in fresh})
    return [payloads.command(call.core, one) for one in fresh]


def _own(call: Call) -> dict[str, Command]:
    if call.path["application_id"] != call.core.app.id:
        raise Refused(50001)
    return call.guild().commands if "guild_id" in call.path else call.core.commands


def _made(call: Call, content: Json, old: dict[tuple[int, str], Command]) -> Command:
    before = old.get((content.get("type") or 1, content["name"]))
    content = {key: value for key, value in content.items() if key != "id"}
    if before and before.content == content:
        return before
    id_ = before.id if before else call.core.number()
    return Command(id_, call.path.get("guild_id", ""), call.core.number(), content)


def _count_creates(call: Call, fresh: int) -> None:
    scope, now = call.path.get("guild_id", ""), call.core.clock.now()
    creates = [when for when in call.core.creates.get(scope, []) if when > now - DAY]
    if len(creates) + fresh > CREATES_A_DAY:
        raise Refused(30034, retry_after=DAY)
    call.core.creates[scope] = creates + [now] * fresh


def _flags(call: Call) -> int:
    """Return the flags of the privileged intents that the developer portal has switched on."""
    limited = {1 << 8: 1 << 13, 1 << 1: 1 << 15, 1 << 15: 1 << 19}
    return sum(flag for intent, flag in limited.items() if call.core.app.privileged & intent)


@route("list_my_guilds", "GET", "/users/@me/guilds")
def list_my_guilds(call: Call) -> list[Json]:
    def told(one: Guild) -> Json:
        has = str(permissions.held(one, call.core.bot.id))
        return {"id": one.id, "name": one.name, "icon": None, "banner": None, "owner": False,
        "permissions": has,
                "features": []}  # fmt: skip

    limit, after = call.number("limit", 200, 200), int(call.query.get("after", "0"))
    found = sorted(
        (one for one in call.core.guilds.values() if not one.gone), key=lambda one: int(one.id)
    )
    return [told(one) for one in found if int(one.id) > after][:limit]
