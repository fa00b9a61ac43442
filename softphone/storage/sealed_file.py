"""A file sealed with a passphrase: scrypt makes the key (RFC 7914), AES-256-GCM seals it piece by piece.

The nonce of a piece is its number and whether it is the last (the STREAM construction, as age has it): pieces
cannot be changed, moved, left out or cut off without notice.
"""

import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from softphone.storage.repository import StorageError

_MAGIC = b"softphone backup 1\n"
_SALT = 16
_PIECE = 64 * 1024
_TAG = 16
_COST = 2**16
"""64 MiB and a fraction of a second for whoever guesses, each time."""


class UnsealError(StorageError):
    """Another passphrase, or a file that is damaged or none of ours."""


def seal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    salt = os.urandom(_SALT)
    target.write(_MAGIC + salt)
    cipher = AESGCM(_key(passphrase, salt))
    piece, number = source.read(_PIECE), 0
    while True:
        following = source.read(_PIECE)
        target.write(cipher.encrypt(_nonce(number, last=not following), piece, _MAGIC))
        if not following:
            return
        piece, number = following, number + 1


def unseal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Raises UnsealError; what was written by then is not to be used."""
    head = source.read(len(_MAGIC) + _SALT)
    if len(head) < len(_MAGIC) + _SALT or not head.startswith(_MAGIC):
        raise UnsealError("This is no backup of Softphone.")
    cipher = AESGCM(_key(passphrase, head[len(_MAGIC) :]))
    piece, number = source.read(_PIECE + _TAG), 0
    while True:
        following = source.read(_PIECE + _TAG)
        try:
            target.write(cipher.decrypt(_nonce(number, last=not following), piece, _MAGIC))
        except (InvalidTag, ValueError) as error:
            sentence = "The passphrase is wrong, or the backup is damaged."
            raise UnsealError(sentence) from error
        if not following:
            return
        piece, number = following, number + 1


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QxxxB", number, last)
