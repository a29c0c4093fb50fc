"""Write the app's manifest from the router, with no permission that nothing needs."""

from typing import Any

from adapters.slack import strings
from adapters.slack.events import HANDLED_EVENTS
from adapters.slack.payloads import MESSAGE_SHORTCUT, SHORTCUT
from adapters.slack.serve import EVENTS_PATH
from bot.core.router import Command, Router

# What each permission is for.
SCOPES = {
    "chat:write": "say things in channels and conversations it is in",
    "commands": "slash commands and shortcuts",
    "im:write": "begin a direct conversation with somebody",
    "mpim:write": "begin a group conversation to introduce people",
    "users:read": "names, time zones, and who is an admin, a guest or a bot",
    "channels:read": "who is in a public channel, and its name",
    "groups:read": "who is in a private channel it was invited to, and its name",
    "files:read": "read the one file that somebody hands in with a form, such as a calendar",
    "files:write": "attach calendar entries, and show pictures",
}
HISTORY_SCOPES = {
    "channels:history": "look whether a message of its own arrived, after Slack's answer was lost",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct conversations",
    "mpim:history": "the same in introductions",
}
GROUP_SCOPES = {"usergroups:read": "let the people in a user group set Mingle up"}
MAX_USAGE = 1000  # characters of a command's hint, by the manifest's schema


def required_scopes(*, history: bool, groups: bool = False) -> dict[str, str]:
    """Give the permissions that are needed, and what each is for."""
    return SCOPES | (HISTORY_SCOPES if history else {}) | (GROUP_SCOPES if groups else {})


def build_manifest(
    router: Router, url: str = "", *, history: bool = False, groups: bool = False
) -> dict[str, Any]:
    """Give the manifest: for HTTP at a public address, for Socket Mode without one."""
    address = url.rstrip("/") + EVENTS_PATH if url else ""
    called = {"request_url": address} if address else {}
    return {
        "display_information": {
            "name": "Mingle",
            "description": strings.DESCRIPTION,
            "long_description": strings.LONG_DESCRIPTION,
            "background_color": "#C8452B",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Mingle", "always_online": True},
            "slash_commands": [_command(router, name, address) for name in _first_words(router)],
            "shortcuts": _shortcuts(router),
        },
        "oauth_config": {
            "scopes": {"bot": sorted(required_scopes(history=history, groups=groups))}
        },
        "settings": {
            "event_subscriptions": {**called, "bot_events": sorted(HANDLED_EVENTS)},
            "interactivity": {"is_enabled": True, **called},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def _first_words(router: Router) -> list[str]:
    return sorted({name.partition(" ")[0] for name in router.commands})


def _command(router: Router, name: str, address: str) -> dict[str, Any]:
    return {
        "command": f"/{name}",
        "description": strings.COMMANDS.get(name, strings.ANY_COMMAND),
        "usage_hint": _usage(router, name),
        "should_escape": True,
    } | ({"url": address} if address else {})


def _usage(router: Router, name: str) -> str:
    following = [
        _second_word(command)
        for command in router.commands.values()
        if command.name.startswith(f"{name} ")
    ]
    options = (
        [f"[{option.name}]" for option in router.commands[name].options]
        if name in router.commands
        else []
    )
    return " ".join(
        [*options, *(["|"] if options and following else []), " | ".join(sorted(following))]
    ).strip()[:MAX_USAGE]


def _second_word(command: Command) -> str:
    return command.name.partition(" ")[2]


def _shortcuts(router: Router) -> list[dict[str, str]]:
    kinds = (
        ("global", SHORTCUT, strings.SHORTCUTS),
        ("message", MESSAGE_SHORTCUT, strings.MESSAGE_SHORTCUTS),
    )
    return [
        {"name": title, "type": kind, "callback_id": f"{sign}{name}", "description": about}
        for kind, sign, offered in kinds
        for name, (title, about) in offered.items()
        if name in router.commands
    ]
