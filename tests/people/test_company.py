"""Values that hold secrets never show them: they are logged."""

from softphone.people.company import SignedIn, SipAccount
from softphone.people.directory import Credential, DigestAlgorithm, Person, Trunk


def test_no_secret_is_shown_by_repr() -> None:
    account = SipAccount(
        user="asa",
        digest_user="asa.1",
        secret="the secret",
        algorithm=DigestAlgorithm.SHA_256,
        domain="company.test",
        transport="tls",
        proxy="127.0.0.1:5061",
    )
    signed_in = SignedIn(
        server="https://x", person=Person(id="p", login="asa", name="Åsa"), account=account, device="d"
    )
    credential = Credential(
        user="asa.1", ha1="the secret", algorithm=DigestAlgorithm.MD5, person="p", device="d"
    )
    trunk = Trunk(id="t", name="Operator", address="sip.operator.test", password="the secret")
    for value in (account, signed_in, credential, trunk, [account], (credential, trunk)):
        assert "the secret" not in repr(value)
        assert "the secret" not in f"{value}"
