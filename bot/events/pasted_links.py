"""Addresses of one page, however they are written down or pasted. Pure."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

# What links gather on their way and pages ignore: who shared them, where, and in which campaign.
_TRACKING = re.compile(
    r"utm_\w+|\w+clid|mc_[ce]id|igshid|igsh|aff|ref|ref_src|referrer|tk|trk|si|spm|_ga|_gl"
    r"|eventorigin|rec(?:id|source)|searchid|originalreferer|_xtd|notification\w*",
    re.IGNORECASE,
)
_SAME_HOSTS = {"lu.ma": "luma.com"}
_LANGUAGE = re.compile(r"^/[a-z]{2}-[A-Z]{2}(?=/)")  # of the page around an event
_LANGUAGE_HOSTS = ("meetup.com",)


def page_of(link: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    """Return what two addresses of one page have in common: host, path and what it is asked."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return link, "", frozenset()
    host = host.removeprefix("www.").removeprefix("m.")
    host = _SAME_HOSTS.get(host, host)
    path = unquote(parts.path).rstrip("/")
    if host in _LANGUAGE_HOSTS:
        path = _LANGUAGE.sub("", path)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    return host, path, frozenset(each for each in asked if not _TRACKING.fullmatch(each[0]))


def key_of(link: str) -> str:
    """Return what stands in every address of a page, letter by letter: to look for it by."""
    host, path, _ = page_of(link)
    names = re.findall(r"[A-Za-z0-9_-]+", path)
    return max(names, key=len, default="") or host
