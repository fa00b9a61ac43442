from softphone.sip.pjsip.log import without_secrets


def test_credentials_and_media_keys_are_left_out() -> None:
    text = (
        "REGISTER sip:company.test SIP/2.0\r\n"
        'Authorization: Digest username="anna", response="123456"\r\n'
        'Proxy-Authorization: Digest username="anna", response="abcdef"\r\n'
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\n"
        "Call-ID: 1\r\n"
    )
    cleaned = without_secrets(text)
    for secret in ("123456", "abcdef", "c2VjcmV0"):
        assert secret not in cleaned
    assert "Call-ID: 1" in cleaned
    assert "REGISTER" in cleaned
