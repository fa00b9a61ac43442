"""Where the company's directory is, as written; and what its entries say of people."""

import pytest

from softphone.people.directory_source import DirectorySource, checked, merged, written
from softphone.people.written import Written

WHOLE = DirectorySource(address="ldap.test", base_dn="dc=test", bind_dn="cn=x", password="secret")
AD = DirectorySource(address="dc1.test", base_dn="dc=test", product="active_directory")


def test_what_is_whole_is_taken_without_spaces_around_it() -> None:
    source = DirectorySource(
        address=" ldap.test:1636 ", base_dn=" dc=test", attributes={"name": " cn ", "title": " "}
    )
    found = checked(source)
    assert isinstance(found, DirectorySource)
    assert found == DirectorySource(address="ldap.test:1636", base_dn="dc=test", attributes={"name": "cn"})
    assert found.host_and_port() == ("ldap.test", 1636)
    assert checked(WHOLE) == WHOLE
    assert "secret" not in repr(WHOLE)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"address": ""}, {"address": "missing"}),
        ({"address": "ldap://x"}, {"address": "bad_address"}),
        ({"address": "x:0"}, {"address": "bad_address"}),
        ({"address": "ldap..test"}, {"address": "bad_address"}),
        ({"address": "x" * 64 + ".test"}, {"address": "bad_address"}),
        ({"address": "x:70000"}, {"address": "bad_address"}),
        ({"base_dn": "a\nb"}, {"base_dn": "unseen_characters"}),
        ({"filter": "x" * 1_001}, {"filter": "too_long"}),
        # Servers take a name without a password for nobody, and let them in.
        ({"password": ""}, {"password": "missing"}),
        ({"bind_dn": ""}, {"bind_dn": "missing"}),
        ({"security": "none"}, {"security": "bad_choice"}),
        ({"product": "x"}, {"product": "bad_choice"}),
        ({"attributes": {"login": "uid)(x"}}, {"login": "not_understood"}),
        ({"attributes": {"salary": "x"}}, {"attributes": "not_understood"}),
    ],
)
def test_what_is_wrong_is_said_with_its_field(fields: dict[str, object], wrong: dict[str, str]) -> None:
    whole = {"address": "ldap.test", "base_dn": "dc=test", "bind_dn": "cn=x", "password": "secret"}
    faults = checked(DirectorySource(**{**whole, **fields}))  # type: ignore[arg-type]
    assert isinstance(faults, tuple)
    assert {fault.field: fault.kind.value for fault in faults} == wrong


def test_what_is_too_long_is_said_with_its_own_limit() -> None:
    long = "x" * 30_000
    faults = checked(DirectorySource(address="ldap.test", base_dn=long, filter=long, authority=long))
    assert isinstance(faults, tuple)
    assert [fault.sentence for fault in faults] == [
        f"{field}: This has more than {most} characters."
        for field, most in (("base_dn", 200), ("filter", 1_000), ("authority", 20_000))
    ]


def test_each_product_has_its_attributes_and_the_first_with_a_value_is_taken() -> None:
    entry = {
        "sAMAccountName": ["asa"],
        "displayName": [" "],
        "CN": ["Åsa Öberg"],
        "department": ["Ekonomi"],
        "ipPhone": ["101"],
        "telephoneNumber": ["08-123 45 01", "08-1"],
    }
    assert written(AD, entry) == Written(
        login="asa", name="Åsa Öberg", department="Ekonomi", extension="101", landline="08-123 45 01"
    )
    own = DirectorySource(
        address="x", base_dn="y", attributes={"login": "cn", "landline": "-", "extension": "ipphone"}
    )
    assert written(own, entry) == Written(login="Åsa Öberg", name="Åsa Öberg", extension="101")


def test_what_the_directory_does_not_say_stays() -> None:
    before = Written(login="asa", name="Åsa", extension="101", roles=("admin",), class_of_service="all")
    assert merged(before, Written(login="asa", name="Åsa Ek")) == Written(
        login="asa", name="Åsa Ek", extension="101", roles=("admin",), class_of_service="all"
    )
