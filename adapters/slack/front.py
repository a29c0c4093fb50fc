"""One app for many workspaces: each payload goes to the Bolt application of its own workspace."""

import logging

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.slack import strings
from adapters.slack.api import build_client
from adapters.slack.offices import Offices
from bot.ui.speech import say

OF_NO_WORKSPACE = "url_verification"  # Slack asks whether the address is there


class FrontApp(AsyncApp):
    """What sockets and the HTTP door hand payloads to."""

    def __init__(self, offices: Offices) -> None:
        super().__init__(
            client=build_client(None, offices.settings.api_url),
            authorize=_authorize_nobody,
            request_verification_enabled=False,  # serve.py checks signatures
            raise_error_for_unhandled_request=False,
            logger=logging.getLogger("slack"),
        )
        self.offices = offices

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a payload in its workspace; of one that has no Mingle (any more), say so."""
        body, context = req.body, req.context
        if body.get("type") == OF_NO_WORKSPACE or "ssl_check" in body:
            return await super().async_dispatch(req)

        office = await self.offices.find_office(
            context.enterprise_id, context.team_id, org_wide=bool(context.is_enterprise_install)
        )
        if office:
            return await office.bolt.async_dispatch(req)
        return _answer_nobody(is_command="command" in body)


def _answer_nobody(*, is_command: bool) -> BoltResponse:
    """Acknowledge, so that Slack does not ask again; whoever typed a command reads why."""
    if not is_command:
        return BoltResponse(status=200, body="")
    answer = {"response_type": "ephemeral", "text": say(strings.NOT_INSTALLED)}
    return BoltResponse(status=200, body=answer)


async def _authorize_nobody(**_: object) -> AuthorizeResult:
    """Authorize nothing: workspaces have applications of their own."""
    raise LookupError
