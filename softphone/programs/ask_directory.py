"""The server's own child: who is in the company's directory, asked by LDAP.

Standard input says where it is (`DirectorySource` in JSON). On standard output comes a line of JSON to an
entry (`Found`); or what is wrong (`Trouble` in JSON), with exit status 1.
"""

import os
import sys

import msgspec

from softphone.people.directory_source import DirectorySource, Trouble
from softphone.server.directory_asked import DirectoryError, ask

_NICE = 15
"""Calls come first."""


def run() -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    source = msgspec.json.decode(sys.stdin.buffer.read(), type=DirectorySource)
    try:
        lines = [msgspec.json.encode(found) for found in ask(source)]
    except DirectoryError as error:
        sys.stdout.buffer.write(msgspec.json.encode(Trouble(error.code, error.sentence)))
        return 1
    sys.stdout.buffer.write(b"\n".join(lines))
    return 0
