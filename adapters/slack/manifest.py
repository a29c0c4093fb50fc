"""The app manifest, built from the router; it asks for no scope that nothing needs."""

from collections.abc import Sequence

from adapters.json_types import JsonObject
from adapters.slack import strings
from adapters.slack.events import HANDLED_EVENTS
from adapters.slack.payloads import MESSAGE_SHORTCUT, SHORTCUT
from adapters.slack.serve import EVENTS_PATH
from adapters.slack.steps import build_steps
from bot.config import SlackSection
from bot.core.permissions import Role
from bot.core.router import Command, Router

# What each permission is for.
SCOPES = {
    "app_mentions:read": "answer what is written to it with its name",
    "chat:write": "say things in channels and conversations it is in",
    "commands": "slash commands and shortcuts",
    "im:history": "answer what is written to it in its own messages",
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
    "mpim:history": "the same in introductions",
}
GROUP_SCOPES = {"usergroups:read": "let the people in a user group set Mingle up"}
JOIN_SCOPES = {"channels:join": "join a public channel where an organiser sets it up"}
LINK_SCOPES = {
    "links:read": "hear of links to the event pages that the operator names",
    "links:write": "show below such a link what Mingle knows of the event",
}
INSTALL_PATH, REDIRECT_PATH = strings.INSTALL_PATH, "/slack/oauth_redirect"
APP_HOME = {
    "home_tab_enabled": True,
    "messages_tab_enabled": True,
    "messages_tab_read_only_enabled": False,
}
MAX_USAGE = 1000  # characters of a command's hint, by the manifest's schema


def required_scopes(
    *, history: bool, groups: bool = False, join: bool = False, links: bool = False
) -> dict[str, str]:
    """Return the scopes that are needed, and what each is for."""
    more = (HISTORY_SCOPES if history else {}) | (GROUP_SCOPES if groups else {})
    more |= (JOIN_SCOPES if join else {}) | (LINK_SCOPES if links else {})
    return SCOPES | more


def scopes_of(settings: SlackSection) -> list[str]:
    """Return the scopes that somebody is asked for who adds Mingle by a click."""
    groups = any(organiser.startswith("S") for organiser in settings.organisers)
    return sorted(
        required_scopes(
            history=settings.history,
            groups=groups,
            join=settings.join,
            links=bool(settings.links),
        )
    )


def build_manifest(
    router: Router,
    url: str = "",
    *,
    history: bool = False,
    groups: bool = False,
    join: bool = False,
    pages: str = "",
    links: Sequence[str] = (),
    steps: bool = False,
) -> JsonObject:
    """Return the manifest: for HTTP with a public address, for Socket Mode without one.

    `pages` is the public address of the page “Add to Slack”, where any workspace may add the app;
    its tokens rotate. The one token of a settings file cannot. `links` are domains of event pages.
    With `steps` it offers steps of workflows, which takes a paid plan.
    """
    scopes = required_scopes(history=history, groups=groups, join=join, links=bool(links))
    domains = {"unfurl_domains": list(links)} if links else {}
    functions = {"functions": build_steps()} if steps else {}
    runtime = {"function_runtime": "remote"} if steps else {}
    events = _subscriptions(links=bool(links), steps=steps)
    redirects = {"redirect_urls": [pages.rstrip("/") + REDIRECT_PATH]} if pages else {}
    address = url.rstrip("/") + EVENTS_PATH if url else ""
    request_url = {"request_url": address} if address else {}
    return {
        "display_information": {
            "name": "Mingle",
            "description": strings.DESCRIPTION,
            "long_description": strings.LONG_DESCRIPTION,
            "background_color": "#C8452B",
        },
        "features": {
            "app_home": APP_HOME,
            "bot_user": {"display_name": "Mingle", "always_online": True},
            "slash_commands": [_command(router, name, address) for name in _first_words(router)],
            "shortcuts": _shortcuts(router),
            **domains,
        },
        "oauth_config": {
            **redirects,
            "scopes": {"bot": sorted(scopes)},
        },
        **functions,
        "settings": {
            **runtime,
            "event_subscriptions": {**request_url, "bot_events": events},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": True,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": bool(pages),
        },
    }


def _subscriptions(*, links: bool, steps: bool) -> list[str]:
    """Return the events to subscribe to: of messages only those to Mingle itself."""
    optional = {"link_shared": links, "function_executed": steps}
    names = [name for name in HANDLED_EVENTS if optional.get(name, True)]
    return sorted("message.im" if name == "message" else name for name in names)


def _first_words(router: Router) -> list[str]:
    return sorted({name.partition(" ")[0] for name in router.commands})


def _command(router: Router, name: str, address: str) -> JsonObject:
    command = {
        "command": f"/{name}",
        "description": strings.COMMANDS[name],
        "usage_hint": _usage(router, name),
        "should_escape": True,
    }
    return command | {"url": address} if address else command


def _usage(router: Router, name: str) -> str:
    """Return what may follow a command, as "tomorrow 12:30 seats:4 | tables | with".

    Its example, or else its options, and then the second words that are for everybody.
    """
    command = router.commands.get(name)
    alternatives = [_own_usage(command)] if command and command.options else []
    for other in sorted(router.commands):
        first, _, second = other.partition(" ")
        if first == name and second and router.commands[other].role is Role.ANYONE:
            alternatives.append(second)
    return " | ".join(alternatives or _second_words(router, name))[:MAX_USAGE]


def _own_usage(command: Command) -> str:
    if command.example:
        return command.example.removeprefix(f"/{command.name} ")
    return " ".join(f"[{option.name}]" for option in command.options)


def _second_words(router: Router, name: str) -> list[str]:
    """Return the second words of a command that organisers alone use."""
    names = [other.partition(" ") for other in sorted(router.commands)]
    return [second for first, _, second in names if first == name and second]


def _shortcuts(router: Router) -> list[dict[str, str]]:
    """Return the shortcuts to commands that the router has."""
    kinds = (
        ("global", SHORTCUT, strings.SHORTCUTS),
        ("message", MESSAGE_SHORTCUT, strings.MESSAGE_SHORTCUTS),
    )
    return [
        {"name": title, "type": kind, "callback_id": f"{prefix}{name}", "description": about}
        for kind, prefix, shortcuts in kinds
        for name, (title, about) in shortcuts.items()
        if name in router.commands
    ]
