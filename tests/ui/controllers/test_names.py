"""Who is behind an address."""

import pytest

from softphone.calls.call import Party
from softphone.calls.desk_view import Identity
from softphone.people.company import Colleague
from softphone.people.directory import Group
from softphone.people.line_state import LineState
from softphone.ui.controllers.names import Names
from tests.ui.controllers.companies import ANNA, BO, DOMAIN, person


@pytest.fixture
def names() -> Names:
    made = Names("SE")
    made.domain = DOMAIN
    made.replace([Colleague(who, LineState.FREE) for who in (ANNA, BO)])
    return made


@pytest.mark.parametrize(
    ("uri", "name", "identity"),
    [
        (f"sip:anna@{DOMAIN}", "", Identity("Anna Ek", "202")),
        (f"sip:ANNA@{DOMAIN};transport=tls", "Whoever", Identity("Anna Ek", "202")),
        (f"sip:202@{DOMAIN}", "", Identity("Anna Ek", "202")),
        (f"sip:+4681234567@{DOMAIN}", "", Identity("Anna Ek", "08-123 45 67")),
        (f"sip:081234567@{DOMAIN}", "", Identity("Anna Ek", "08-123 45 67")),
        ("anna", "", Identity("Anna Ek", "202")),
        (f"sip:+46701112233@{DOMAIN}", "", Identity("070-111 22 33")),
        (f"sip:+46701112233@{DOMAIN}", "Kim", Identity("Kim", "070-111 22 33")),
        ("sip:kim@other.example", "", Identity("kim@other.example")),
        ("sip:kim@other.example", "Kim", Identity("Kim", "kim@other.example")),
        (f"sip:eva@{DOMAIN}", "", Identity("eva")),
        (f"sip:299@{DOMAIN}", "", Identity("299")),
        ("sip:anonymous@anonymous.invalid", "Anonymous", Identity("Anonymous")),
    ],
)
def test_identify(names: Names, uri: str, name: str, identity: Identity) -> None:
    assert names.identify(Party(uri, name)) == identity


def test_names_follow_the_list(names: Names) -> None:
    names.change([Colleague(person("anna", "Anna Holm", "202"), LineState.FREE)], [BO.id])
    assert names.identify(Party(f"sip:anna@{DOMAIN}")).name == "Anna Holm"
    assert names.identify(Party(f"sip:bo@{DOMAIN}")).name == "bo"


def test_help_is_urgent_and_nobodys(names: Names) -> None:
    assert names.identify(Party("sip:112@company.test")) == Identity("112", urgent=True)
    answered = Party("sip:112@company.test", "Emergency (demo)")
    assert names.identify(answered) == Identity("Emergency (demo)", "112", urgent=True)


def test_a_group_is_named_as_whom_one_calls_and_as_what_was_called(names: Names) -> None:
    names.replace_groups([Group(id="g1", name="Support", extension="600", number="+4681234500")])
    assert names.identify(Party("sip:600@company.test")) == Identity("Support", "600")
    assert names.identify(Party("sip:+4681234500@company.test")) == Identity("Support", "08-123 45 00")
    assert names.called("sip:+4681234500@company.test;user=phone") == "Support"
    assert names.called("sip:+46855500001@company.test") == "08-555 000 01"
    names.own = ANNA.id
    assert names.called("sip:anna@company.test") == ""
    assert names.called("sip:+4681234567@company.test") == "08-123 45 67"
    assert names.called("sip:bo@company.test") == "Bo Nilsson"
    assert names.called("sip:asa@company.test") == ""
