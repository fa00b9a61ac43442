"""Three people at three desks transfer calls through the embedded engine, with real phones and real sound:
each row of the tables of transfers and of their races, what the one who transfers is shown, and who hears
whom in the end. Anna calls Bo, who transfers her to Eva."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import AccountSettings, Transport
from softphone.calls.desk_view import Action, DeskCall
from softphone.calls.transfer import Button, Kind, Step
from softphone.calltest.accounts import Server
from tests.e2e.desk_phone import DeskPhone, hear, hear_each_other
from tests.e2e.town import Tap

pytestmark = [pytest.mark.realtime, pytest.mark.patient]


@dataclass
class Office:
    anna: DeskPhone
    bo: DeskPhone
    eva: DeskPhone
    evas: str
    """Her extension."""
    annas: Tap
    bos: Tap
    """Between their phones and the engine."""

    def begin(self) -> None:
        for each in (self.anna, self.bo, self.eva):
            each.begin()

    def end(self) -> None:
        self.annas.outbound = self.bos.outbound = None
        for each in (self.anna, self.bo, self.eva):
            each.hangs_up()

    def waiting(self) -> DeskCall:
        """Anna called Bo, and they talk: his call."""
        self.anna.dial("bo")
        call = self.bo.answers()
        self.anna.talks_with("bo")
        return call

    def directly(self, target: str = "") -> None:
        self.bo.transfer(self.waiting(), target or self.evas, Kind.DIRECT)

    def announced(self) -> None:
        """And Eva's phone rings, as Bo hears. Until something has come back, PJSIP puts a CANCEL off (RFC
        3261 §9.1), and then says it without its Reason: to Eva that is a missed call."""
        self.bo.transfer(self.waiting(), self.evas, Kind.ANNOUNCED)
        self.eva.rings()
        self.bo.until(lambda desk: any(c.call.state is CallState.EARLY for c in desk.calls), "hears it ring")

    def consulting(self) -> None:
        """And Bo talks with Eva."""
        self.announced()
        self.eva.answers()
        self.bo.step(Step.TALKING)
        self.bo.talks_with(self.evas)

    def back(self) -> None:
        """Bo takes Anna back, and they talk."""
        self.bo.press(Button.TAKE_BACK)
        self.anna.talks_with("bo")
        self.bo.talks_with("anna")
        hear_each_other(self.anna, self.bo)

    def handed_over(self) -> None:
        """Anna and Eva talk, and Bo is out of it."""
        self.anna.talks()
        self.eva.talks_with("anna")
        hear_each_other(self.anna, self.eva)
        self.bo.is_free()


@pytest.fixture(scope="module")
def people(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    engine = int(server.addresses[Transport.UDP].rpartition(":")[2])
    settings = [server.settings(account, Transport.UDP) for account in server.accounts]
    with (
        Tap(engine) as annas,
        Tap(engine) as bos,
        DeskPhone(folder, _through(annas, settings[0]), voice=0) as anna,
        DeskPhone(folder, _through(bos, settings[1]), voice=1) as bo,
        DeskPhone(folder, settings[2], voice=2) as eva,
    ):
        for each in (anna, bo, eva):
            each.signed_in()
        yield Office(anna, bo, eva, server.accounts[2].extension, annas, bos)


def _through(tap: Tap, settings: AccountSettings) -> AccountSettings:
    return replace(settings, proxy=f"127.0.0.1:{tap.port}")


@pytest.fixture
def office(people: Office) -> Iterator[Office]:
    people.begin()
    yield people
    people.end()


class TestDirect:
    def test_it_gets_through(self, office: Office) -> None:
        office.directly()
        office.eva.rings()
        running = office.bo.step(Step.REFERRED)
        assert running.buttons == frozenset()
        office.bo.until(lambda desk: desk.transfers[-1].rings, "told that it rings")
        sent = office.anna.until(
            lambda desk: any(call.being_transferred_to for call in desk.calls), "told where she is sent"
        )
        assert sent.calls[0].name == "bo"
        arrived = office.eva.answers()
        assert arrived.transferred_by is not None and arrived.transferred_by.name == "bo"
        office.bo.step(Step.DONE)
        office.handed_over()
        assert office.bo.steps() == [Step.HOLDING, Step.REFERRED, Step.DONE]
        at_annas = office.anna.talks()
        assert at_annas.transferred_by is not None and at_annas.transferred_by.name == "bo"

    @pytest.mark.parametrize(
        ("status", "reason"), [(603, Ending.DECLINED), (486, Ending.BUSY), (480, Ending.NO_ANSWER)]
    )
    def test_she_does_not_come_and_the_caller_is_taken_back(
        self, office: Office, status: int, reason: Ending
    ) -> None:
        office.directly()
        office.eva.refuses(status)
        failed = office.bo.step(Step.FAILED)
        assert (failed.reason, failed.primary) == (reason, Button.TAKE_BACK)
        assert failed.buttons == {Button.TAKE_BACK, Button.TRY_AGAIN, Button.ANNOUNCE}
        office.back()

    def test_no_such_number(self, office: Office) -> None:
        office.directly("299")
        failed = office.bo.step(Step.FAILED)
        assert failed.reason in (Ending.NOT_FOUND, Ending.NOT_ALLOWED)
        office.back()

    def test_failed_and_tried_again_announced(self, office: Office) -> None:
        office.directly()
        office.eva.declines()
        office.bo.step(Step.FAILED)
        office.bo.press(Button.ANNOUNCE)
        office.eva.answers()
        office.bo.step(Step.TALKING)
        hear_each_other(office.bo, office.eva)
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.handed_over()

    def test_refused_by_the_callers_phone(self, office: Office) -> None:
        """Then this phone joins the two itself."""
        call = office.waiting()
        office.bos.outbound = lambda data: data.replace(b"Refer-To: <sip:", b"Refer-To: <htt:")
        office.bo.transfer(call, office.evas, Kind.DIRECT)
        failed = office.bo.step(Step.FAILED)
        assert failed.refused and failed.reason is Ending.NOT_ALLOWED
        office.bo.press(Button.TRY_AGAIN)
        office.eva.answers()
        office.bo.step(Step.BRIDGED)
        hear((office.anna, (office.eva,)), (office.eva, (office.anna,)), (office.bo, ()))

    def test_no_result_for_long(self, office: Office) -> None:
        office.directly()
        office.eva.rings()
        office.bo.step(Step.REFERRED)
        office.bo.later(61)
        assert office.bo.step(Step.OVERDUE).buttons == {Button.TAKE_BACK}
        office.bo.later(181)
        assert office.bo.step(Step.UNKNOWN).buttons == {Button.TAKE_BACK}
        office.back()
        # Nobody is left to ring.
        office.eva.is_free()

    def test_the_call_is_gone_already(self, office: Office) -> None:
        """Anna's phone knows no such call, and says so to the REFER."""
        call = office.waiting()
        assert call.call.dialog is not None
        tag = f";tag={call.call.dialog.local_tag}".encode()
        office.bos.outbound = lambda data: (
            data.replace(tag, b";tag=other") if data.startswith(b"REFER ") else data
        )
        office.bo.transfer(call, office.evas, Kind.DIRECT)
        gone = office.bo.step(Step.GONE)
        assert gone.buttons == {Button.DISMISS}
        assert office.bo.ended[-1].call.status == 481
        office.bo.is_free()
        assert not office.eva.snapshot().calls

    def test_the_caller_hangs_up_meanwhile(self, office: Office) -> None:
        office.directly()
        office.eva.rings()
        office.bo.step(Step.REFERRED)
        office.anna.hangs_up()
        office.bo.step(Step.GONE)
        office.eva.is_free()


