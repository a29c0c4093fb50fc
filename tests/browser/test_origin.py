"""A hostile page that is open in the same browser cannot act in the playground, nor embed it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
CONNECT = """address => new Promise(done => {
    const socket = new WebSocket(address);
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
})"""
ASK = """([address, method]) => fetch(address, {method, mode: "no-cors"})
    .then(() => "sent", () => "refused")"""


class _HostilePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Hostile</title><p>Win a prize</p>")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def hostile(page: Page) -> Iterator[Page]:
    """A page of another origin, on this very machine."""
    server = HTTPServer(("127.0.0.1", 0), _HostilePage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.goto(f"http://localhost:{server.server_port}/")
    yield page
    server.shutdown()
    server.server_close()


def test_another_page_opens_no_websocket(hostile: Page, samples: str) -> None:
    for host in (samples, samples.replace("127.0.0.1", "localhost")):
        address = host.replace("http:", "ws:") + SOCKET
        assert hostile.evaluate(CONNECT, address) == "refused"


def test_the_own_page_opens_its_websocket(page: Page, samples: str) -> None:
    page.goto(samples)
    expect(page.locator(".who")).to_contain_text("Sam Rivera")
    address = samples.replace("http:", "ws:") + SOCKET
    assert page.evaluate(CONNECT, address) == "open"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_another_page_asks_for_gets_no_answer(
    hostile: Page, samples: str, method: str
) -> None:
    assert hostile.evaluate(ASK, [f"{samples}/", method]) == "refused"


def test_another_page_cannot_embed_it(hostile: Page, samples: str) -> None:
    hostile.evaluate(
        "address => { const frame = document.createElement('iframe'); frame.src = address;"
        " document.body.append(frame); return new Promise(done => frame.onload = () => done()) }",
        samples,
    )
    [_, frame] = hostile.frames
    assert frame.locator(".who").count() == 0


def test_a_link_from_elsewhere_still_opens_it(hostile: Page, samples: str) -> None:
    hostile.evaluate("address => { location.href = address }", samples)
    expect(hostile.locator(".who")).to_contain_text("Sam Rivera")


def test_the_page_reaches_no_other_host(page: Page, samples: str) -> None:
    page.goto(samples)
    expect(page.locator(".who")).to_contain_text("Sam Rivera")
    assert page.evaluate(ASK, ["http://127.0.0.1:9/", "GET"]) == "refused"
    violated = page.evaluate(
        "() => new Promise(done => { document.addEventListener('securitypolicyviolation',"
        " found => done(found.effectiveDirective)); new Image().src = 'http://town.example/x' })"
    )
    assert violated == "img-src"
