"""SSRF guard: every address is checked before a socket is made; public ones on web ports only."""

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
    """An address that may not be dialled; the reason is for the operator's log."""


class SsrfGuard:
    """The one factory of sockets to the web: what it refuses gets none."""

    def __init__(self, make_socket: MakeSocket = socket.socket) -> None:
        self._make_socket = make_socket

    def check_address(self, address: str) -> None:
        """Raise AddressBlocked unless it is a plain web address on its usual port."""
        try:
            read_address(address)
        except ValueError as error:
            raise AddressBlocked(str(error)) from error

    def check_peer(self, host: str, port: int) -> None:
        """Raise AddressBlocked unless the host is public and the port is the web's."""
        if port not in PORTS.values():
            raise AddressBlocked(f"port {port}")
        if not is_public(host):
            raise AddressBlocked(f"{host} is not public")

    def make_socket(self, info: AddressInfo) -> socket.socket:
        """Return a socket for one resolved address, if it may be dialled."""
        family, kind, protocol, _, peer = info
        self.check_peer(str(peer[0]), int(peer[1]))
        return self._make_socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Resolves names; a name with any answer that is not public is refused."""

    def __init__(self, guard: SsrfGuard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver or ThreadedResolver(asyncio.get_running_loop())

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name; raise AddressBlocked if any is not public."""
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            self._guard.check_peer(each["host"], each["port"])
        return found

    async def close(self) -> None:
        """Close the resolver."""
        await self._resolver.close()


def is_public(host: str) -> bool:
    """Return whether an address belongs to the open internet."""
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
