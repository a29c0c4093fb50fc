"""How two operators agree: an invitation, an answer to it, and the keys that go with them."""

import base64
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from bot.core.tables import audit_entry
from bot.dates.local_time import UnknownZone, validate_zone
from bot.restores.records import OPERATOR
from bot.store.engine import Transaction
from bot.swap import envelope, lunches, records
from bot.swap.envelope import BadEnvelope, Keys
from bot.swap.records import Swap
from bot.swap.rules import is_loopback
from bot.ui.text import clean_text

VALID_FOR = timedelta(days=14)
MAX_NAME, MAX_PLACE = 60, 120


class BadToken(ValueError):
    """A text that is no invitation and no answer, or one that has expired or was used."""


class Invitation(Struct, frozen=True, tag="invitation", forbid_unknown_fields=True):
    """What the operator of the side that leads hands over."""

    code: str
    name: str
    place: str
    zone: str
    keys: Keys
    until: datetime


class Acceptance(Struct, frozen=True, tag="acceptance", forbid_unknown_fields=True):
    """What the operator of the other side hands back."""

    code: str
    name: str
    address: str
    keys: Keys


class Agreed(NamedTuple):
    """An agreement, what to hand back (nothing after an answer), and both fingerprints."""

    swap: Swap
    back: str
    own_fingerprint: str
    their_fingerprint: str


async def invite(
    tx: Transaction, workspace: str, name: str, place: str, zone: str, now: datetime
) -> tuple[str, str]:
    """Make an invitation; return it, and the fingerprint of our keys."""
    own = envelope.make_keys()
    code = records.make_code()
    shown, where = clean_text(name, MAX_NAME), clean_text(place, MAX_PLACE)
    if not shown or not where:
        raise BadToken("a name and a meeting point")
    await records.insert_swap(
        tx, workspace, own, now, code=code, side="leads", own_name=shown, name="", address="",
        place=where, zone=validate_zone(zone), their_keys="", state="invited",
    )  # fmt: skip
    await _audit(tx, workspace, "swap.invite", code, now)
    told = Invitation(code, shown, where, zone, own.public, now + VALID_FOR)
    return write_token(told), own.fingerprint


async def accept(
    tx: Transaction, workspace: str, token: str, name: str, address: str, now: datetime
) -> Agreed:
    """Accept an invitation, or take its answer in. Raise BadToken where neither can be done."""
    told = read_token(token)
    if isinstance(told, Acceptance):
        of = await _take_answer(tx, workspace, told, now)
        own = of.keys(tx.vault)
        return Agreed(of, "", own.fingerprint, told.keys.fingerprint)

    own, code = envelope.make_keys(), told.code
    known = await records.find_by_code(tx, code, "follows")
    if told.until < now or known is not None:
        raise BadToken("it has expired or was used")
    if not is_address(address):
        raise BadToken("web.public_url has to be an https address, where the other side asks")
    shown = clean_text(name, MAX_NAME)
    if not shown:
        raise BadToken("a name")
    number = await records.insert_swap(
        tx, workspace, own, now, code=code, side="follows", own_name=shown,
        name=clean_text(told.name, MAX_NAME), address="", place=clean_text(told.place, MAX_PLACE),
        zone=_zone(told.zone), their_keys=envelope.write_keys(told.keys.public), state="active",
    )  # fmt: skip
    await _audit(tx, workspace, "swap.accept", code, now)
    place = f"{address.rstrip('/')}/swap/{code}"
    back = write_token(Acceptance(code, shown, place, own.public))
    made = await records.lock_swap(tx, number)
    assert made
    return Agreed(made, back, own.fingerprint, told.keys.fingerprint)


def is_address(address: str) -> bool:
    """Return whether an address is one to be asked at: HTTPS, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address))


async def end(tx: Transaction, of: Swap, now: datetime) -> None:
    """End an agreement from this side, at once."""
    await lunches.end_swap(tx, of, now)
    await _audit(tx, of.workspace, "swap.end", of.code, now)


def write_token(told: Invitation | Acceptance) -> str:
    """Return an invitation or an answer as one word."""
    return "mingle-swap." + base64.urlsafe_b64encode(msgspec.json.encode(told)).decode().rstrip("=")


def read_token(token: str) -> Invitation | Acceptance:
    """Return what a word says. Raise BadToken for anything else."""
    words = "".join(token.split()).removeprefix("mingle-swap.")
    try:
        raw = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
        told: Invitation | Acceptance = msgspec.json.decode(raw, type=Invitation | Acceptance)
        envelope.read_keys(envelope.write_keys(told.keys))
    except (ValueError, msgspec.MsgspecError, BadEnvelope) as error:
        raise BadToken("it is no invitation and no answer to one") from error
    return told


async def _take_answer(tx: Transaction, workspace: str, told: Acceptance, now: datetime) -> Swap:
    if not is_address(told.address):
        raise BadToken("the address in it is not https")
    of = await records.find_by_code(tx, told.code, "leads")
    fits = of is not None and of.workspace == workspace and of.state == "invited"
    if of is None or not fits or of.made_at + VALID_FOR < now:
        raise BadToken("it answers no invitation that is open here")
    await records.update_swap(
        tx, of.id, name=clean_text(told.name, MAX_NAME), address=told.address,
        their_keys=envelope.write_keys(told.keys.public), state="active", next_at=now,
    )  # fmt: skip
    await _audit(tx, workspace, "swap.accept", told.code, now)
    made = await records.lock_swap(tx, of.id)
    assert made
    return made


def _zone(name: str) -> str:
    try:
        return validate_zone(name)
    except UnknownZone as error:
        raise BadToken("its time zone is unknown here") from error


async def _audit(tx: Transaction, workspace: str, action: str, code: str, now: datetime) -> None:
    await tx.insert(
        audit_entry,
        workspace=workspace,
        person=OPERATOR,
        at=now,
        interaction="command",
        action=action,
        about=code,
        reason="",
        channel=None,
        channel_name="",
    )
