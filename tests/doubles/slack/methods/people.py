"""Methods about the app itself, the workspace, its people and their do-not-disturb times."""

from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Json, Refused, User


@method("api.test", 4)
def api_test(call: Call) -> Json:
    """Answer."""
    return {"ok": True, "args": call.args}


@method("auth.test", 0)
def auth_test(call: Call) -> Json:
    """`auth.test`: whose token this is."""
    workspace = call.workspace
    if call.token == call.server.app.app_token:
        return {"ok": True, "app_name": "Mingle", "app_id": workspace.app_id}
    return {
        "ok": True, "url": f"https://{workspace.name.lower()}.slack.com/", "team": workspace.name,
        "user": "mingle",
        "team_id": workspace.id, "user_id": workspace.bot.id, "bot_id": workspace.bot_id,
        "enterprise_id": workspace.enterprise or None,
        "is_enterprise_install": workspace.org_wide,
    }  # fmt: skip


@method("auth.teams.list", 2)
def auth_teams_list(call: Call) -> Json:
    """List the workspaces in which an organisation has the app."""
    granted = call.workspace.teams or {call.workspace.id: call.workspace.name}
    teams = [{"id": id_, "name": name} for id_, name in granted.items()]
    return {"ok": True, "teams": teams, "response_metadata": {"next_cursor": ""}}


@method("team.info", 3, "team:read")
def team_info(call: Call) -> Json:
    """Describe the workspace."""
    return {
        "ok": True,
        "team": {"id": call.workspace.id, "name": call.workspace.name, "domain": "acme"},
    }


@method("bots.info", 3, "users:read")
def bots_info(call: Call) -> Json:
    """Describe the bot."""
    workspace = call.workspace
    told = {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "name": "mingle",
    }
    return {"ok": True, "bot": told | {"deleted": False}}


@method("users.info", 4, "users:read")
def users_info(call: Call) -> Json:
    """Describe one person."""
    return {"ok": True, "user": _told(call, call.user(str(call.need("user", "user_not_found"))))}


@method("users.list", 2, "users:read")
def users_list(call: Call) -> Json:
    """List everybody, deactivated people and bots included, by pages."""
    users = list(call.workspace.users.values())
    if call.workspace.teams:
        team = str(call.need("team_id", "missing_argument"))
        if team not in call.workspace.teams:
            raise Refused("team_access_not_granted")
        users = [user for user in users if user.home == team]
    page, after = call.page(users)
    return {"ok": True, "members": [_told(call, user) for user in page], "response_metadata": after}


@method("users.lookupByEmail", 3, "users:read.email")
def users_lookup(call: Call) -> Json:
    """Find one person by address."""
    address = call.need("email")
    found = next(
        (
            user
            for user in call.workspace.users.values()
            if user.email == address and not user.deleted
        ),
        None,
    )
    if found is None:
        raise Refused("users_not_found")
    return {"ok": True, "user": found.told()}


@method("dnd.info", 3, "dnd:read")
def dnd_info(call: Call) -> Json:
    """`dnd.info`: when somebody is not to be disturbed."""
    call.user(str(call.args.get("user") or call.workspace.bot.id))
    return {"ok": True, "dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def _told(call: Call, user: User) -> Json:
    """Return an account, with its locale where the call asks for it."""
    return user.told() | ({"locale": user.locale} if call.args.get("include_locale") else {})