class TestAnnounced:
    def test_completed(self, office: Office) -> None:
        office.consulting()
        hear((office.bo, (office.eva,)), (office.eva, (office.bo,)))
        rang = len(office.eva.snapshot().calls)
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.handed_over()
        shown = [step for step in office.bo.steps() if step is not Step.TAKEN_OVER]
        assert shown == [Step.CALLING, Step.TALKING, Step.COMPLETING, Step.DONE]
        assert len(office.eva.snapshot().calls) == rang == 1
        at_evas = office.eva.talks()
        assert at_evas.transferred_by is not None and at_evas.transferred_by.name == "bo"

    def test_cancelled(self, office: Office) -> None:
        office.consulting()
        office.bo.press(Button.CANCEL)
        office.anna.talks_with("bo")
        hear_each_other(office.anna, office.bo)
        office.eva.is_free()

    def test_the_caller_hangs_up_while_we_consult(self, office: Office) -> None:
        office.consulting()
        office.anna.hangs_up()
        assert office.bo.step(Step.CALLER_LEFT).buttons == {Button.DISMISS}
        hear_each_other(office.bo, office.eva)

    def test_the_colleague_hangs_up(self, office: Office) -> None:
        office.consulting()
        office.eva.hangs_up()
        waiting = office.bo.step(Step.WAITING)
        assert (waiting.reason, waiting.primary) == (Ending.THEY_HUNG_UP, Button.TAKE_BACK)
        office.back()

    @pytest.mark.parametrize(
        ("status", "reason"), [(603, Ending.DECLINED), (486, Ending.BUSY), (480, Ending.NO_ANSWER)]
    )
    def test_the_colleague_does_not_come(self, office: Office, status: int, reason: Ending) -> None:
        office.announced()
        office.eva.refuses(status)
        assert office.bo.step(Step.WAITING).reason is reason
        office.back()

    def test_we_hang_up_one_leg(self, office: Office) -> None:
        office.consulting()
        office.bo.act(office.bo.talks(), Action.HANG_UP)
        office.bo.step(Step.WAITING)
        office.eva.is_free()
        office.back()

    def test_completed_while_it_rings(self, office: Office) -> None:
        office.announced()
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.REFERRED)
        call = office.eva.until(
            lambda desk: bool(desk.ringing) and desk.ringing[-1].name == "anna", "rings for Anna"
        ).ringing[-1]
        office.eva.act(call, Action.ANSWER)
        office.bo.step(Step.DONE)
        office.handed_over()
        # The call that went on elsewhere is not missed.
        office.eva.has_ended(Ending.ANSWERED_ELSEWHERE)

    def test_the_answer_crosses(self, office: Office) -> None:
        """Eva answers in the moment in which Bo completes: whoever wins, Anna comes to her."""
        office.announced()
        ringing = office.eva.rings()
        office.eva.act(ringing, Action.ANSWER)
        office.bo.press(Button.COMPLETE)

        def with_anna() -> bool:
            desk = office.eva.snapshot()
            for call in desk.ringing:
                office.eva.act(call, Action.ANSWER)
            return desk.active is not None and desk.active.name == "anna"

        office.eva.until(lambda _: with_anna(), "talks with Anna")
        office.handed_over()

    def test_the_colleague_holds_while_we_complete(self, office: Office) -> None:
        office.consulting()
        held = office.eva.talks()
        office.eva.act(held, Action.HOLD)
        office.bo.until(lambda desk: any(c.call.held_by_far_end for c in desk.calls), "held")
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.anna.until(
            lambda desk: desk.active is not None and desk.active.call.held_by_far_end, "held by Eva"
        )
        office.eva.act(office.eva.snapshot().calls[0], Action.RESUME)
        office.handed_over()

    def test_the_refer_crosses_the_callers_bye(self, office: Office) -> None:
        office.consulting()
        office.anna.hangs_up()
        office.bo.until(lambda desk: len(desk.transfers) == 1, "still shown")
        made = office.bo.snapshot().transfers[-1]
        if Button.COMPLETE in made.buttons:
            office.bo.press(Button.COMPLETE)
        office.bo.until(
            lambda desk: all(each.step in (Step.CALLER_LEFT, Step.GONE) for each in desk.transfers), "told"
        )
        hear_each_other(office.bo, office.eva)

    def test_a_conference_and_then_completed(self, office: Office) -> None:
        office.consulting()
        office.bo.press(Button.CONFERENCE)
        office.bo.step(Step.CONFERENCE)
        anna, bo, eva = office.anna, office.bo, office.eva
        hear((anna, (bo, eva)), (bo, (anna, eva)), (eva, (anna, bo)))
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.handed_over()

    def test_there_and_back_by_turns(self, office: Office) -> None:
        office.consulting()
        office.bo.press(Button.SWAP)
        office.anna.talks_with("bo")
        hear_each_other(office.anna, office.bo)
        office.bo.press(Button.COMPLETE)
        office.bo.step(Step.DONE)
        office.handed_over()


