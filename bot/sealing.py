"""The operator's key: where it is, how it is made, what is sealed with it.

The key is the text of `[secrets] key`, or of the file `[secrets] key_file`, which is made when the
first secret is kept. It can be several, parted by white space: the first seals, each opens, and the
last, the oldest, makes the digests, so that a key can be replaced without losing anything. From a
key come two others by HKDF (RFC 5869): one for Fernet, one for HMAC-SHA256.
"""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.config import SecretSettings, Settings
from domain.errors import Unusable
from domain.seals import Keys
from services import seals
from storage.database import Database
from storage.urls import beside

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

SALT = b"bitework secrets"
FINGERPRINT_CHARACTERS = 12


def keys_of(settings: Settings) -> Keys:
    """Give the keys that a configuration names; nothing is read or made yet."""
    return OperatorKeys(settings.secrets, _key_file(settings))


def settle(database: Database, settings: Settings) -> None:
    """Make sure that the key is the one with which this database's secrets were sealed.

    Raises Unusable; where nothing is sealed yet, any key fits, or none.
    """
    keys = keys_of(settings)
    if found := database.read_now(lambda tx: seals.problems(tx, keys)):
        raise Unusable("This configuration does not fit the database:", found)


def file_problems(settings: Settings) -> list[str]:
    """Say what is wrong with the key's file, whether it has been needed yet or not."""
    path = _key_file(settings)
    if settings.secrets.key.get_secret_value() or not path.exists():
        return []
    OperatorKeys(settings.secrets, path).fingerprint()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return [f"others can read the key in {path}: chmod 600 {path}"]
    return []


def _key_file(settings: Settings) -> Path:
    return beside(settings.database.url.get_secret_value(), settings.secrets.key_file)


class OperatorKeys:
    """The keys of the configuration, or of a file that is made when one is first needed."""

    def __init__(self, settings: SecretSettings, path: Path) -> None:
        self._path = path
        self._keys = settings.key.get_secret_value().split()
        self._fernet: MultiFernet | None = None

    def seal(self, text: str) -> str:
        """Encrypt a text with the newest key."""
        return self._opener().encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Give the text that was sealed with any of the keys."""
        from cryptography.fernet import InvalidToken

        try:
            return self._opener().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unusable(
                "A secret in the database was sealed with another key than that of [secrets]."
            ) from None

    def digest(self, text: str) -> str:
        """Give a text's hash, keyed with the oldest key."""
        derived = _derived(self._known()[-1], b"digest")
        return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()

    def tag(self, purpose: str, text: str) -> str:
        """Give a text's hash for one purpose, keyed with the newest key."""
        if not self._read():
            self.make()
        derived = _derived(self._known()[0], purpose.encode())
        digest = hmac.new(derived, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def fingerprint(self) -> str | None:
        """Name the oldest key; None where there is none."""
        keys = self._read()
        if not keys:
            return None
        return _derived(keys[-1], b"fingerprint").hex()[:FINGERPRINT_CHARACTERS]

    def make(self) -> str:
        """Make the file where there is no key, and give the fingerprint."""
        if not self._read():
            _write_new(self._path, secrets.token_urlsafe(32))
        made = self.fingerprint()
        assert made is not None  # noqa: S101 - it was made, here or by another process
        return made

    def _opener(self) -> "MultiFernet":
        if self._fernet is None:
            from cryptography.fernet import Fernet, MultiFernet

            derived = [_derived(key, b"fernet") for key in self._known()]
            self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
        return self._fernet

    def _known(self) -> list[str]:
        if not self._read():
            raise Unusable("There is no key for secrets in {path}.", path=self._path)
        return self._keys

    def _read(self) -> list[str]:
        if not self._keys:
            self._keys = _keys_in(self._path)
        return self._keys


def _keys_in(path: Path) -> list[str]:
    """Read the file; nothing where it is not there."""
    try:
        text = SecretStr(path.read_text(encoding="utf-8"))
        keys = SecretSettings(key=text).key.get_secret_value().split()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it holds no key"
        raise Unusable("The key file {path} cannot be used: {why}.", path=path, why=why) from None
    if not keys:
        raise Unusable("The key file {path} cannot be used: it is empty.", path=path)
    return keys


def _derived(key: str, purpose: bytes) -> bytes:
    """Derive 32 bytes by HKDF with SHA-256 (RFC 5869): extract, then one block of expand."""
    extracted = hmac.new(SALT, key.encode(), hashlib.sha256).digest()
    return hmac.new(extracted, purpose + b"\x01", hashlib.sha256).digest()


def _write_new(path: Path, key: str) -> None:
    """Write a file whole or not at all; one that another process made meanwhile stays.

    It is on disk before anything that is sealed with it can be.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Unusable(
            "The key file {path} cannot be made: {why}.", path=path, why=error.strerror
        ) from None
