"""A call test as data: who calls whom, who answers when and how, what must be seen, and what must be heard.

Read from TOML that people write (docs/call-tests.md); every fault names its line.
"""

import msgspec

from softphone.calls.call import Ending, Security
from softphone.calls.commands import SoundKeys, Transport
from softphone.calltest import toml_reader
from softphone.calltest.toml_reader import Fault, Table, suggestion
from softphone.calltest.voices import VOICES
from softphone.calltest.words import Action, Behaviour, Dialled, Sight

DIGITS = frozenset("0123456789*#ABCD")
NOTHING = "nothing"
TONE = "a tone"
ENDINGS = {ending.name.lower().replace("_", " "): ending for ending in Ending}
"""As scenarios write them: "they hung up", "no answer"."""


class WhenCalled(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone does by itself with a call to it."""

    behaviour: Behaviour = Behaviour.WAIT
    after: float = 0.0
    """Seconds of ringing before it does."""


class ScenarioPhone(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    account: str = ""
    """The user of the account it signs in with; empty: the next that no phone has."""
    transport: Transport | None = None
    """None: the one the scenario is run over."""
    codecs: tuple[str, ...] = ()
    """Empty: the one the scenario is run with."""
    keys: SoundKeys | None = None
    """Its sound must be encrypted, with keys agreed on like this. None: the transport's default."""
    registered: bool = True
    when_called: WhenCalled = WhenCalled()


class Act(msgspec.Struct, frozen=True, kw_only=True, tag="act"):
    line: int
    who: str
    action: Action
    to: str = ""
    """For a call: a phone of the scenario, or what is dialled."""
    by: Dialled = Dialled.LOGIN
    digits: str = ""


class See(msgspec.Struct, frozen=True, kw_only=True, tag="see"):
    """The phone must come to show this, counted from what it was last seen to show."""

    line: int
    who: str
    sight: Sight
    within: float = 10.0
    ending: Ending | None = None
    status: int | None = None
    codec: str = ""
    security: Security | None = None
    caller: str = ""
    """The phone of the scenario that must be shown as the other party."""
    digits: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the sound must keep to. Levels in dBFS, a sine of full scale being 0."""

    min_level: float = -30.0
    max_level: float = 0.0
    min_snr: float | None = None
    max_gap: float = 0.5
    max_loss: float = 2.0
    """Per cent: of the packets, and of the time without sound."""
    max_delay: float | None = None


class Hear(msgspec.Struct, frozen=True, kw_only=True, tag="hear"):
    line: int
    expected: dict[str, str]
    """By listener: the phone whose voice it must hear and no other, NOTHING, or TONE."""
    seconds: float
    limits: Limits = Limits()


class Wait(msgspec.Struct, frozen=True, kw_only=True, tag="wait"):
    line: int
    seconds: float


Step = Act | See | Hear | Wait


class Variant(msgspec.Struct, frozen=True):
    """One way to run a scenario. An empty codec leaves the choice to the phones."""

    transport: Transport
    codec: str = ""

    def __str__(self) -> str:
        return f"{self.transport.value}, {self.codec}" if self.codec else self.transport.value


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    file: str
    name: str
    about: str = ""
    transports: tuple[Transport, ...]
    codecs: tuple[str, ...] = ()
    phones: dict[str, ScenarioPhone]
    steps: tuple[Step, ...]

    @property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(Variant(t, codec) for t in self.transports for codec in self.codecs or ("",))


def parse(text: str, file: str) -> Scenario | tuple[Fault, ...]:
    """The scenario in a TOML file's text, or all that is wrong with it."""
    top = toml_reader.read(text, file)
    if isinstance(top, Fault):
        return (top,)
    named = top.table("phones")
    phones = {name: _phone(name, named.table(name)) for name in named.names()}
    if len(phones) > VOICES:
        named.fault(f"{len(phones)} phones are too many: there are {VOICES} voices to tell them apart")
    if not phones:
        top.fault("no phones: write a table [phones.NAME] for each")
    steps = tuple(step for table in top.tables("steps") if (step := _step(table, phones)) is not None)
    scenario = Scenario(
        file=file,
        name=top.text("name"),
        about=top.text("about", ""),
        transports=top.words("transports", Transport) or (Transport.TLS,),
        codecs=top.texts("codecs"),
        phones=phones,
        steps=steps,
    )
    if "steps" not in top:
        top.fault("no steps: write [[steps]] for each")
    top.done()
    return tuple(sorted(top.faults, key=lambda fault: fault.line)) or scenario


def _phone(name: str, table: Table) -> ScenarioPhone:
    if name in (NOTHING, TONE):
        table.fault(f"a phone can't be called {name!r}: that is a word for what is heard")
    transport = table.word("transport", Transport) if "transport" in table else None
    phone = ScenarioPhone(
        name=name,
        account=table.text("account", ""),
        transport=transport,
        codecs=table.texts("codecs"),
        keys=table.word("keys", SoundKeys) if "keys" in table else None,
        registered=table.switch("registered", True),
        when_called=WhenCalled(
            behaviour=table.word("when_called", Behaviour, Behaviour.WAIT) or Behaviour.WAIT,
            after=table.number("after", 0.0, most=300) or 0.0,
        ),
    )
    table.done()
    return phone


def _step(table: Table, phones: dict[str, ScenarioPhone]) -> Step | None:
    kinds = [key for key in ("does", "sees", "hears", "wait") if key in table]
    if len(kinds) != 1:
        table.fault("a step has one of the keys 'does', 'sees', 'hears' and 'wait', and only one")
        return None
    before = len(table.faults)
    step: Step
    match kinds[0]:
        case "does":
            step = _act(table, phones)
        case "sees":
            step = _see(table, phones)
        case "hears":
            step = _hear(table, phones)
        case _:
            step = Wait(line=table.line, seconds=table.number("wait", least=0.1, most=600) or 0.1)
    table.done()
    return step if len(table.faults) == before else None


def _who(table: Table, phones: dict[str, ScenarioPhone]) -> str:
    who = table.text("who")
    if who and who not in phones:
        table.fault(f"there is no phone {who!r}{suggestion(who, phones)}", "who")
    return who


def _act(table: Table, phones: dict[str, ScenarioPhone]) -> Act:
    action = table.word("does", Action) or Action.CALL
    to, by, digits = "", Dialled.LOGIN, ""
    if action is Action.CALL:
        to = table.text("to")
        by = table.word("by", Dialled, Dialled.LOGIN) or Dialled.LOGIN
        if "by" in table and to not in phones:
            table.fault(f"'by' needs a phone of this scenario in 'to', and {to!r} is none", "by")
    if action is Action.DIGITS:
        digits = _digits(table)
    return Act(line=table.line, who=_who(table, phones), action=action, to=to, by=by, digits=digits)


def _see(table: Table, phones: dict[str, ScenarioPhone]) -> See:
    sight = table.word("sees", Sight) or Sight.TALKING
    ending, status = None, None
    if sight is Sight.ENDED:
        name = table.text("ending", "")
        ending = ENDINGS.get(name)
        if name and ending is None:
            table.fault(f"'ending' can't be {name!r}{suggestion(name, ENDINGS)}", "ending")
        number = table.number("status", least=100, most=699)
        status = int(number) if number is not None else None
    caller = table.text("caller", "")
    if caller and caller not in phones:
        table.fault(f"there is no phone {caller!r}{suggestion(caller, phones)}", "caller")
    return See(
        line=table.line,
        who=_who(table, phones),
        sight=sight,
        within=table.number("within", 10.0, least=0.1, most=600) or 10.0,
        ending=ending,
        status=status,
        codec=table.text("codec", ""),
        security=table.word("security", Security) if "security" in table else None,
        caller=caller,
        digits=_digits(table) if sight is Sight.DIGITS else "",
    )


def _hear(table: Table, phones: dict[str, ScenarioPhone]) -> Hear:
    pairs = table.table("hears")
    expected = {listener: pairs.text(listener) for listener in pairs.names()}
    for listener, heard in expected.items():
        if listener not in phones:
            table.fault(f"there is no phone {listener!r}{suggestion(listener, phones)}", "hears")
        if heard not in phones and heard not in (NOTHING, TONE):
            known = [*phones, NOTHING, TONE]
            table.fault(f"{listener!r} can't hear {heard!r}{suggestion(heard, known)}", "hears")
    usual = Limits()
    limits = Limits(
        min_level=_or(table.number("min_level", least=-90, most=0), usual.min_level),
        max_level=_or(table.number("max_level", least=-90, most=6), usual.max_level),
        min_snr=table.number("min_snr", least=-10, most=100),
        max_gap=_or(table.number("max_gap", least=0.06, most=600), usual.max_gap),
        max_loss=_or(table.number("max_loss", most=100), usual.max_loss),
        max_delay=table.number("max_delay", most=4),
    )
    return Hear(
        line=table.line,
        expected=expected,
        seconds=_or(table.number("for", least=0.4, most=600), 3.0),
        limits=limits,
    )


def _digits(table: Table) -> str:
    digits = table.text("digits")
    wrong = sorted(set(digits) - DIGITS)
    if wrong:
        table.fault(f"'digits' can't have {', '.join(wrong)}: digits are 0-9 * # A-D", "digits")
    return digits


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
