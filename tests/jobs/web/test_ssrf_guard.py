"""No address that people or pages name leads Mingle to the inside of a network (S1)."""

import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from jobs.web.fetch import Fetcher
from jobs.web.ssrf_guard import AddressBlocked, SsrfGuard, is_public
from tests.doubles.web.server import Gate, Signpost, moved_to, no_pause, serving

INSIDE = (
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.254",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.254",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
)
INSIDE_SIX = (
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:2::1",
    "2001:3::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)
SCHEMES = (
    "file:///etc/passwd",
    "ftp://town.example/",
    "gopher://town.example/",
    "data:text/calendar,x",
    "javascript:1",
    "ldap://town.example/",
    "unix:///run/x",
    "ws://town.example/",
    "dict://town.example:11211/",
    "jar:http://x.example!/",
)
PORTS = (
    1,
    21,
    22,
    23,
    25,
    53,
    81,
    110,
    135,
    139,
    389,
    445,
    1433,
    2375,
    3000,
    3306,
    5000,
    5432,
    5984,
    6379,
    6443,
    8000,
    8080,
    8443,
    8500,
    8888,
    9000,
    9090,
    9200,
    10250,
    11211,
    15672,
    27017,
    50070,
    65535,
)
ODD = (
    "http://user@town.example/",
    "http://user:secret@town.example/",
    "http://town.example@127.0.0.1/",
    "http://127.0.0.1#@town.example/",
    "http://town.example\\@127.0.0.1/",
    "http:///etc",
    "http://",
    "https://?",
    "http://localhost/",
    "http://localhost./",
    "http://intranet/",
    "http://town.example:80:80/",
    "http://[::1/",
    "http://town.example:443/",
    "https://town.example:80/",
    "http://town .example/",
    "http://\u2488\u2488/",
    "http://.../",
    "http://town.example\r\nHost: inside/",
    "http://[v1.x]/",
    "//127.0.0.1/",
    "http:127.0.0.1/",
    "http:\\\\127.0.0.1\\",
)
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


def spellings(address: str) -> Iterator[str]:
    """Give the ways to write an IPv4 address that some libraries take."""
    a, b, c, d = map(int, address.split("."))
    number = (a << 24) + (b << 16) + (c << 8) + d
    yield from (
        f"{number}",
        f"0x{number:x}",
        f"0{number:o}",
        f"{a}.{(b << 16) + (c << 8) + d}",
        f"{a}.{b}.{(c << 8) + d}",
    )
    yield from (
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"{a}.{b}.{c}.{d}.",
    )


def refused_addresses() -> list[str]:
    plain = [f"http://{host}/" for host in INSIDE] + [
        f"https://[{host}]/cal.ics" for host in INSIDE_SIX
    ]
    few = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "172.16.0.1", "0.0.0.0")
    spelt = [f"http://{host}/" for each in few for host in spellings(each)]
    named = [f"https://{name}/" for name in NAMES]
    ports = [f"http://town.example:{port}/" for port in PORTS] + [
        f"https://8.8.8.8:{port}/" for port in PORTS
    ]
    return [*plain, *spelt, *named, *ports, *SCHEMES, *ODD]


# Names with one bad answer, alone, first, last, or among others of either kind.
NAMES = {
    f"inside-{number}.example": (host,) for number, host in enumerate((*INSIDE, *INSIDE_SIX))
} | {
    f"mixed-{number}.example": hosts
    for number, hosts in enumerate(
        itertools.chain.from_iterable(
            ((bad, "8.8.8.8"), ("8.8.8.8", bad), ("2606:4700:4700::1111", "8.8.8.8", bad))
            for bad in (
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "::1",
                "fd00::1",
                "fe80::1",
                "64:ff9b::7f00:1",
            )
        )
    )
}


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
        """Let nothing go."""


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
        if fault not in ("refused", "unreachable", "not_found")
    ]
    assert not astray
    assert set(gate.dialled) == {f"127.0.0.1:{site.port}"}


async def test_endless_redirects_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as site:
        site.pages["/round"] = moved_to("/round")
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
        answer = await fetcher.fetch(f"{site.home}/round")
        await fetcher.close()
    assert answer.fault == "unreachable"
    assert len(site.requests()) == 4
