"""The torture messages are what RFC 4475 says, byte for byte."""

import hashlib
import re

import pytest

from tests.sip.torture.messages import BY_NAME, MESSAGES
from tests.sip.torture.wire import Torture

DIGESTS = {
    "wsinv": "d6f6cdee99cd0a1f8e3d9a0fdd67c877700e19ab86d8186dada06f61260e3e61",
    "intmeth": "b957a8292c1c0a9851fe94705b90f94320738f43aacde64998e401f742ef688d",
    "esc01": "be3a316d4ce5f69cad474646191e390dd4b50fc8371e44b5197fe1237781973e",
    "escnull": "263fe2ecd12a5ccbb6c67b3174e9211d11da9b600e7d69666a86d2ee42873e90",
    "esc02": "9a9c59449f00327b02071feafc8e5c2a261c98c818044167894cc17809a12199",
    "lwsdisp": "d1b36b6316c12824f6f04bf6b1fd1f021cade9b74871693b9c3474cd9fa7f4e6",
    "longreq": "185739292bc676760e5b1cca77c87705aa570240171c506ad76f8c35af0ecdaa",
    "dblreq": "a6be48426565c2a705389c4ce2ea17e57b891cb13f80490a2cb9392c797b46ef",
    "semiuri": "87bbaed6b4b354dbd3c5c7a20e66686303c63e43a0aa19b89de1ac75231611a2",
    "transports": "33b4553a3b9418121b099ff07882535151edd6a1e81898c63a916aad2cbf90bc",
    "mpart01": "92147c8e24997bac59629e1b163767697d0d6d499af87f89e325d69968bec3ba",
    "unreason": "4f939d6ebf4817eea70f011d3209e83732872ffc20ffd304b244084dc392f4d7",
    "noreason": "07e11e470a69fffa3674de805e5165d1351a9439a91045ee70c9570ea24ab4fe",
}
"""SHA-256 of the files in the archive of RFC 4475 Appendix A, as far as they have been published."""

WRONG_LENGTH = {"clerr", "ncl", "mcl01", "dblreq"}
"""Messages that are about their Content-Length."""


def test_all_of_them_are_here() -> None:
    assert len(MESSAGES) == len(BY_NAME) == 49
    sections = [tuple(map(int, message.section.split("."))) for message in MESSAGES]
    assert sections == sorted(set(sections))
    chapters = [".".join(message.section.split(".")[:-1]) for message in MESSAGES]
    assert {chapter: chapters.count(chapter) for chapter in chapters} == {
        "3.1.1": 13,
        "3.1.2": 19,
        "3.2": 1,
        "3.3": 15,
        "3.4": 1,
    }


@pytest.mark.parametrize("name", DIGESTS)
def test_every_byte_is_in_its_place(name: str) -> None:
    assert hashlib.sha256(BY_NAME[name].data).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("name", BY_NAME.keys() - WRONG_LENGTH)
def test_bodies_are_as_long_as_their_heads_say(name: str) -> None:
    head, _, body = BY_NAME[name].data.partition(b"\r\n\r\n")
    found = re.findall(rb"\r\n(?:content-length|l)[ \t]*:[ \t]*(\d+)", head, re.IGNORECASE)
    assert [int(length) for length in found] == ([] if name == "inv2543" else [len(body)])


@pytest.mark.parametrize("message", MESSAGES, ids=BY_NAME)
def test_lines_end_with_cr_lf_and_the_transport_is_that_of_the_topmost_via(message: Torture) -> None:
    head = message.data.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"")
    assert b"\r" not in head and b"\n" not in head
    via = re.search(rb"\r\n(?:via|v)[ \t]*:\s*SIP\s*/\s*\d\.0\s*/\s*(\w+)", message.data, re.IGNORECASE)
    assert via is not None and via.group(1).decode().lower() == message.transport
