"""No address that people or pages name leads Mingle to the inside of a network (S1)."""

import socket
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from jobs.web.fetch import Fetcher
from jobs.web.ssrf_guard import AddressBlocked, SsrfGuard, is_public
from tests.doubles.web.server import Gate, Signpost, moved_to, no_pause, serving
from tests.jobs.web.hostile_addresses import INSIDE, INSIDE_SIX, NAMES, refused_addresses

CLOSED = ("refused", "unreachable")  # one sentence for both
OUTSIDE = (
    "1.1.1.1",
    "8.8.8.8",
    "9.9.9.9",
    "13.107.42.14",
    "23.185.0.3",
    "34.117.59.81",
    "52.84.124.1",
    "93.184.215.14",
    "104.16.132.229",
    "140.82.121.3",
    "151.101.1.69",
    "172.15.0.1",
    "172.32.0.1",
    "185.199.108.153",
    "193.99.144.80",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001:80b::200e",
    "2620:fe::fe",
    "2400:cb00:2048:1::1",
)


@dataclass
class Phonebook(AbstractResolver):
    """Resolves as a system would, numbers in any spelling included, without asking anybody."""

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    turns: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = self.turns[host].pop(0) if self.turns.get(host) else self.names.get(host)
        if found is None:
            try:
                found = (socket.inet_ntoa(socket.inet_aton(host.rstrip("."))),)
            except OSError as error:
                raise OSError(None, "no such name") from error
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                proto=0,
                flags=0,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
            )
            for each in found
        ]

    async def close(self) -> None:
        """Close nothing."""


@dataclass
class Sockets:
    """Counts what would have been dialled, and dials nothing."""

    made: int = 0

    def __call__(self, *_kinds: int) -> socket.socket:
        self.made += 1
        raise OSError(111, "a test dials nobody")


async def test_no_address_leads_inside() -> None:
    sockets = Sockets()
    fetcher = Fetcher(SsrfGuard(sockets), Phonebook(NAMES), no_pause)
    addresses = refused_addresses()
    assert len(set(addresses)) >= 300
    outcomes = {address: await fetcher.fetch(address) for address in addresses}
    await fetcher.close()
    reached = {
        address: answer
        for address, answer in outcomes.items()
        if answer.fault not in ("refused", "unreachable")
    }
    assert not reached
    assert sockets.made == 0


async def test_the_public_web_is_dialled() -> None:
    for host in OUTSIDE:
        sockets = Sockets()
        fetcher = Fetcher(SsrfGuard(sockets), Phonebook(), no_pause)
        await fetcher.fetch(f"https://[{host}]/" if ":" in host else f"http://{host}/")
        await fetcher.close()
        assert sockets.made, host


async def test_a_name_that_leads_elsewhere_the_second_time_is_refused_then() -> None:
    sockets = Sockets()
    book = Phonebook(
        turns={"turning.example": [("8.8.8.8",), ("127.0.0.1",), ("8.8.8.8", "10.0.0.1")]}
    )
    fetcher = Fetcher(SsrfGuard(sockets), book, no_pause)
    first = await fetcher.fetch("http://turning.example/")
    later = [await fetcher.fetch("http://turning.example/") for _ in range(2)]
    await fetcher.close()
    assert (first.fault, sockets.made) == ("unreachable", 1)
    assert [answer.fault for answer in later] == ["refused", "refused"]


@pytest.mark.parametrize("host", [*INSIDE, *INSIDE_SIX])
def test_the_last_gate_holds_by_itself(host: str) -> None:
    sockets = Sockets()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with pytest.raises(AddressBlocked):
        SsrfGuard(sockets).make_socket((family, socket.SOCK_STREAM, 0, "", (host, 443)))
    assert sockets.made == 0
    assert not is_public(host)


async def test_a_redirect_is_judged_like_any_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    targets = [
        address for address in refused_addresses() if "://" in address and address.isprintable()
    ]
    async with serving() as site:
        site.pages |= {f"/{number}": moved_to(target) for number, target in enumerate(targets)}
        gate = Gate(site)
        fetcher = Fetcher(gate, Signpost(site, Phonebook(NAMES)), no_pause)
        faults = [
            (await fetcher.fetch(f"{site.home}/{number}")).fault for number in range(len(targets))
        ]
        await fetcher.close()
    astray = [
        target
        for target, fault in zip(targets, faults, strict=True)
        if fault not in ("refused", "unreachable", "not_found", "redirects")
    ]
    assert not astray
    assert set(gate.dialled) == {f"127.0.0.1:{site.port}"}


async def test_endless_redirects_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as site:
        site.pages["/round"] = moved_to("/round")
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
        answer = await fetcher.fetch(f"{site.home}/round")
        await fetcher.close()
    assert answer.fault == "redirects"
    assert len(site.requests()) == 4
