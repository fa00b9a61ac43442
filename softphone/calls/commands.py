"""What a phone can be told. Frozen values; `Command` is the union that travels between the processes.

No command has an answer: what it did comes back as events, and what it could not do as CommandRefused.
Ids of outgoing calls are made by whoever commands; those of incoming calls by the phone.
"""

from enum import Enum

import msgspec

from softphone.calls.call import Dialog, Party


class Transport(Enum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class SoundSecurity(Enum):
    """Whether the sound is encrypted. OPTIONAL is the default over TLS; OFF over UDP and TCP, where everyone
    on the way reads the keys that SDES sends."""

    OFF = "off"
    OPTIONAL = "optional"
    """With every far end that can, in the clear with the others; the call says which."""
    REQUIRED = "required"
    """Or there is no call."""


class SoundKeys(Enum):
    """How the keys of encrypted sound are agreed on."""

    SDES = "sdes"
    """In the offer and answer (RFC 4568): as safe as the way these take, so over TLS."""
    DTLS = "dtls"
    """On the way of the sound itself (RFC 5763): nobody in between needs to be trusted with them."""


class AccountSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A SIP account at one provider."""

    user: str
    """The user part of the address of record."""
    domain: str
    secret: str
    digest_user: str = ""
    """The name in the digest, the user when empty."""
    display_name: str = ""
    transport: Transport = Transport.TLS
    proxy: str = ""
    """HOST or HOST:PORT of the outbound proxy; empty: the domain, by SRV (RFC 3263)."""
    expires: int = 300
    """Seconds asked for in REGISTER."""
    sound_security: SoundSecurity | None = None
    """None: OPTIONAL over TLS, OFF elsewhere."""
    sound_keys: SoundKeys = SoundKeys.SDES
    register: bool = True
    any_user: bool = False
    """Takes the calls to whatever user, as the telephone network behind a trunk does; `Call.called` is then
    what the Request-URI asks for."""

    def __repr__(self) -> str:
        """Without the secret: values are logged."""
        return f"AccountSettings(sip:{self.user}@{self.domain}, {self.transport.value})"


class AddAccount(msgspec.Struct, frozen=True, tag=True):
    account: str
    settings: AccountSettings


class RemoveAccount(msgspec.Struct, frozen=True, tag=True):
    """Unregisters; calls of the account are hung up."""

    account: str


class Register(msgspec.Struct, frozen=True, tag=True):
    """Register now, not at the next retry: the person asked, or the network came back."""

    account: str


class NetworkChanged(msgspec.Struct, frozen=True, tag=True):
    """Addresses changed (sleep, Wi-Fi, VPN): bind anew, register, refresh the calls."""


class Dial(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    call: str
    account: str
    target: str
    """A SIP address (sip:, sips:), or a user part or number, dialled in the account's domain."""
    replaces: Dialog | None = None
    """Take up that dialog instead of ringing (RFC 3891)."""
    muted: bool = False
    who: Party | None = None
    """Who is reached by it, where the target does not say so: a code's."""


class Ring(msgspec.Struct, frozen=True, tag=True):
    """Send 180 Ringing for an incoming call."""

    call: str


class Answer(msgspec.Struct, frozen=True, tag=True):
    call: str
    name: str = ""
    """Told to the caller as the name of who answers (P-Asserted-Identity, RFC 3325 §9.1): for whose word is
    taken, such as a telephone network's. Empty: nothing is told."""


class Decline(msgspec.Struct, frozen=True, tag=True):
    """Refuse an incoming call: 486 busy here, or 603 decline."""

    call: str
    status: int = 603


class HangUp(msgspec.Struct, frozen=True, tag=True):
    """End a call in any state: CANCEL, BYE, or a refusal."""

    call: str
    elsewhere: bool = False
    """Only a call that nobody has answered: it goes on elsewhere, and is not to be shown there as missed
    (RFC 3326). One that was answered in this moment stays."""


class Hold(msgspec.Struct, frozen=True, tag=True):
    call: str


class Resume(msgspec.Struct, frozen=True, tag=True):
    call: str


class Mute(msgspec.Struct, frozen=True, tag=True):
    call: str
    on: bool


class SendDigits(msgspec.Struct, frozen=True, tag=True):
    """DTMF to the far end by RFC 4733: 0-9 * # A-D."""

    call: str
    digits: str


class Transfer(msgspec.Struct, frozen=True, tag=True):
    """Have the far end of a confirmed call call `target` (as in Dial) instead (REFER, RFC 3515). Answered by
    TransferProgress. The call itself stays until somebody hangs up. One at a time: meanwhile phones of ours
    refuse another REFER, and one from whom they have told to go."""

    call: str
    target: str


class TransferTo(msgspec.Struct, frozen=True, tag=True):
    """Have the far end of a confirmed call take the place of `consultation`, another confirmed call of ours,
    at that one's far end (RFC 3891, RFC 5589 §7). Answered by TransferProgress."""

    call: str
    consultation: str


class Join(msgspec.Struct, frozen=True, tag=True):
    """Let the far ends of two or more confirmed calls hear one another, in place of what these were joined
    with before. Lasts through holds, and until Part or until one is left."""

    calls: tuple[str, ...]
    with_us: bool = True
    """False: they hear nothing of us, and we nothing of them."""


class Part(msgspec.Struct, frozen=True, tag=True):
    """Undo a Join, of all the calls that this one is joined with."""

    call: str


class SoundMode(Enum):
    DEVICES = "devices"
    SILENT = "silent"
    """A null device: headless work."""
    FILES = "files"
    """Play a WAV to the far end, record what it sends: call tests."""


class SoundSettings(msgspec.Struct, frozen=True, kw_only=True):
    mode: SoundMode = SoundMode.DEVICES
    microphone: str = ""
    """A device's name; empty: the system's default. So for the next two."""
    speaker: str = ""
    ringing: str = ""
    echo_cancelling: bool = True
    noise_suppression: bool = True
    play: str = ""
    """FILES: path of a 16 kHz mono 16-bit WAV, played in a loop to the far end; empty: silence."""
    record: str = ""
    """FILES: path of a WAV to write what is heard; beside it PATH.json with the monotonic times, in
    nanoseconds, of the first frame recorded and of the first frame played: {"recorded": n, "played": n}.
    Both keep real time for the life of the setting: where no call's sound passes (between calls, on hold)
    silence is recorded and the loop played moves on, so that a sample's index tells when it was. The JSON
    is written as soon as both are known, and the WAV can be read while it grows."""


class UseSound(msgspec.Struct, frozen=True, tag=True):
    settings: SoundSettings


class ListDevices(msgspec.Struct, frozen=True, tag=True):
    """Answered by DevicesChanged, which also comes unasked when devices come and go."""


class MeasureLevels(msgspec.Struct, frozen=True, tag=True):
    """LevelsMeasured until told off. Opens the microphone when no call has it open."""

    on: bool


class Tone(Enum):
    RINGING = "ringing"
    """An incoming call, on the ringing device."""
    CALL_WAITING = "call waiting"
    """A second call: discreet, on the speaker."""
    RINGBACK = "ringback"
    """The far end rings and sends no sound of its own; played on the speaker."""
    BUSY = "busy"


class PlayTone(msgspec.Struct, frozen=True, tag=True):
    """Start that tone, or stop what plays (None). Busy and call waiting end by themselves."""

    tone: Tone | None


class TestCall(msgspec.Struct, frozen=True, tag=True):
    """A real call inside the phone, through SIP and RTP on loopback, to an echo that answers after 2 s of
    delay: one hears oneself as the far end would. It is an outgoing call like any other, hung up likewise."""

    call: str


Command = (
    AddAccount
    | RemoveAccount
    | Register
    | NetworkChanged
    | Dial
    | Ring
    | Answer
    | Decline
    | HangUp
    | Hold
    | Resume
    | Mute
    | SendDigits
    | Transfer
    | TransferTo
    | Join
    | Part
    | UseSound
    | ListDevices
    | MeasureLevels
    | PlayTone
    | TestCall
)
