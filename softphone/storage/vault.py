"""Secrets that must be read again (HA1, trunk passwords), encrypted with a key that is not in the database.

AES-256-GCM with a fresh 96-bit nonce each; the place of a value (table, column, row) is authenticated with
it, so that one row's secret cannot be copied to another.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from softphone.storage.repository import StorageError

_KEY_BYTES = 32
_NONCE_BYTES = 12


class WrongKeyError(StorageError):
    """The key is not the one that this was encrypted with, or the value was changed."""


class Vault:
    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def open(cls, path: Path) -> "Vault":
        """With the key in the file, which is made, readable by its owner alone, when there is none."""
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            key = AESGCM.generate_key(_KEY_BYTES * 8)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
        if len(key) != _KEY_BYTES:
            raise StorageError(f"The key file {path} is damaged: {len(key)} bytes in place of {_KEY_BYTES}.")
        return cls(key)

    def seal(self, secret: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), place.encode())

    def unseal(self, sealed: bytes, place: str) -> str:
        """Raises WrongKeyError."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise WrongKeyError("The key file does not belong to this database.") from error
        return plain.decode()
