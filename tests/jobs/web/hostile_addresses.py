"""Addresses that lead to the inside of a network, in every spelling."""

import itertools
from collections.abc import Iterator

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


def spellings(address: str) -> Iterator[str]:
    """Return the spellings of an IPv4 address that some libraries accept."""
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
