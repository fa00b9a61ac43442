"""No secret of a message reaches the disk."""

import pytest

from softphone.server.trace.redaction import call_id, redacted

SDP = (
    "v=0\r\nk=clear:topsecret\r\nm=audio 4000 RTP/SAVP 8\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:topsecret|2^20\r\n"
    "A=Crypto:2 weird topsecret\r\na=key-mgmt:mikey topsecret\r\na=ice-pwd:topsecret\r\n"
    "a=fingerprint:sha-256 AB:CD\r\n"
)


def message(*headers: str, body: str = "") -> bytes:
    return "\r\n".join(["INVITE sip:bob@company.test SIP/2.0", *headers, "", body]).encode()


@pytest.mark.parametrize(
    "header",
    [
        'Authorization: Digest username="asa", response="topsecret"',
        "Proxy-Authorization: Digest topsecret",
        "PROXY-authorization : Digest topsecret",
        "Authorization: Digest\r\n topsecret,\r\n\tmore=topsecret",
        "X: y\rAuthorization: topsecret",
    ],
)
def test_credentials_are_blanked(header: str) -> None:
    kept = redacted(message("Call-ID: 1", header, "Max-Forwards: 70"))
    assert b"topsecret" not in kept
    assert b"uthorization" in kept
    assert b"\r\nMax-Forwards: 70\r\n\r\n" in kept


def test_keys_of_sound_are_blanked_and_the_rest_stays() -> None:
    kept = redacted(message("Content-Type: application/sdp;charset=x", body=SDP))
    assert b"topsecret" not in kept
    assert b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 ...\r\n" in kept
    assert b"a=fingerprint:sha-256 AB:CD\r\n" in kept
    assert b"m=audio 4000 RTP/SAVP 8\r\n" in kept


@pytest.mark.parametrize("header", ["Content-Type: text/plain", "c: application/dtmf-relay", "X: y"])
def test_other_bodies_are_not_kept(header: str) -> None:
    kept = redacted(message(header, body="topsecret"))
    assert b"topsecret" not in kept
    assert b"(9 bytes of " in kept


def test_how_a_transfer_goes_is_kept() -> None:
    kept = redacted(message("Content-Type: message/sipfrag", body="SIP/2.0 180 Ringing\r\n"))
    assert kept.endswith(b"\r\n\r\nSIP/2.0 180 Ringing\r\n")


def test_of_what_is_no_message_only_the_first_line_is_kept() -> None:
    assert redacted(b"INVITE x\nAuthorization: topsecret\n\nk=topsecret") == b"INVITE x"


@pytest.mark.parametrize("header", ["Call-ID: a@b", "call-id:a@b", "i: a@b", "CALL-ID :  a@b "])
def test_the_call_id_is_found_however_it_is_written(header: str) -> None:
    assert call_id(message("Via: x", header, "To: y")) == "a@b"
    assert call_id(message("Via: x")) == ""
