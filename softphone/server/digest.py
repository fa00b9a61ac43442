"""What of a SIP secret is kept."""

import hashlib

from softphone.people.directory import DigestAlgorithm


def ha1(user: str, realm: str, secret: str, algorithm: DigestAlgorithm) -> str:
    """H(user:realm:secret) in hexadecimal (RFC 7616 §3.4.2)."""
    text = f"{user}:{realm}:{secret}".encode()
    if algorithm is DigestAlgorithm.SHA_256:
        return hashlib.sha256(text).hexdigest()
    return hashlib.md5(text, usedforsecurity=False).hexdigest()
