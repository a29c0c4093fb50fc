"""Secrets at rest: encrypted with keys that are not in the database."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.store.files import key_file
from bot.store.vault import NoKeyError, UnreadableSecretError, Vault, is_sealed

SECRET = "https://calendar.example/private.ics"


def test_a_secret_is_read_with_its_key_and_with_no_other() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = Vault([old]).seal(SECRET)
    assert is_sealed(sealed)
    assert "calendar" not in sealed
    assert Vault([new, old]).unseal(sealed) == SECRET
    with pytest.raises(UnreadableSecretError):
        Vault([new]).unseal(sealed)
    with pytest.raises(UnreadableSecretError):
        Vault().unseal(sealed)


def test_a_key_is_made_once_in_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    file = key_file(f"sqlite+aiosqlite:///{tmp_path}/mingle.db")
    assert file
    sealed = Vault(file=file).seal(SECRET)
    assert file.stat().st_mode & 0o777 == 0o600
    assert Vault(file=file).unseal(sealed) == SECRET
    Vault(file=file).seal(SECRET)
    assert Vault([Fernet.generate_key().decode()], file).unseal(sealed) == SECRET
    assert len(file.read_text("ascii").split()) == 1


def test_nothing_is_kept_without_a_key(tmp_path: Path) -> None:
    assert key_file("postgresql+asyncpg://localhost/mingle") is None
    with pytest.raises(NoKeyError):
        Vault().seal(SECRET)
    assert not Vault().can_seal
    assert not list(tmp_path.iterdir())


def test_what_an_earlier_version_stored_as_it_was_is_still_read() -> None:
    assert Vault().unseal(SECRET) == SECRET
