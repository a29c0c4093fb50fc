"""Get what people hand in with a form from Slack's file host, which alone is shown the token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yarl import URL

from adapters.download import DownloadRefused, download_file, origin_of
from adapters.slack import strings
from adapters.slack.api import SlackApi, SlackRefused
from adapters.uploads import FileUnavailable, OfferedFile
from bot.core.platform import PlatformError

MISSING_SCOPE = "missing_scope"

FilePayload = Mapping[str, Any]


@dataclass(frozen=True)
class SlackFiles:
    """One workspace's way to the files of its people."""

    api: SlackApi

    def offered_files(
        self, file_payloads: Mapping[str, Sequence[FilePayload]]
    ) -> dict[str, list[OfferedFile]]:
        """Give what a form says about its files, and the way to each."""
        return {
            field: [self._offer(file) for file in files] for field, files in file_payloads.items()
        }

    def _offer(self, file: FilePayload) -> OfferedFile:
        async def get(most: int) -> bytes:
            return await self._get(file, most)

        return OfferedFile(str(file.get("name") or ""), int(file.get("size") or 0), get)

    async def _get(self, file: FilePayload, max_bytes: int) -> bytes:
        address = str(file.get("url_private_download") or file.get("url_private") or "")
        token = {"Authorization": f"Bearer {self.api.web.token}"}
        try:
            return await download_file(
                address, file_origins(self.api.web.base_url), max_bytes, token
            )
        except DownloadRefused as error:
            if await self._lacks_leave(str(file.get("id") or "")):
                raise FileUnavailable(MISSING_SCOPE, strings.NO_FILES) from error
            raise

    async def _lacks_leave(self, file: str) -> bool:
        """Ask Slack, whose file host says nothing about the reason."""
        try:
            await self.api.call_idempotent("files.info", file=file)
        except SlackRefused as error:
            return error.error == MISSING_SCOPE
        except PlatformError:
            pass
        return False


def file_origins(api_url: str) -> tuple[str, ...]:
    """Name the hosts that may see the token besides the API itself: its own file host."""
    url = URL(api_url)
    return origin_of(api_url), f"{url.scheme}://files.{url.host}"
