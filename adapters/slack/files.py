"""Files that people hand in with a form, downloaded from Slack's file host with the bot's token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yarl import URL

from adapters.download import DownloadRefused, download_file, origin_of
from adapters.json_types import Payload
from adapters.slack import strings
from adapters.slack.api import SlackApi, SlackRefused
from adapters.uploads import FileUnavailable, OfferedFile
from bot.core.platform import PlatformError
from bot.ui.speech import say

MISSING_SCOPE = "missing_scope"


@dataclass(frozen=True)
class SlackFiles:
    """Access to the files of one workspace."""

    api: SlackApi

    def offered_files(
        self, file_payloads: Mapping[str, Sequence[Payload]]
    ) -> dict[str, list[OfferedFile]]:
        """Return the files in a form by field, each with a way to download it."""
        return {
            field: [self._offered_file(payload) for payload in payloads]
            for field, payloads in file_payloads.items()
        }

    def _offered_file(self, payload: Payload) -> OfferedFile:
        async def read_bytes(limit: int) -> bytes:
            return await self._download(payload, limit)

        return OfferedFile(
            str(payload.get("name") or ""), int(payload.get("size") or 0), read_bytes
        )

    async def _download(self, payload: Payload, max_bytes: int) -> bytes:
        web = self.api.web
        address = str(payload.get("url_private_download") or payload.get("url_private") or "")
        token = {"Authorization": f"Bearer {web.token}"}
        try:
            return await download_file(address, file_origins(web.base_url), max_bytes, token)
        except DownloadRefused as error:
            if await self._lacks_scope(str(payload.get("id") or "")):
                raise FileUnavailable(MISSING_SCOPE, say(strings.NO_FILES)) from error
            raise

    async def _lacks_scope(self, file: str) -> bool:
        """Ask the Web API for the reason of a refusal, which the file host does not name."""
        try:
            await self.api.call_idempotent("files.info", file=file)
        except SlackRefused as error:
            return error.error == MISSING_SCOPE
        except PlatformError:
            pass
        return False


def file_origins(api_url: str) -> tuple[str, ...]:
    """Return the origins that may see the token: the API's, and its file host's."""
    url = URL(api_url)
    return origin_of(api_url), f"{url.scheme}://files.{url.host}"
