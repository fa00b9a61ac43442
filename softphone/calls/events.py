"""What a phone reports. Frozen values; `Event` is the union that travels between the processes."""

from enum import Enum, auto

import msgspec

from softphone.calls.call import Call, Ending, Quality


class RegistrationState(Enum):
    UNREGISTERED = "unregistered"
    REGISTERING = "registering"
    REGISTERED = "registered"
    FAILED = "failed"
    """Will not be tried again until something changes (wrong password, unknown user)."""
    RETRYING = "retrying"


class Fault(Enum):
    """A cause that a person can be told of in one sentence; the exact cause is in the log."""

    NONE = auto()
    WRONG_PASSWORD = auto()
    UNKNOWN_USER = auto()
    NOT_ALLOWED = auto()
    UNKNOWN_SERVER = auto()
    """The name does not resolve."""
    NO_ANSWER = auto()
    UNTRUSTED_CERTIFICATE = auto()
    SERVER_ERROR = auto()
    PORT_IN_USE = auto()
    NO_SOUND_DEVICE = auto()
    SOUND_DEVICE_LOST = auto()
    TOO_MANY_CALLS = auto()
    BAD_ADDRESS = auto()
    """The target is no SIP address and no number."""
    NO_SUCH_CALL = auto()
    WRONG_STATE = auto()
    """The call is not in a state where this can be done (to resume what is not held)."""
    NOT_SUPPORTED = auto()
    INTERNAL = auto()


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What this PJSIP can do; shown in About, and asked before something is offered."""

    version: str
    tls: tuple[str, ...]
    srtp: tuple[str, ...]
    codecs: tuple[str, ...]
    calls: int


class Started(msgspec.Struct, frozen=True, tag=True):
    """The phone is ready. The first event of every phone, and again after each restart."""

    capabilities: Capabilities
    generation: int
    """1 at first, one more at each restart of the phone process."""


class CannotStart(msgspec.Struct, frozen=True, tag=True):
    """The only event of a phone that refuses to start. Starting it again would not help."""

    reason: str
    """A sentence for a person."""


class RegistrationChanged(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    account: str
    state: RegistrationState
    status: int = 0
    fault: Fault = Fault.NONE
    reason: str = ""
    """The server's or the library's own words, for the log and for details; not translated."""
    retry_in: float | None = None
    """Seconds until the next try."""


class IncomingCall(msgspec.Struct, frozen=True, tag=True):
    """A new call to us. Nothing is sent but 100 until a command says Ring, Answer or Decline."""

    call: Call


class CallChanged(msgspec.Struct, frozen=True, tag=True):
    call: Call


class CallEnded(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """The last event of a call. `call.state` is ENDED, `call.status` the final SIP status."""

    call: Call
    ending: Ending
    reason: str = ""
    quality: Quality | None = None
    """Over the whole call, when there was sound."""


class TransferProgress(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """How the far end that was told to transfer itself gets on (RFC 3515 §2.4.4)."""

    call: str
    status: int
    """Of its call to the target: 100, 180, 200, 486… Where it is final and below 200, there is no result."""
    final: bool
    """No more reports come."""
    refused: bool = False
    """It did not take the REFER, for that reason: nothing has changed."""


class DigitReceived(msgspec.Struct, frozen=True, tag=True):
    """A DTMF digit from the far end (RFC 4733): one of 0-9 * # A-D."""

    call: str
    digit: str


class QualityMeasured(msgspec.Struct, frozen=True, tag=True):
    call: str
    quality: Quality


class LevelsMeasured(msgspec.Struct, frozen=True, tag=True):
    """Sound levels in dBFS (0 is full scale, -96 silence), about 10 times a second while asked for."""

    microphone: float
    speaker: float


class Device(msgspec.Struct, frozen=True):
    """A sound device, known by name: ids change between starts, names are what people see."""

    name: str
    default: bool = False


class DevicesChanged(msgspec.Struct, frozen=True, tag=True):
    microphones: tuple[Device, ...]
    speakers: tuple[Device, ...]


class SoundRole(Enum):
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    RINGING = "ringing"


class SoundDeviceChanged(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """Which device serves a role now. `fault` says why it is not the `wanted` one, or why there is none."""

    role: SoundRole
    wanted: str
    """The chosen name, empty for the system's default."""
    used: str
    """The name in use, empty when there is none."""
    fault: Fault = Fault.NONE


class CommandRefused(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """A command that changed nothing, and why."""

    command: str
    """The command's class name."""
    call: str = ""
    account: str = ""
    fault: Fault = Fault.INTERNAL
    reason: str = ""


class PhoneLost(msgspec.Struct, frozen=True, tag=True):
    """The phone process ended by itself or was killed; a new one is being started. Reported by the client."""

    reason: str
    calls: tuple[str, ...]
    """Ids of the calls that will be taken up again."""


Event = (
    Started
    | CannotStart
    | RegistrationChanged
    | IncomingCall
    | CallChanged
    | CallEnded
    | TransferProgress
    | DigitReceived
    | QualityMeasured
    | LevelsMeasured
    | DevicesChanged
    | SoundDeviceChanged
    | CommandRefused
    | PhoneLost
)
