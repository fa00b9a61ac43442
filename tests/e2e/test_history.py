"""The call history over a real server and real phones: each call once, also those missed while signed out."""

import os
import signal
from pathlib import Path

import pytest

from softphone.calls.commands import AccountSettings, HangUp, SoundSecurity, Transport
from softphone.calltest.words import Sight
from softphone.people.call_history import HistoryRow, Result
from softphone.server.own_calls import own_calls
from softphone.storage.call_record import Came
from softphone.ui.models.history_model import CALL_ROLE
from tests.e2e.our_phone import OurPhone
from tests.e2e.test_desktop import BO, Desktop, bo, desktop, server, sign_in  # noqa: F401  fixtures
from tests.helpers.running_server import RunningServer
from tests.helpers.unexpected_errors import ExpectErrors

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.patient,
    # The offscreen platform cannot stack windows, and says so.
    pytest.mark.qt_log_ignore("This plugin does not support"),
]


def rows(of: Desktop) -> list[HistoryRow]:
    model = of.window.personal.history.model
    return [model.data(model.index(n, 0), CALL_ROLE).row for n in range(model.hits)]


def kept_by_server(server: RunningServer) -> int:  # noqa: F811
    return len([each for each in server.call_records() if each.ended is not None])


def told_by_server(of: Desktop) -> int:
    return len(of.window.personal.history._server)


def test_a_call_missed_while_signed_out_is_there_once(
    desktop: Desktop,  # noqa: F811
    server: RunningServer,  # noqa: F811
    bo: OurPhone,  # noqa: F811
) -> None:
    bo.dial("101")
    bo.wait_for(Sight.ENDED)
    # It is written behind, and the desktop asks once.
    desktop.until(lambda: kept_by_server(server) == 1)
    sign_in(desktop, server)
    desktop.until(lambda: len(rows(desktop)) == 1)
    (missed,) = rows(desktop)
    assert (missed.outgoing, missed.result, missed.address) == (False, Result.MISSED, "bo")
    desktop.until(lambda: desktop.window.window.rail.buttons[1].new == 1)


def test_calls_that_both_saw_are_there_once(
    desktop: Desktop,  # noqa: F811
    server: RunningServer,  # noqa: F811
    bo: OurPhone,  # noqa: F811
) -> None:
    """One declined, one in vain, one talked on: the server and the desktop know each by one name."""
    sign_in(desktop, server)
    bo.dial("101", "declined")
    desktop.until(lambda: desktop.window.incoming.isVisible())
    desktop.window.window.hang_up_key.emit()
    bo.wait_for(Sight.ENDED, "declined")
    desktop.until(lambda: desktop.calls == () and not desktop.window.incoming.isVisible())
    bo.dial("101", "in vain")
    desktop.until(lambda: desktop.window.incoming.isVisible())
    bo.wait_for(Sight.RINGING, "in vain")
    bo.station.send(HangUp("in vain"))
    bo.wait_for(Sight.ENDED, "in vain")
    desktop.until(desktop.has_hung_up)
    desktop.call_by_keyboard("102")
    desktop.until(desktop.talking)
    desktop.window.window.hang_up_key.emit()
    desktop.until(lambda: told_by_server(desktop) == 3)
    desktop.until(
        lambda: (
            [(row.outgoing, row.result) for row in rows(desktop)]
            == [(True, Result.ANSWERED), (False, Result.MISSED), (False, Result.DECLINED)]
        )
    )
    assert all(row.keys for row in rows(desktop))


def test_a_call_that_a_new_phone_took_up_is_one(
    desktop: Desktop,  # noqa: F811
    server: RunningServer,  # noqa: F811
    bo: OurPhone,  # noqa: F811
    expected_errors: ExpectErrors,
) -> None:
    expected_errors("the phone process ended")
    sign_in(desktop, server)
    desktop.call_by_keyboard("102")
    desktop.until(desktop.talking)
    before = desktop.calls[0].call.call_id
    pid = desktop.phones[-1].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    desktop.until(lambda: desktop.calls[0].call.call_id != before and not desktop.calls[0].recovering)
    bo.station.send(HangUp(next(iter(bo.station.calls))))
    desktop.until(desktop.has_hung_up)
    desktop.until(lambda: told_by_server(desktop) == 2)
    desktop.until(
        lambda: (
            [(row.outgoing, row.result, len(row.keys)) for row in rows(desktop)]
            == [(True, Result.ANSWERED, 2)]
        )
    )


def test_a_call_that_was_made_again_with_encrypted_sound_is_one(
    desktop: Desktop,  # noqa: F811
    server: RunningServer,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Bo takes nothing but encrypted sound, so the desktop is refused at first: nobody sees two calls."""
    demands = AccountSettings(
        user="bo",
        domain="company.test",
        secret="bo's secret",
        transport=Transport.TLS,
        proxy=server.addresses.sip_tls,
        sound_security=SoundSecurity.REQUIRED,
    )
    sign_in(desktop, server)
    with OurPhone(tmp_path / "bo", demands, voice=BO, trust_anchors=(server.addresses.ca,)):
        desktop.call_by_keyboard("102")
        desktop.until(desktop.talking)
        desktop.window.window.hang_up_key.emit()
        desktop.until(desktop.has_hung_up)
    desktop.until(lambda: kept_by_server(server) >= 1 and told_by_server(desktop) >= 1)
    desktop.until(lambda: [(row.outgoing, row.result) for row in rows(desktop)] == [(True, Result.ANSWERED)])
    (record,) = server.call_records()
    refused, answered = (tried for step in record.steps for tried in step.tries)
    assert [(each.came, each.status) for each in (refused, answered)] == [
        (Came.FAILED, 488),
        (Came.ANSWERED, 200),
    ]
    directory = server.service.accounts.directory
    bos = next(each.id for each in directory.people.values() if each.login == "bo")
    assert [each.result for each in own_calls(record, bos, directory)] == [Result.ANSWERED]
