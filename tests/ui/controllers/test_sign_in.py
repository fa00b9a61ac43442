"""Signing in and out, every way it can go."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from softphone.calls.commands import AddAccount, RemoveAccount, Transport
from softphone.calls.events import Fault
from softphone.people.company import CompanyFault, SignedOut
from softphone.programs.desktop_secrets import MemoryOnly
from softphone.programs.desktop_settings import CompanyAccount, ProviderAccount, SettingsFile
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.way import Way
from tests.ui.controllers.companies import CERTIFICATE, PASSWORD, FakeCompany
from tests.ui.controllers.conftest import Rig, texts


class NoKeyring:
    def get(self, name: str) -> str | None:
        return None

    def put(self, name: str, secret: str) -> bool:
        return False

    def forget(self, name: str) -> None:
        pass


def saved(rig: Rig) -> SettingsFile:
    return SettingsFile(rig.folder / "desktop.json")


def shows_main(desktop: DesktopWindow) -> bool:
    return desktop.window.field.isVisibleTo(desktop.window)


def submit(desktop: DesktopWindow, password: str = PASSWORD) -> None:
    desktop.window.sign_in.company_submitted.emit("company.test", "asa", password)


def submit_account(desktop: DesktopWindow) -> None:
    desktop.window.sign_in.account_submitted.emit("sip.example", "4671", "hemligt", Transport.UDP)


def typed(name: str, view: QWidget, text: str) -> QLineEdit:
    """The field of that name, with `text` in it."""
    edit = next(
        each for each in view.findChildren(QLineEdit) if each.accessibleName() == name and each.isVisible()
    )
    edit.setText(text)
    return edit


class TestAtTheCompany:
    def test_the_first_time(self, rig: Rig) -> None:
        desktop = rig.start()
        assert not shows_main(desktop)
        submit(desktop)
        rig.until(lambda: shows_main(desktop))
        rig.until(lambda: desktop.calls.account == "main")
        (added,) = rig.sent(AddAccount)
        assert isinstance(added, AddAccount)
        assert (added.settings.user, added.settings.digest_user) == ("asa", "asa-desktop")
        assert (added.settings.transport, added.settings.proxy) == (Transport.TLS, "127.0.0.1:5061")
        assert added.settings.display_name == "Åsa Lind"
        rig.until(lambda: "Ready for calls" in texts(desktop.window))
        assert "Åsa Lind" in texts(desktop.window) and "201" in texts(desktop.window)

    def test_what_is_remembered_is_no_secret(self, rig: Rig) -> None:
        rig.signed_in()
        rig.until(lambda: rig.store.get("asa at https://company.test") == PASSWORD)
        assert saved(rig).now.company == CompanyAccount(
            server="https://company.test", login="asa", device="device-1"
        )
        for file in rig.folder.rglob("*"):
            if file.is_file():
                content = file.read_text(errors="replace")
                assert PASSWORD not in content and "0123456789abcdef" not in content

    def test_one_is_no_colleague_of_oneself(self, rig: Rig) -> None:
        desktop = rig.signed_in()
        names = [desktop.model.colleague(desktop.model.index(n)).person.name for n in range(2)]
        assert names == ["Anna Ek", "Bo Nilsson"]

    def test_a_wrong_password_says_so_and_changes_nothing(self, rig: Rig) -> None:
        desktop = rig.start()
        submit(desktop, "guess")
        rig.until(lambda: "The user name or the password is wrong." in texts(desktop.window))
        assert not shows_main(desktop) and saved(rig).now.company is None and not rig.sent(AddAccount)

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (CompanyFault.UNKNOWN_SERVER, "There is no server by that name."),
            (CompanyFault.NO_ANSWER, "The server does not answer."),
            (CompanyFault.NOT_A_SOFTPHONE_SERVER, "no server for this program"),
        ],
    )
    def test_what_is_wrong_with_the_server_is_one_sentence(
        self, rig: Rig, fault: CompanyFault, said: str
    ) -> None:
        rig.company.fault = fault
        desktop = rig.start()
        submit(desktop)
        rig.until(lambda: said in texts(desktop.window))
        assert not shows_main(desktop)

    def test_an_untrusted_certificate_can_be_compared_and_trusted(self, rig: Rig) -> None:
        rig.company.fault = CompanyFault.UNTRUSTED_CERTIFICATE
        desktop = rig.start()
        submit(desktop)
        rig.until(lambda: "AB CD EF 01" in texts(desktop.window))
        desktop.window.sign_in.trust_confirmed.emit()
        rig.until(lambda: shows_main(desktop))
        assert rig.company.trusted == [CERTIFICATE.pem]
        rig.until(lambda: len(rig.phone_settings) == 2)
        (path,) = rig.phone_settings[-1].trust_anchors
        assert Path(path).read_text().strip() == CERTIFICATE.pem

    def test_a_certificate_that_trust_would_not_help_is_not_offered(self, rig: Rig) -> None:
        rig.company.fault = CompanyFault.UNTRUSTED_CERTIFICATE
        rig.company.certificate = replace(CERTIFICATE, trustable=False, reason="expired")
        desktop = rig.start()
        submit(desktop)
        rig.until(lambda: "cannot be used (expired)" in texts(desktop.window))
        assert "AB CD EF 01" not in texts(desktop.window)

    def test_the_companys_own_authority_reaches_the_phone_before_the_account(self, rig: Rig) -> None:
        rig.company.trust_anchor = CERTIFICATE.pem
        rig.signed_in()
        assert len(rig.phones) == 2 and rig.phone_settings[1].trust_anchors
        assert not any(isinstance(command, AddAccount) for command in rig.phones[0].commands)
        assert any(isinstance(command, AddAccount) for command in rig.phones[1].commands)

    def test_no_keyring_is_said(self, rig: Rig) -> None:
        rig.store = NoKeyring()
        desktop = rig.signed_in()
        rig.until(lambda: "no keyring" in desktop.window.notice.text)


class TestTheNextTime:
    def test_it_signs_in_by_itself_as_the_same_device(self, rig: Rig) -> None:
        rig.signed_in()
        rig.until(lambda: rig.store.get("asa at https://company.test") == PASSWORD)
        rig.end()
        rig.company = FakeCompany()
        desktop = rig.start()
        rig.until(lambda: shows_main(desktop))
        assert rig.company.sign_ins == [
            {"server": "https://company.test", "login": "asa", "device": "device-1", "keep_trying": True}
        ]

    def test_without_the_password_it_asks(self, rig: Rig) -> None:
        rig.signed_in()
        rig.end()
        rig.store, rig.company = MemoryOnly(), FakeCompany()
        desktop = rig.start()
        assert not shows_main(desktop)
        # Its keyring is asked one thing after the other: it has said by now that there is no password.
        said: list[str | None] = []
        desktop.secrets.get("another", said.append)
        rig.until(lambda: said == [None])
        assert not shows_main(desktop) and rig.company.sign_ins == []
        submit(desktop)
        assert [asked["device"] for asked in rig.company.sign_ins] == ["device-1"]

    def test_with_the_password_given_at_the_start_it_is_the_same_device(self, rig: Rig) -> None:
        rig.signed_in()
        rig.end()
        rig.company = FakeCompany()
        rig.start("https://company.test", "asa", PASSWORD)
        assert [asked["device"] for asked in rig.company.sign_ins] == ["device-1"]

    def test_a_server_that_is_down_is_waited_for_in_the_main_view(self, rig: Rig) -> None:
        rig.company.fault = CompanyFault.NO_ANSWER
        desktop = rig.start("company.test", "asa", PASSWORD)
        rig.until(lambda: "The server does not answer." in desktop.window.notice.text)
        assert shows_main(desktop) and "Trying again in 3 s" in desktop.window.notice.text
        rig.company.let_in("company.test")
        rig.until(lambda: desktop.model.hits == 2 and desktop.window.notice.text == "")

    def test_a_password_that_no_longer_holds_is_asked_for(self, rig: Rig) -> None:
        desktop = rig.start("company.test", "asa", "an old one")
        rig.until(lambda: "password is wrong" in texts(desktop.window))
        assert not shows_main(desktop)

    def test_a_login_without_password_is_asked_for(self, rig: Rig) -> None:
        desktop = rig.start("company.test", "asa")
        assert not shows_main(desktop) and rig.company.sign_ins == []


class TestAtAProvider:
    def test_dialling_works_and_colleagues_are_absent(self, rig: Rig) -> None:
        desktop = rig.start()
        submit_account(desktop)
        rig.until(lambda: shows_main(desktop))
        (added,) = rig.sent(AddAccount)
        assert isinstance(added, AddAccount)
        assert (added.settings.user, added.settings.domain, added.settings.transport) == (
            "4671",
            "sip.example",
            Transport.UDP,
        )
        assert desktop.model.hits == 0
        desktop.window.field.dial_requested.emit("08-123 45 67", Way.CALL)
        rig.until(lambda: len(desktop.calls.shown.calls) == 1)
        assert saved(rig).now.provider == ProviderAccount(
            server="sip.example", user="4671", transport=Transport.UDP
        )

    @pytest.mark.parametrize("fault", [Fault.WRONG_PASSWORD, Fault.UNKNOWN_SERVER])
    def test_what_does_not_work_is_said_and_forgotten(self, rig: Rig, fault: Fault) -> None:
        rig.network.registrations["4671@sip.example"] = fault
        desktop = rig.start()
        submit_account(desktop)
        said = {Fault.WRONG_PASSWORD: "password is wrong", Fault.UNKNOWN_SERVER: "no server by that name"}
        rig.until(lambda: said[fault] in texts(desktop.window.sign_in))
        assert not shows_main(desktop) and rig.sent(RemoveAccount) and saved(rig).now.provider is None

    def test_the_next_time_it_registers_by_itself(self, rig: Rig) -> None:
        desktop = rig.start()
        submit_account(desktop)
        rig.until(lambda: rig.store.get("4671 at sip.example") == "hemligt")
        rig.end()
        rig.company = FakeCompany()
        desktop = rig.start()
        rig.until(lambda: shows_main(desktop) and desktop.calls.account == "main")

    def test_an_outbound_proxy_and_an_address_of_another_domain(self, rig: Rig) -> None:
        desktop = rig.start()
        view = desktop.window.sign_in
        view.account_submitted.emit("proxy.example:5070", "me@other.example", "s", Transport.TCP)
        rig.until(lambda: shows_main(desktop))
        (added,) = rig.sent(AddAccount)
        assert isinstance(added, AddAccount)
        assert (added.settings.user, added.settings.domain, added.settings.proxy) == (
            "me",
            "other.example",
            "proxy.example:5070",
        )


class TestSigningOut:
    def test_nothing_is_kept(self, rig: Rig) -> None:
        desktop = rig.signed_in()
        rig.until(lambda: rig.store.get("asa at https://company.test") is not None)
        desktop.window.sign_out_requested.emit()
        rig.until(lambda: not shows_main(desktop))
        rig.until(lambda: rig.store.get("asa at https://company.test") is None)
        assert rig.sent(RemoveAccount) and saved(rig).now.company is None
        assert desktop.model.hits == 0 and desktop.calls.account == ""

    def test_the_form_keeps_the_server_and_the_login_and_no_more(self, rig: Rig) -> None:
        desktop = rig.start()
        view = desktop.window.sign_in
        typed("Company server", view, "company.test")
        typed("User name", view, "asa")
        QTest.keyClick(typed("Password", view, PASSWORD), Qt.Key.Key_Return)
        rig.until(lambda: shows_main(desktop))
        desktop.window.field.set_text("070-111")
        desktop.window.sign_out_requested.emit()
        rig.until(lambda: not shows_main(desktop))
        kept = {each.accessibleName(): each.text() for each in view.findChildren(QLineEdit)}
        assert (kept["Company server"], kept["User name"]) == ("company.test", "asa")
        assert PASSWORD not in kept.values()
        assert all(each.text() == "" for each in desktop.window.field.findChildren(QLineEdit))

    def test_the_account_is_removed_once(self, rig: Rig) -> None:
        desktop = rig.signed_in()
        desktop.window.sign_out_requested.emit()
        rig.until(lambda: not shows_main(desktop))
        assert len(rig.sent(RemoveAccount)) == 1

    def test_the_server_may_do_it(self, rig: Rig) -> None:
        desktop = rig.signed_in()
        rig.company.emit(SignedOut(by_server=True))
        rig.until(lambda: "signed out by the server" in texts(desktop.window.sign_in))

    def test_at_a_provider_nobody_need_be_asked(self, rig: Rig) -> None:
        desktop = rig.start()
        submit_account(desktop)
        rig.until(lambda: shows_main(desktop))
        desktop.window.sign_out_requested.emit()
        assert not shows_main(desktop) and saved(rig).now.provider is None

    def test_calling_without_an_account_leads_nowhere(self, rig: Rig) -> None:
        rig.company.fault = CompanyFault.NO_ANSWER
        desktop = rig.start("company.test", "asa", PASSWORD)
        desktop.window.field.dial_requested.emit("102", Way.CALL)
        assert desktop.calls.shown.calls == () and desktop.window.notice.text == "Not connected"