class TestOlderTelephones:
    """Anna's does not know REFER or Replaces, as those of many operators."""

    @staticmethod
    def _older(data: bytes) -> bytes:
        return data.replace(b" REFER,", b" ").replace(b" replaces,", b" ")

    def test_joined_by_this_phone(self, office: Office) -> None:
        office.annas.outbound = self._older
        office.consulting()
        assert office.bo.step(Step.TALKING).by_phone
        office.bo.press(Button.COMPLETE)
        bridged = office.bo.step(Step.BRIDGED)
        assert bridged.by_phone and bridged.buttons == {Button.TAKE_BACK}
        hear((office.anna, (office.eva,)), (office.eva, (office.anna,)), (office.bo, ()))
        office.eva.hangs_up()
        office.anna.is_free()
        office.bo.is_free()

    def test_directly_and_taken_back(self, office: Office) -> None:
        office.annas.outbound = self._older
        office.directly()
        assert office.bo.step(Step.CONNECTING).by_phone
        office.eva.answers()
        office.bo.step(Step.BRIDGED)
        hear((office.anna, (office.eva,)), (office.eva, (office.anna,)), (office.bo, ()))
        office.bo.press(Button.TAKE_BACK)
        office.bo.step(Step.TALKING)
        office.anna.talks_with("bo")
        hear_each_other(office.anna, office.bo)
