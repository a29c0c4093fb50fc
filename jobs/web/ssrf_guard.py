"""Judge every address before a socket is made: only public ones, on the web's own ports."""

import asyncio
import socket
from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.sources.addresses import PORTS, read_address

# Beyond what AntiSSRF lists: IPv4 addresses in the clothes of IPv6 ones, and what may lead to the
# inside.
EXTRA_BLOCKED = ("::/96", "::ffff:0:0:0/96", "64:ff9b::/32", "fc00::/6")

AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
MakeSocket = Callable[[int, int, int], socket.socket]


class AddressBlocked(Exception):
    """An address that nobody gets to; the reason is for the operator's log."""


class SsrfGuard:
    """The one gate to the web: what it refuses gets no socket."""

    def __init__(self, make_socket: MakeSocket = socket.socket) -> None:
        self._make_socket = make_socket

    def check_address(self, address: str) -> None:
        """Refuse whatever is no plain web address on its usual port."""
        try:
            read_address(address)
        except ValueError as error:
            raise AddressBlocked(str(error)) from error

    def check_peer(self, host: str, port: int) -> None:
        """Refuse whatever is not public."""
        if port not in PORTS.values():
            raise AddressBlocked(f"port {port}")
        if not is_public(host):
            raise AddressBlocked(f"{host} is not public")

    def make_socket(self, info: AddressInfo) -> socket.socket:
        """Make the socket for one address, if it may be dialled."""
        family, kind, protocol, _, peer = info
        self.check_peer(str(peer[0]), int(peer[1]))
        return self._make_socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Resolve names, and refuse a name of which any answer is not public."""

    def __init__(self, guard: SsrfGuard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver or ThreadedResolver(asyncio.get_running_loop())

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up."""
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            self._guard.check_peer(each["host"], each["port"])
        return found

    async def close(self) -> None:
        """Let the resolver go."""
        await self._resolver.close()


def is_public(host: str) -> bool:
    """Tell whether an address is one of the open internet."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return False  # no name of the open web leads to one
    return not any(_as_six(address) in network for network in _ranges())


def _as_six(address: IPv4Address | IPv6Address) -> IPv6Address:
    return address if isinstance(address, IPv6Address) else IPv6Address(f"::ffff:{address}")


@cache
def _ranges() -> tuple[IPv6Network, ...]:
    # Importing the package brings its own HTTP client along, which nothing here uses.
    from AntiSSRF.ipaddress_ranges import IPAddressRanges

    return tuple(map(_network, (*IPAddressRanges.recommended_latest, *EXTRA_BLOCKED)))


def _network(told: str) -> IPv6Network:
    if ":" in told:
        return IPv6Network(told)
    host, _, length = told.partition("/")
    return IPv6Network(f"::ffff:{host}/{int(length) + 96}")
