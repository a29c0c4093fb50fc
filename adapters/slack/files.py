"""Get what people hand in with a form from Slack's file host, which alone is shown the token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yarl import URL

from adapters.download import TurnedAway, download, origin
from adapters.slack import strings
from adapters.slack.api import Api, Refused
from adapters.uploads import Offer, Unfetched
from bot.core.platform import PlatformError

NO_LEAVE = "missing_scope"

Handed = Mapping[str, Any]


@dataclass(frozen=True)
class Files:
    """One workspace's way to the files of its people."""

    api: Api

    def offers(self, handed: Mapping[str, Sequence[Handed]]) -> dict[str, list[Offer]]:
        """Give what a form says about its files, and the way to each."""
        return {field: [self._offer(file) for file in files] for field, files in handed.items()}

    def _offer(self, file: Handed) -> Offer:
        async def get(most: int) -> bytes:
            return await self._get(file, most)

        return Offer(str(file.get("name") or ""), int(file.get("size") or 0), get)

    async def _get(self, file: Handed, most: int) -> bytes:
        address = str(file.get("url_private_download") or file.get("url_private") or "")
        token = {"Authorization": f"Bearer {self.api.web.token}"}
        try:
            return await download(address, homes(self.api.web.base_url), most, token)
        except TurnedAway as error:
            if await self._lacks_leave(str(file.get("id") or "")):
                raise Unfetched(NO_LEAVE, strings.NO_FILES) from error
            raise

    async def _lacks_leave(self, file: str) -> bool:
        """Ask Slack, whose file host says nothing about the reason."""
        try:
            await self.api.ask("files.info", file=file)
        except Refused as error:
            return error.error == NO_LEAVE
        except PlatformError:
            pass
        return False


def homes(api_url: str) -> tuple[str, ...]:
    """Name the hosts that may see the token besides the API itself: its own file host."""
    url = URL(api_url)
    return origin(api_url), f"{url.scheme}://files.{url.host}"
