"""The forwarding matrix: every reason to forward, by each kind of number, to every kind of target."""

from enum import Enum

import msgspec
import pytest

from softphone.people.line_state import LineState
from softphone.profiles.incoming import (
    Forward,
    HangUp,
    LineRules,
    Otherwise,
    Refer,
    Ring,
    Target,
    ToColleague,
    ToGroup,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.profile import Profile
from softphone.sip.message.message import Request, Response
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.company import DOMAIN
from tests.server.engine.office import OUTSIDE, Office, diverted, landline, mobile, profile
from tests.server.engine.test_core_calls import connected

NO_ANSWER_SECONDS = 5


class Why(Enum):
    ALWAYS = "always"
    BUSY = "486 from every telephone"
    IN_A_CALL = "in a call with call waiting off"
    DECLINED = "603"
    NO_ANSWER = "no answer"
    NO_BINDING = "nothing registered"
    DEAD_CONTACT = "the telephone there says 410"
    TRANSPORT_ERROR = "the connection is dead"
    SILENCE = "nothing at all"
    ONLY_100 = "nothing but 100"


RANG = frozenset({Why.BUSY, Why.DECLINED, Why.NO_ANSWER})
"""Where the caller hears the first telephone ring."""
ASKED = RANG | {Why.DEAD_CONTACT, Why.SILENCE, Why.ONLY_100}
"""Where an INVITE gets there at all."""
CONNECTION = {
    Why.NO_BINDING,
    Why.DEAD_CONTACT,
    Why.TRANSPORT_ERROR,
    Why.SILENCE,
    Why.ONLY_100,
}
REASON = {
    Why.ALWAYS: "unconditional",
    Why.BUSY: "user-busy",
    Why.IN_A_CALL: "user-busy",
    Why.DECLINED: "user-busy",
    Why.NO_ANSWER: "no-answer",
} | dict.fromkeys(CONNECTION, "unavailable")
FINAL = {Why.BUSY: 486, Why.IN_A_CALL: 486, Why.DECLINED: 603}
"""What the caller is told when nothing follows; 480 for the others."""
ELSEWHERE = LineRules(first=Forward(ToNumber("+46700000000")))
"""Of the number that was not called."""


def rules(why: Why, then: Otherwise) -> LineRules:
    if why is Why.ALWAYS:
        assert then is not None
        return LineRules(first=then)
    if why is Why.NO_ANSWER:
        return LineRules(no_answer=then, no_answer_seconds=NO_ANSWER_SECONDS)
    if why in CONNECTION:
        return LineRules(no_connection=then)
    return LineRules(busy=then)


class Scene:
    """alice calls bob, by one of his numbers; those in `forwarding` have the rule in force and the telephone
    or state that brings it about."""

    def __init__(self, why: Why, by: str, rule_of: dict[str, Otherwise]) -> None:
        self.why = why
        self.by = by
        self.office = Office()
        self.alice = self.office.registered("alice-pc")
        self.telephones: dict[str, BenchTelephone] = {}
        for name in rule_of:
            if why is not Why.NO_BINDING:
                transport = "tcp" if why is Why.TRANSPORT_ERROR else "udp"
                self.telephones[name] = self.office.registered(f"{name}-pc", transport=transport)
        for name in ("dave", "erin"):
            self.telephones[name] = self.office.registered(f"{name}-pc")
        if why is Why.IN_A_CALL:
            frank = self.office.registered("frank-pc")
            for name in rule_of:
                connected(frank, self.telephones[name])
                frank.got.clear()
                self.telephones[name].got.clear()
        if why is Why.TRANSPORT_ERROR:
            self.office.dead.update(self.telephones[name].flow for name in rule_of)
        self.office.use({name: self._profile(name, then) for name, then in rule_of.items()})

    def _profile(self, name: str, then: Otherwise) -> Profile:
        """The rule is for the number that is called: of bob one or the other, of who follows the landline."""
        rule = rules(self.why, then)
        waiting = self.why is not Why.IN_A_CALL
        if name == "bob" and self.by == "mobile":
            return profile(ELSEWHERE, rule, call_waiting=waiting)
        return profile(rule, ELSEWHERE, call_waiting=waiting)

    def called(self) -> str:
        return landline("bob") if self.by == "landline" else mobile("bob")

    def dial(self) -> None:
        self.alice.call(self.called())

    def pass_over(self, name: str) -> None:
        """What happens at someone whose rule forwards; then nothing of it is left."""
        telephone, office = self.telephones.get(name), self.office
        if telephone is None or self.why not in ASKED:
            assert f"{name}-pc" not in office.rang()
            return
        came = telephone.asked("INVITE")
        assert [f"{name}-pc"] == [*office.rang(), f"{name}-pc"], "somebody else was rung, too"
        if self.why in RANG:
            telephone.answer(came, 180)
        match self.why:
            case Why.BUSY:
                telephone.answer(came, 486)
            case Why.DECLINED:
                telephone.answer(came, 603)
            case Why.DEAD_CONTACT:
                telephone.answer(came, 410)
            case Why.NO_ANSWER:
                office.wait(NO_ANSWER_SECONDS - 0.1)
                assert office.rang() == []
                office.wait(0.2)
                cancel = telephone.asked("CANCEL")
                assert "cause=480" in (cancel.get("reason") or "")
                telephone.answer(cancel, 200)
                telephone.answer(came, 487)
            case Why.ONLY_100:
                telephone.answer(came, 100)
                office.wait(4.1)
                telephone.answer(telephone.asked("CANCEL"), 200)
                telephone.answer(came, 487)
            case _:
                office.wait(4.1)
                assert {getattr(m, "method", "") for m in telephone.got} == {"INVITE"}
                telephone.got.clear()
        if self.why is not Why.SILENCE:
            telephone.asked("ACK")

    def heard(self) -> list[int]:
        """By the caller since the last look."""
        return self.alice.statuses()

    def ringing(self, forwards: int = 1) -> list[int]:
        """What the caller has heard once the call rings at its new target."""
        first = [180] if self.why in RANG else [100] if self.why in (Why.SILENCE, Why.ONLY_100) else []
        return first + [181] * forwards + [180]


matrix = pytest.mark.parametrize("why", Why)
by = pytest.mark.parametrize("by", ["landline", "mobile"])


def forwarded_once(why: Why, by: str, to: Target) -> Scene:
    scene = Scene(why, by, {"bob": Forward(to)})
    scene.dial()
    scene.pass_over("bob")
    return scene


def told(scene: Scene, came: Request) -> None:
    """The forwarded INVITE says who forwarded it and why."""
    assert came.all("diversion") == [diverted(scene.called(), REASON[scene.why])]
    (history,) = came.all("history-info")
    assert history.startswith(f"<sip:{scene.called()}@{DOMAIN}?Reason=SIP%3Bcause%3D")
    assert history.count(";index=") == 2
    assert ";index=1.1;mp=1" in history


@matrix
@by
def test_to_a_colleague(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToColleague("id-dave"))
    dave = scene.telephones["dave"]
    came = dave.asked("INVITE")
    told(scene, came)
    dave.answer(came, 180)
    assert scene.office.rang() == []
    assert scene.alice.statuses() == scene.ringing()
    assert scene.office.line("dave") is LineState.RINGING
    dave.answer(came, 200)
    ok = scene.alice.response(200)
    scene.alice.send(scene.alice.within(ok, "BYE"))
    dave.answer(dave.asked("BYE"), 200)
    assert scene.alice.response().status == 200
    at_bob = LineState.BUSY if why is Why.IN_A_CALL else LineState.FREE
    assert scene.office.core.calls.line("id-bob") is at_bob
    assert scene.office.line("dave") is LineState.FREE


@matrix
@by
def test_to_a_group_that_rings_together(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToGroup("g-all"))
    dave, erin = scene.telephones["dave"], scene.telephones["erin"]
    at_dave, at_erin = dave.asked("INVITE"), erin.asked("INVITE")
    told(scene, at_dave)
    told(scene, at_erin)
    dave.answer(at_dave, 486)
    erin.answer(at_erin, 200)
    assert scene.heard()[-1] == 200
    assert 486 not in scene.heard()


@matrix
@by
def test_to_a_group_that_rings_in_order(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToGroup("g-order"))
    dave, erin = scene.telephones["dave"], scene.telephones["erin"]
    came = dave.asked("INVITE")
    assert erin.got == []
    dave.answer(came, 603)
    at_erin = erin.asked("INVITE")
    told(scene, at_erin)
    erin.answer(at_erin, 200)
    assert 603 not in scene.heard()


@matrix
@by
def test_to_an_outside_number(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToNumber(OUTSIDE))
    operator = scene.office.operator
    came = operator.asked("INVITE")
    assert came.target == f"sip:{OUTSIDE}@10.0.0.9:7000"
    told(scene, came)
    operator.answer(came, 486)
    assert scene.heard()[-1] == 486, "the final answer is the last target's"


@matrix
@by
def test_a_chain_of_two(why: Why, by: str) -> None:
    chain: dict[str, Otherwise] = {
        "bob": Forward(ToColleague("id-carol")),
        "carol": Forward(ToColleague("id-dave")),
    }
    scene = Scene(why, by, chain)
    scene.dial()
    scene.pass_over("bob")
    scene.pass_over("carol")
    dave = scene.telephones["dave"]
    came = dave.asked("INVITE")
    assert came.all("diversion") == [
        diverted(landline("carol"), REASON[why]),
        diverted(scene.called(), REASON[why]),
    ]
    assert came.required("history-info").count(";index=") == 3
    dave.answer(came, 200)
    assert scene.alice.statuses()[-1] == 200
    assert len([t for t in scene.office.telephones.values() if t.device == "dave-pc" and t.got]) == 0


@matrix
@by
def test_a_loop_ends_with_what_the_last_one_said(why: Why, by: str) -> None:
    loop: dict[str, Otherwise] = {
        "bob": Forward(ToColleague("id-carol")),
        "carol": Forward(ToColleague("id-bob")),
    }
    scene = Scene(why, by, loop)
    scene.dial()
    scene.pass_over("bob")
    scene.pass_over("carol")
    final = 482 if why is Why.ALWAYS else FINAL.get(why, 480)
    assert scene.heard()[-1] == final
    assert scene.office.rang() == []
    assert scene.office.core.calls.line("id-alice") is LineState.FREE


@matrix
@by
def test_to_a_voicemail_that_is_not_there(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToVoicemail())
    assert scene.heard()[-1] == FINAL.get(why, 480)
    assert scene.office.rang() == []


@matrix
@by
def test_to_the_reception(why: Why, by: str) -> None:
    scene = forwarded_once(why, by, ToReception())
    erin = scene.telephones["erin"]
    came = erin.asked("INVITE")
    told(scene, came)
    erin.answer(came, 200)
    assert scene.office.rang() == []


@matrix
@by
@pytest.mark.parametrize(
    ("then", "rings"),
    [(ToNumber(landline("dave")), "dave-pc"), (ToNumber(OUTSIDE), "operator"), (ToReception(), "erin-pc")],
)
def test_a_referral_that_cannot_be_played_gives_way_to_what_follows(
    why: Why, by: str, then: ToNumber | ToReception, rings: str
) -> None:
    scene = Scene(why, by, {"bob": Refer(then)})
    scene.dial()
    scene.pass_over("bob")
    assert scene.office.rang() == [rings]


@matrix
@by
@pytest.mark.parametrize("then", [HangUp(), ToVoicemail()])
def test_a_referral_after_which_nothing_is_left(why: Why, by: str, then: HangUp | ToVoicemail) -> None:
    scene = Scene(why, by, {"bob": Refer(then)})
    scene.dial()
    scene.pass_over("bob")
    assert scene.heard()[-1] == FINAL.get(why, 480)
    assert scene.office.rang() == []


@by
def test_without_a_rule_busy_stays_busy_whoever_called(by: str) -> None:
    scene = Scene(Why.BUSY, by, {"bob": None})
    assert isinstance(rules(Why.BUSY, None).first, Ring)
    scene.dial()
    scene.pass_over("bob")
    assert scene.heard()[-1] == 486


@matrix
def test_a_call_from_outside_is_forwarded_as_one_from_within(why: Why) -> None:
    scene = Scene(why, "landline", {"bob": Forward(ToColleague("id-dave"))})
    operator = scene.office.operator
    operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1"))
    scene.pass_over("bob")
    dave = scene.telephones["dave"]
    came = dave.asked("INVITE")
    told(scene, came)
    dave.answer(came, 180)
    statuses = [m.status for m in operator.got if isinstance(m, Response)]
    assert statuses == scene.ringing()


@matrix
@by
def test_a_rule_is_for_its_own_reason_alone(why: Why, by: str) -> None:
    """Every other rule forwards to dave; busy is never "no connection", and no answer is neither."""
    then = Forward(ToColleague("id-dave"))
    every = LineRules(busy=then, no_answer=then, no_answer_seconds=NO_ANSWER_SECONDS, no_connection=then)
    scene = Scene(why, by, {"bob": then})
    own = {Why.NO_ANSWER: "no_answer"} | dict.fromkeys(CONNECTION, "no_connection")
    if why is Why.ALWAYS:
        left = every
    else:
        left = msgspec.structs.replace(every, **{own.get(why, "busy"): None})
    waiting = why is not Why.IN_A_CALL
    one, other = (left, ELSEWHERE) if by == "landline" else (ELSEWHERE, left)
    scene.office.use({"bob": profile(one, other, call_waiting=waiting)})
    scene.dial()
    if why is Why.ALWAYS:
        assert scene.office.rang() == ["bob-pc"], "with nothing that always holds it rings"
        return
    if why is Why.NO_ANSWER:
        scene.telephones["bob"].answer(scene.telephones["bob"].asked("INVITE"), 180)
        scene.office.wait(61)
        assert scene.office.rang() == []
        return
    scene.pass_over("bob")
    assert scene.office.rang() == []
    assert scene.heard()[-1] == FINAL.get(why, 480)
