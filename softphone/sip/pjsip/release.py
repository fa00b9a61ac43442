"""Which PJSIP this is, and what follows from it."""

import pjsua2 as pj

OURS = (2, 17)
"""The first release that we build ourselves (packaging/pjsip)."""


class TooOldError(Exception):
    """str() of it is a sentence for a person."""


def release(version: str) -> tuple[int, int]:
    """Major and minor of PJSIP's version as it says it: "2.15.1", "2.17-dev"."""
    major, minor, *_ = version.partition("-")[0].split(".")
    return int(major), int(minor)


def limit_of_calls() -> int:
    """PJSUA_MAX_CALLS: 4 in the published packages, 64 in our build. PJSIP tells it by its default."""
    return pj.EpConfig().uaConfig.maxCalls


def ways_to_keys(version: str) -> tuple[str, ...]:
    """How it can agree on the keys of SRTP. PJSIP does not tell what it was built with: the published
    packages have no DTLS, ours has."""
    return ("sdes",) if release(version) < OURS else ("sdes", "dtls")


def require(least: str, version: str) -> None:
    """TooOldError when `version` is older than `least`; an empty `least` takes any."""
    if least and release(version) < release(least):
        raise TooOldError(
            f"This needs PJSIP {least} or newer, and here is {version}: older releases have published faults "
            "that a caller can use against the process. Build ours with ./run pjsip, or install its wheel."
        )
