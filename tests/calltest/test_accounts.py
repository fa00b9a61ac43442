from pathlib import Path

from softphone.calls.commands import Transport
from softphone.calltest import accounts
from softphone.calltest.accounts import Server
from softphone.calltest.words import Dialled

FILE = """\
domain = "company.test"
server = "pbx.company.test:5070"

[[accounts]]
user = "anna"
secret = "s1"
extension = "101"
"""


def parsed(text: str, file: str = "accounts.toml", server: str = "") -> Server:
    result = accounts.parse(text, file, server)
    assert isinstance(result, Server), result
    return result


def faults(text: str, server: str = "") -> list[str]:
    result = accounts.parse(text, "accounts.toml", server)
    assert isinstance(result, tuple)
    return [str(fault) for fault in result]


def test_tls_has_the_next_port() -> None:
    server = parsed(FILE)
    assert server.addresses == {
        Transport.UDP: "pbx.company.test:5070",
        Transport.TCP: "pbx.company.test:5070",
        Transport.TLS: "pbx.company.test:5071",
    }


def test_a_server_given_goes_before_the_files() -> None:
    assert parsed(FILE, server="10.0.0.1").addresses[Transport.UDP] == "10.0.0.1:5060"
    without = FILE.replace('server = "pbx.company.test:5070"\n', "")
    assert parsed(without, server="10.0.0.1:7000").addresses[Transport.TLS] == "10.0.0.1:7001"


def test_settings_of_a_phone() -> None:
    server = parsed(FILE)
    settings = server.settings(server.accounts[0], Transport.TLS)
    assert (settings.user, settings.domain, settings.secret) == ("anna", "company.test", "s1")
    assert settings.proxy == "pbx.company.test:5071"
    assert server.accounts[0].address(Dialled.EXTENSION) == "101"
    assert server.accounts[0].address(Dialled.MOBILE) == ""


def test_only_the_transports_that_are_there() -> None:
    assert list(parsed('transports = ["tcp"]\n' + FILE).addresses) == [Transport.TCP]


def test_anchors_are_looked_for_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("x")
    text = 'trust_anchors = ["ca.pem"]\n' + FILE
    assert parsed(text, str(tmp_path / "accounts.toml")).trust_anchors == (str(tmp_path / "ca.pem"),)
    assert faults(text) == ["accounts.toml:1: there is no file ca.pem"]


def test_faults_name_their_lines() -> None:
    assert faults(FILE.replace('secret = "s1"\n', "")) == ["accounts.toml:4: 'secret' is missing"]
    assert faults(FILE.replace("pbx.company.test:5070", "pbx:sip")) == [
        "accounts.toml:2: 'pbx:sip' is not HOST or HOST:PORT"
    ]
    assert faults('domain = "x"\nserver = "y"\n') == [
        "accounts.toml:1: no accounts: write [[accounts]] for each"
    ]


def test_secrets_stay_out_of_logs() -> None:
    assert "s1" not in repr(parsed(FILE))
