"""Slack's accounts, read: who somebody is to the workspace that Mingle serves."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from adapters.json_types import Payload
from bot.core.standing import Standing

SLACKBOT = "USLACKBOT"


class Team(Struct, frozen=True):
    """The workspace that a token is for, and the organisation (Enterprise Grid) that it is in.

    `mingle` is the account of our bot. An organisation that installed Mingle for all its workspaces
    is served as one.
    """

    id: str
    enterprise: str = ""
    mingle: str = ""
    is_organisation: bool = False

    def owns(self, account: Payload) -> bool:
        """Return whether an account is of this workspace, or of a sister in its organisation."""
        home = account.get("team_id") or (account.get("profile") or {}).get("team")
        if self.enterprise and self.enterprise in (home, _enterprise_of(account)):
            return True
        return not _any_flag(account, "is_stranger") and home in (None, "", self.id)

    def is_addressed(self, envelope: Payload) -> bool:
        """Return whether an event is for this workspace.

        Its team may be another one, as in shared channels, or none, as in an organisation.
        """
        installed = envelope.get("authorizations") or [envelope]
        return any(self._is_install(each) for each in installed)

    def _is_install(self, install: Mapping[str, Any]) -> bool:
        if install.get("team_id") == self.id:
            return True
        is_theirs = not install.get("team_id") or install.get("is_enterprise_install")
        return bool(
            is_theirs and self.enterprise and install.get("enterprise_id") == self.enterprise
        )


class SlackUser(Struct, frozen=True):
    """One account, as Slack described it when it was fetched."""

    id: str
    name: str
    zone: str
    admin: bool
    standing: Standing
    picture: str
    fetched_at: float
    locale: str = ""  # of their app, such as “de-DE”
    teams: frozenset[str] = frozenset()  # the workspaces that they are in, as far as Slack tells

    @property
    def left(self) -> bool:
        """Whether the account is deactivated."""
        return self.standing is Standing.GONE


def parse_user(account: Payload, team: Team, fetched_at: float) -> SlackUser:
    """Return an account as Slack describes it."""
    profile = account.get("profile") or {}
    standing = _standing(account, team)
    return SlackUser(
        id=account["id"],
        name=_first_of(profile.get("display_name"), profile.get("real_name"), account),
        zone=str(account.get("tz") or ""),
        admin=standing is Standing.MEMBER and _is_admin(account, team),
        standing=standing,
        picture=str(profile.get("image_72") or ""),
        fetched_at=fetched_at,
        locale=str(account.get("locale") or ""),
        teams=frozenset(_teams_of(account) or filter(None, [account.get("team_id")])),
    )


def _standing(account: Payload, team: Team) -> Standing:
    if account["id"] == team.mingle:
        return Standing.MINGLE
    is_bot = _any_flag(account, "is_bot", "is_workflow_bot", "is_connector_bot")
    if is_bot or account["id"] == SLACKBOT:
        return Standing.APP
    if _any_flag(account, "deleted"):
        return Standing.GONE
    if not team.owns(account):
        return Standing.OUTSIDER
    is_guest = _any_flag(account, "is_restricted", "is_ultra_restricted")
    return Standing.GUEST if is_guest else Standing.MEMBER


def _is_admin(account: Payload, team: Team) -> bool:
    """Return whether somebody runs this workspace; who runs a sister of it alone does not.

    Where the organisation is served as one, whoever runs any of its workspaces does.
    """
    in_organisation = account.get("enterprise_user") or {}
    if _any_flag(in_organisation, "is_admin", "is_owner"):
        return True
    is_here = account.get("team_id") in (None, team.id) or team.id in _teams_of(account)
    return (is_here or team.is_organisation) and _any_flag(
        account, "is_admin", "is_owner", "is_primary_owner"
    )


def _first_of(display_name: object, real_name: object, account: Payload) -> str:
    name = display_name or real_name or account.get("real_name") or account.get("name")
    return str(name or "Somebody")


def _enterprise_of(account: Payload) -> str:
    return str((account.get("enterprise_user") or {}).get("enterprise_id") or "")


def _teams_of(account: Payload) -> Iterable[str]:
    return (account.get("enterprise_user") or {}).get("teams") or ()


def _any_flag(account: Payload, *names: str) -> bool:
    return any(account.get(name) for name in names)
