"""Findings: what a text holds that may not be meant for everybody."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What was found; a hint is softer than a secret, and a kept word is never posted."""

    ACCESS_KEY = "access key"
    PRIVATE_KEY = "private key"
    SIGNED_TOKEN = "signed token"
    PASSWORD = "password"
    PASSWORD_IN_ADDRESS = "password in an address"
    CARD_NUMBER = "card number"
    BANK_ACCOUNT = "bank account"
    PERSONAL_NUMBER = "personal number"
    UNKNOWN_TOKEN = "unknown token"
    INTERNAL_ADDRESS = "internal address"
    HINT = "hint"
    KEPT_WORD = "kept word"


@dataclass(frozen=True)
class Finding:
    """One thing that was found, and the piece of the text that it is."""

    kind: Kind
    piece: str
