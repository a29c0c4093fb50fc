"""Files that people hand in with a form, downloaded from Discord's own hosts."""

from collections.abc import Mapping, Sequence

from adapters.download import download_file, origin_of
from adapters.json_types import Payload
from adapters.uploads import OfferedFile

FILE_HOSTS = ("https://cdn.discordapp.com", "https://media.discordapp.net")


def offered_files(
    file_payloads: Mapping[str, Sequence[Payload]], allowed_origins: Sequence[str]
) -> dict[str, list[OfferedFile]]:
    """Return the files in a form by field, each with a way to download it."""
    return {
        field: [_offered_file(payload, allowed_origins) for payload in payloads]
        for field, payloads in file_payloads.items()
    }


def file_origins(api_url: str) -> tuple[str, ...]:
    """Return the origins that files may come from: Discord's hosts, and that of the API."""
    return (*FILE_HOSTS, origin_of(api_url))


def _offered_file(payload: Payload, allowed_origins: Sequence[str]) -> OfferedFile:
    async def read_bytes(limit: int) -> bytes:
        return await download_file(str(payload["url"]), allowed_origins, limit)

    return OfferedFile(str(payload["filename"]), int(payload["size"]), read_bytes)
