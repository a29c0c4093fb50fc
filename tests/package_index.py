"""A package index on loopback: the pages that pip and uv read, and wheels made on the spot."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Wheel:
    """A package of one module, with what it asks for and perhaps a program."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    program: str | None = None
    platform: str = "any"

    @property
    def file_name(self) -> str:
        """The name that says for which interpreters and machines the wheel is."""
        return f"{self.name}-{self.version}-py3-none-{self.platform}.whl"

    @property
    def pin(self) -> str:
        """The line of a lock file that pins this wheel, without extras."""
        return f"{self.name}=={self.version} --hash=sha256:{self.digest}"

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def content(self) -> bytes:
        """The wheel itself: a zip file."""
        files = self._files()
        record = f"{self.name}-{self.version}.dist-info/RECORD"
        files[record] = "".join(f"{path},,\n" for path in [*files, record])

        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path, text in files.items():
                entry = zipfile.ZipInfo(path)
                entry.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
                archive.writestr(entry, text)
        return packed.getvalue()

    def _files(self) -> dict[str, str]:
        stem = f"{self.name}-{self.version}"
        metadata = [
            "Metadata-Version: 2.1",
            f"Name: {self.name}",
            f"Version: {self.version}",
            *(f"Provides-Extra: {extra}" for extra in self.extras),
            *(f"Requires-Dist: {requirement}" for requirement in self.requires),
        ]
        kind = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", f"Tag: py3-none-{self.platform}"]
        files = {
            f"{self.name}.py": "",
            f"{stem}.dist-info/METADATA": "\n".join([*metadata, ""]),
            f"{stem}.dist-info/WHEEL": "\n".join([*kind, ""]),
        }
        if self.program:
            files[f"{stem}.data/scripts/{self.name}"] = self.program
        return files


@contextmanager
def serve_index(wheels: Iterable[Wheel]) -> Iterator[str]:
    """Serve an index that offers these wheels; the value is its address, for `PIP_INDEX_URL`."""
    offered = {wheel.file_name: wheel for wheel in wheels}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with a wheel, or with the page of a package."""
            *_, folder, name = self.path.rstrip("/").split("/")
            if folder == "files":
                self._answer("application/octet-stream", offered[name].content)
            else:
                files = (file for file, wheel in offered.items() if wheel.name == name)
                links = "".join(f'<a href="/files/{file}">{file}</a>\n' for file in files)
                self._answer("text/html", f"<!DOCTYPE html>\n{links}".encode())

        def _answer(self, media_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep the test's output free of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()
            serving.join()
