"""Which envelopes are opened first: those with a ticket that only the other side can have.

A ticket proves nothing, signature and encryption do. It lets a turn of the other side through while
somebody who knows the address alone floods it: each turn has a ticket of its own, made from the
fingerprint of an earlier turn, which crossed encrypted, and a number that is taken once.
"""

import hashlib
import hmac
from collections.abc import Collection

from bot.swap.envelope import Keys


def first_secret(leading: Keys, following: Keys) -> str:
    """Return what tickets are made from before any turn was answered: the keys of both sides."""
    return f"{leading.fingerprint} {following.fingerprint}"


def make_ticket(secret: str, number: int) -> str:
    """Return the ticket of a turn."""
    digest = hmac.new(secret.encode(), str(number).encode(), hashlib.sha256).hexdigest()
    return f"{number}.{digest}"


def number_of(ticket: str) -> int:
    """Return the turn that a ticket is for, or 0 for what is no ticket."""
    number = ticket.partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 10 else 0


def is_good(ticket: str, secrets: Collection[str]) -> bool:
    """Return whether a ticket is made from one of these."""
    number, told = number_of(ticket), ticket.encode()
    made = (make_ticket(secret, number).encode() for secret in secrets)
    return number > 0 and any(hmac.compare_digest(told, one) for one in made)
