"""The envelope of what crosses: signed (Ed25519), then encrypted for the other side (X25519).

JOSE by joserfc: a JWS within a JWE. Each swap has keys of its own on each side.
"""

import base64
import hashlib
import json
from typing import Any, TypeVar

import msgspec
from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from msgspec import Struct

_SIGN = "Ed25519"
_WRAP, _ENCRYPT = "ECDH-ES+A256KW", "A256GCM"

Content = TypeVar("Content", bound=Struct)


class BadEnvelope(ValueError):
    """A message that was not made for us by the other side, or is not what it should be."""


class _Head(Struct):
    """What stands on an envelope, of which a ticket is read."""

    kid: str = ""


class Keys(Struct, frozen=True, forbid_unknown_fields=True):
    """The two keys of one side: private ones stay sealed, public ones go to the other side."""

    signing: dict[str, str]
    opening: dict[str, str]

    @property
    def public(self) -> "Keys":
        """The public halves."""
        return Keys(_public(self.signing), _public(self.opening))

    @property
    def fingerprint(self) -> str:
        """A short text by which two operators can compare public keys."""
        public = self.public
        told = f"{public.signing.get('x')} {public.opening.get('x')}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:24]
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def make_keys() -> Keys:
    """Return new keys for one swap."""
    return Keys(*(_words(OKPKey.generate_key(curve)) for curve in ("Ed25519", "X25519")))


def read_keys(text: str) -> Keys:
    """Return keys from their text. Raise BadEnvelope for anything else."""
    try:
        keys = msgspec.json.decode(text, type=Keys)
        curves = [OKPKey.import_key(dict(key)).curve_name for key in (keys.signing, keys.opening)]
    except (msgspec.MsgspecError, JoseError, ValueError, TypeError, KeyError) as error:
        raise BadEnvelope("keys") from error
    if curves != ["Ed25519", "X25519"]:
        raise BadEnvelope("keys")
    return keys


def write_keys(keys: Keys) -> str:
    """Return keys as a text."""
    return msgspec.json.encode(keys).decode()


def seal(content: Struct, own: Keys, theirs: Keys, ticket: str = "") -> str:
    """Return content signed by us, for the other side alone; a ticket stands outside."""
    signed = jws.serialize_compact(
        {"alg": _SIGN}, msgspec.json.encode(content), _key(own.signing), algorithms=[_SIGN]
    )
    return jwe.encrypt_compact(
        {"alg": _WRAP, "enc": _ENCRYPT, "cty": "JWT", **({"kid": ticket} if ticket else {})},
        signed,
        _key(theirs.opening),
        algorithms=[_WRAP, _ENCRYPT],
    )


def unseal(envelope: str, kind: type[Content], own: Keys, theirs: Keys) -> Content:
    """Return what the other side signed for us. Raise BadEnvelope for anything else."""
    try:
        opened = jwe.decrypt_compact(envelope, _key(own.opening), algorithms=[_WRAP, _ENCRYPT])
        inner = jws.deserialize_compact(
            opened.plaintext or b"", _key(theirs.signing), algorithms=[_SIGN]
        )
        return msgspec.json.decode(inner.payload, type=kind)
    except (JoseError, msgspec.MsgspecError, ValueError, TypeError, KeyError) as error:
        raise BadEnvelope(type(error).__name__) from error


def read_ticket(envelope: str) -> str:
    """Return the ticket on an envelope without opening it, or an empty text."""
    head = envelope.partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))
        return msgspec.json.decode(raw, type=_Head).kid
    except (ValueError, msgspec.MsgspecError):
        return ""


def digest_of(content: Struct) -> str:
    """Return the fingerprint of content, the same on both sides."""
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def _key(words: dict[str, str]) -> OKPKey:
    return OKPKey.import_key(dict(words))


def _words(key: OKPKey) -> dict[str, str]:
    made: Any = key.as_dict(private=True)
    return {str(name): str(value) for name, value in json.loads(json.dumps(made)).items()}


def _public(words: dict[str, str]) -> dict[str, str]:
    return {name: words[name] for name in ("kty", "crv", "x") if name in words}
