"""Secrets at rest, encrypted with keys that are not in the database (Fernet: AES-CBC and HMAC)."""

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_PREFIX = "gAAAAA"  # of what Fernet makes, until the year 2106


class NoKeyError(LookupError):
    """Nothing can be encrypted: no key is set, and there is no file to keep one in."""


class UnreadableSecretError(ValueError):
    """A secret was encrypted with a key that is not here."""


class Vault:
    """Encrypts and decrypts secrets with keys, newest first.

    Those in a file come after them. Without any, it is made with the first secret, for its owner
    alone.
    """

    def __init__(self, keys: Sequence[str] = (), file: Path | None = None) -> None:
        self._keys = tuple(keys)
        self._file = file

    @property
    def can_seal(self) -> bool:
        """Whether a secret can be encrypted here."""
        return bool(self._keys) or self._file is not None

    def seal(self, secret: str) -> str:
        """Return a secret encrypted with the newest key. Raise NoKeyError if there is none."""
        keys = self._find_keys() or self._make_key()
        return _cipher(keys).encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Return a secret. Raise UnreadableSecretError if its key is not here.

        One that is stored as it is, as earlier versions did, is returned as it is.
        """
        if not is_sealed(sealed):
            return sealed
        keys = self._find_keys()
        if not keys:
            raise UnreadableSecretError
        try:
            return _cipher(keys).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecretError from error

    def renew(self, sealed: str) -> str:
        """Return a secret encrypted with the newest key: the same text where that is so already.

        One that no key here opens is returned as it is.
        """
        try:
            secret = self.unseal(sealed)
        except UnreadableSecretError:
            return sealed
        keys = self._find_keys()
        return sealed if keys and _opens(keys[0], sealed) else self.seal(secret)

    def _find_keys(self) -> Sequence[str]:
        if self._file is None or not self._file.exists():
            return self._keys
        return [*self._keys, *self._file.read_text("ascii").split()]

    def _make_key(self) -> Sequence[str]:
        if self._file is None:
            raise NoKeyError
        key = Fernet.generate_key()
        opened = os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(key + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return [key.decode()]


def is_sealed(text: str) -> bool:
    """Return whether a text is an encrypted secret."""
    return text.startswith(_PREFIX)


def _opens(key: str, sealed: str) -> bool:
    try:
        Fernet(key).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _cipher(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
