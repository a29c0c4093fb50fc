"""Read whether a meeting is open to guests, or to members alone, where its words say so. Pure."""

import re
from typing import Literal

from bot.events.rules import Event

Admission = Literal["", "guests", "members"]

_MEMBERS = re.compile(
    r"\bmembers[\s-]only\b|\b(?:only|exclusively) (?:for|open to) (?:our )?members\b"
    r"|\b(?:for|open to) (?:our )?members (?:only|exclusively)\b|\bno (?:guests|visitors)\b"
    r"|\bnot open to (?:guests|non[\s-]?members|the public)\b"
    r"|\bnur für mitglieder\b|\bausschließlich für mitglieder\b|\bkeine gäste\b"
    r"|\b(?:sólo|solo|exclusivo) para (?:socios|miembros)\b",
    re.IGNORECASE,
)
_GUESTS = re.compile(
    r"\bguests?(?: and \w+)? (?:are |is )?(?:always |very |most )?welcome\b"
    r"|\bguest (?:evening|night)s?\b"
    r"|\bvisitors (?:are )?(?:always )?welcome\b|\bopen to (?:all|everyone|everybody|the public"
    r"|guests|visitors|non[\s-]?members)\b|\bnon[\s-]?members (?:are )?(?:also )?welcome\b"
    r"|\bbring (?:a|your) (?:guest|friend)s?\b|\bgäste (?:sind )?(?:herzlich )?willkommen\b"
    r"|\bgästeabend\b|\boffen für (?:alle|gäste)\b|\babierto a (?:todos|todas|invitados)\b"
    r"|\binvitados bienvenidos\b",
    re.IGNORECASE,
)


def read_admission(event: Event) -> Admission:
    """Return whom an event's title or description lets in; empty where neither says."""
    words = f"{event.title}\n{event.description}"
    if _MEMBERS.search(words):
        return "members"
    return "guests" if _GUESTS.search(words) else ""
