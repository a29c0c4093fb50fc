"""Methods that give tokens and take them: an app is added, renews its token, and is removed."""

from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Json, Refused, Workspace

TOKEN_LIFE = 43_200  # seconds


@method("oauth.v2.access", 0)
def oauth_access(call: Call) -> Json:
    """Take a code, or a refresh token, for a token."""
    server, args = call.server, call.args
    if args.get("client_id") != server.app.client_id:
        raise Refused("invalid_client_id")
    if args.get("client_secret") != server.app.client_secret:
        raise Refused("bad_client_secret")
    if args.get("grant_type") == "refresh_token":
        return _renewed(call)

    code = server.codes.get(str(args.get("code")))
    if code is None or code.expires < server.clock.now():
        raise Refused("invalid_code")
    if code.used:
        raise Refused("code_already_used")
    if args.get("redirect_uri") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    code.used = True
    workspace = code.workspace
    workspace.scopes, workspace.dead = set(code.scopes), ""
    _give_token(call, workspace)
    return _told(call, workspace, code.by)


def _renewed(call: Call) -> Json:
    given = call.args.get("refresh_token")
    workspaces = call.server.workspaces.values()
    workspace = next((one for one in workspaces if one.refresh and one.refresh == given), None)
    if workspace is None or workspace.dead:
        raise Refused("invalid_refresh_token")
    _give_token(call, workspace)
    return _told(call, workspace, "")


def _give_token(call: Call, workspace: Workspace) -> None:
    """Issue a token: an older one is good until it expires, its refresh token is not."""
    server, number = call.server, call.server.number
    if not server.app.rotates:
        workspace.token = workspace.token or f"xoxb-{workspace.id}-{number('')}"
        return
    if workspace.expires:
        workspace.older[workspace.token] = workspace.expires
    workspace.token, workspace.refresh = f"xoxe.xoxb-1-{number('')}", f"xoxe-1-{number('')}"
    workspace.expires = server.clock.now() + TOKEN_LIFE


def _told(call: Call, workspace: Workspace, by: str) -> Json:
    organisation = {"id": workspace.enterprise, "name": workspace.name}
    told: Json = {
        "ok": True, "app_id": workspace.app_id, "token_type": "bot",
        "access_token": workspace.token, "bot_user_id": workspace.bot.id,
        "scope": ",".join(sorted(workspace.scopes)),
        "team": None if workspace.org_wide else {"id": workspace.id, "name": workspace.name},
        "enterprise": organisation if workspace.enterprise else None,
        "is_enterprise_install": workspace.org_wide,
    }  # fmt: skip
    if by:
        told["authed_user"] = {"id": by}
    if call.server.app.rotates:
        told |= {"refresh_token": workspace.refresh, "expires_in": TOKEN_LIFE}
    return told


@method("auth.revoke", 3)
def auth_revoke(call: Call) -> Json:
    """`auth.revoke`: this token is worth nothing from now on."""
    call.workspace.dead = "token_revoked"
    return {"ok": True, "revoked": True}


@method("apps.uninstall", 1)
def apps_uninstall(call: Call) -> Json:
    """Remove the app from the workspace of its token."""
    call.workspace.dead = "account_inactive"
    return {"ok": True}


@method("apps.manifest.export", 3)
def apps_manifest_export(call: Call) -> Json:
    """`apps.manifest.export`: how the app is registered."""
    if call.token != call.server.app.config_token:
        raise Refused("invalid_auth")
    if call.need("app_id") != call.server.app.id:
        raise Refused("app_not_found")
    return {"ok": True, "manifest": call.server.app.manifest}
