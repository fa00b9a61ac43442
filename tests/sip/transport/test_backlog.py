"""How long datagrams wait, told by marks sent to ourselves."""

import asyncio

from softphone.sip.message.flow import Flow
from softphone.sip.transport.backlog import Backlog
from tests.sip.messages import INVITE
from tests.sip.transport.test_transports import PATIENCE, End, soon


def test_nothing_is_known_until_one_came_back() -> None:
    backlog = Backlog(b"secret")
    backlog.mark(0.0)
    assert backlog.seconds(60.0) == 0.0


def test_the_last_one_tells_and_so_does_one_that_is_still_waiting() -> None:
    backlog = Backlog(b"secret")
    assert backlog.came(backlog.mark(10.0), 10.3)
    assert round(backlog.seconds(99.0), 3) == 0.3
    backlog.mark(20.0)
    backlog.mark(20.1)
    assert round(backlog.seconds(20.2), 3) == 0.3
    assert round(backlog.seconds(25.0), 3) == 5.0


def test_those_that_were_lost_are_not_waited_for() -> None:
    backlog = Backlog(b"secret")
    backlog.came(backlog.mark(1.0), 1.0)
    for second in range(2, 200):
        backlog.mark(float(second))
    last = backlog.mark(200.0)
    assert backlog.came(last, 200.0)
    assert backlog.seconds(300.0) == 0.0


def test_others_send_no_marks_and_an_old_one_says_nothing() -> None:
    backlog = Backlog(b"secret")
    old = backlog.mark(1.0)
    backlog.came(old, 1.1)
    assert not backlog.came(Backlog(b"guess").mark(1.0), 500.0)
    assert backlog.came(old, 500.0)
    assert round(backlog.seconds(500.0), 3) == 0.1


def test_marks_go_through_the_socket_and_no_further() -> None:
    async def scene() -> None:
        async with End() as here, End() as there:
            async with asyncio.timeout(PATIENCE):
                while here.transports.wait() == 0.0:
                    await asyncio.sleep(0.005)
            assert there.transports.send(INVITE, Flow("udp", "127.0.0.1", here.bound.port))
            assert (await soon(here.received))[0] == INVITE
            assert here.received.empty()

    asyncio.run(scene())
