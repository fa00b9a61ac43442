# pjsua2 as we use it, by hand: PJSIP 2.15.1 and 2.17. Only what softphone/sip/pjsip touches is here.
#
# A value that PJSIP hands out may live inside another: keep the outer one in a variable while the inner is used.

from collections.abc import Iterable, Iterator
from typing import Any, Final, SupportsInt

PJSUA_CALL_UPDATE_CONTACT: Final[int]
PJSUA_CALL_UPDATE_VIA: Final[int]
PJSUA_CALL_REINIT_MEDIA: Final[int]
PJMEDIA_DIR_ENCODING: Final[int]
PJMEDIA_DIR_DECODING: Final[int]
PJMEDIA_FORMAT_PCM: Final[int]
PJMEDIA_FRAME_TYPE_AUDIO: Final[int]
PJMEDIA_FRAME_TYPE_NONE: Final[int]
PJMEDIA_SRTP_DISABLED: Final[int]
PJMEDIA_SRTP_KEYING_DTLS_SRTP: Final[int]
PJMEDIA_SRTP_KEYING_SDES: Final[int]
PJMEDIA_SRTP_MANDATORY: Final[int]
PJMEDIA_SRTP_OPTIONAL: Final[int]
PJMEDIA_TYPE_AUDIO: Final[int]
PJSIP_EVENT_RX_MSG: Final[int]
PJSIP_EVENT_TIMER: Final[int]
PJSIP_EVENT_TRANSPORT_ERROR: Final[int]
PJSIP_EVENT_TSX_STATE: Final[int]
PJSIP_EVENT_TX_MSG: Final[int]
PJSIP_SC_REQUEST_UPDATED: Final[int]
PJSIP_INV_STATE_CALLING: Final[int]
PJSIP_INV_STATE_CONFIRMED: Final[int]
PJSIP_INV_STATE_CONNECTING: Final[int]
PJSIP_INV_STATE_DISCONNECTED: Final[int]
PJSIP_INV_STATE_EARLY: Final[int]
PJSIP_INV_STATE_INCOMING: Final[int]
PJSIP_ROLE_UAC: Final[int]
PJSIP_TLSV1_2_METHOD: Final[int]
PJSIP_TP_STATE_CONNECTED: Final[int]
PJSIP_TP_STATE_DISCONNECTED: Final[int]
PJSIP_TRANSPORT_TCP: Final[int]
PJSIP_TRANSPORT_TLS: Final[int]
PJSIP_TRANSPORT_UDP: Final[int]
PJSIP_TSX_STATE_COMPLETED: Final[int]
PJSIP_TSX_STATE_TERMINATED: Final[int]
PJSUA_CALL_MEDIA_ACTIVE: Final[int]
PJSUA_CALL_MEDIA_LOCAL_HOLD: Final[int]
PJSUA_CALL_MEDIA_NONE: Final[int]
PJSUA_CALL_MEDIA_REMOTE_HOLD: Final[int]
PJSUA_CALL_UNHOLD: Final[int]
PJSUA_DESTROY_NO_NETWORK: Final[int]
PJSUA_STUN_USE_DISABLED: Final[int]
PJ_LOG_HAS_SENDER: Final[int]
PJ_SSL_SOCK_PROTO_TLS1_2: Final[int]
PJ_SSL_SOCK_PROTO_TLS1_3: Final[int]

class Error(Exception):
    """str() of it is empty."""

    status: int
    title: str
    reason: str

# Vectors

class ByteVector:
    this: Any
    """SWIG's pointer to the std::vector; int() of it is its address."""
    def __init__(self, data: bytes = ...) -> None: ...
    def __iter__(self) -> Iterator[int]: ...
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...

class StringVector:
    def __init__(self, values: Iterable[str] = ...) -> None: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

class IntVector:
    def __iter__(self) -> Iterator[int]: ...
    def __len__(self) -> int: ...
    def __init__(self, values: Iterable[int] = ...) -> None: ...

class SipHeaderVector:
    def append(self, header: SipHeader) -> None: ...

class AuthCredInfoVector:
    def __init__(self, values: Iterable[AuthCredInfo] = ...) -> None: ...

class ToneDescVector:
    def append(self, tone: ToneDesc) -> None: ...

# Endpoint

class Version:
    full: str

class LogEntry:
    level: int
    msg: str
    threadName: str

class LogWriter:
    def __init__(self) -> None: ...
    def __disown__(self) -> LogWriter: ...
    """Make C++ the owner, which deletes it."""
    def write(self, entry: LogEntry) -> None: ...

class LogConfig:
    msgLogging: int
    level: int
    consoleLevel: int
    decor: int
    writer: LogWriter

class UaConfig:
    maxCalls: int
    threadCnt: int
    mainThreadOnly: bool
    nameserver: StringVector
    userAgent: str

class MediaConfig:
    clockRate: int
    sndClockRate: int
    noVad: bool
    ecTailLen: int
    sndAutoCloseTime: int

class EpConfig:
    uaConfig: UaConfig
    logConfig: LogConfig
    medConfig: MediaConfig

class TlsConfig:
    CaListFile: str
    method: int
    proto: int
    verifyServer: bool

class TransportConfig:
    port: int
    portRange: int
    randomizePort: bool
    boundAddress: str
    tlsConfig: TlsConfig

class TransportInfo:
    localName: str

class TlsInfo:
    verifyStatus: int
    verifyMsgs: StringVector
    def isEmpty(self) -> bool: ...

class OnTransportStateParam:
    hnd: SupportsInt
    type: str
    state: int
    lastError: int
    tlsInfo: TlsInfo

class CodecInfo:
    codecId: str
    priority: int

class AudDevManager:
    def setNullDev(self) -> None: ...
    def setNoDev(self) -> Any: ...

class IpChangeParam:
    restartListener: bool
    shutdownTransport: bool

class CodecOpusConfig:
    sample_rate: int
    channel_cnt: int
    frm_ptime: int
    bit_rate: int
    packet_loss: int
    complexity: int
    cbr: bool

class Endpoint:
    def __init__(self) -> None: ...
    def libVersion(self) -> Version: ...
    def libCreate(self) -> None: ...
    def libInit(self, config: EpConfig) -> None: ...
    def libStart(self) -> None: ...
    def libHandleEvents(self, msec: int) -> int: ...
    def libDestroy(self, flags: int = ...) -> None: ...
    def transportCreate(self, kind: int, config: TransportConfig) -> int: ...
    def transportGetInfo(self, transport: int) -> TransportInfo: ...
    def audDevManager(self) -> AudDevManager: ...
    def codecEnum2(self) -> Iterable[CodecInfo]: ...
    def codecSetPriority(self, codec: str, priority: int) -> None: ...
    def getCodecOpusConfig(self) -> CodecOpusConfig: ...
    def setCodecOpusConfig(self, opus_cfg: CodecOpusConfig) -> None: ...
    def srtpCryptoEnum(self) -> Iterable[Any]: ...
    def utilSslGetAvailableCiphers(self) -> Iterable[int]: ...
    def handleIpChange(self, param: IpChangeParam) -> None: ...
    def hangupAllCalls(self) -> None: ...
    def onTransportState(self, prm: OnTransportStateParam) -> None: ...

# Accounts

class AuthCredInfo:
    def __init__(self, scheme: str, realm: str, user: str, kind: int, data: str) -> None: ...

class AccountRegConfig:
    registrarUri: str
    registerOnAdd: bool
    timeoutSec: int
    retryIntervalSec: int
    firstRetryIntervalSec: int
    dropCallsOnFail: bool
    proxyUse: int

class AccountSipConfig:
    authCreds: AuthCredInfoVector
    proxies: StringVector
    transportId: int

class SrtpOpt:
    keyings: IntVector

class AccountMediaConfig:
    transportConfig: TransportConfig
    srtpUse: int
    srtpSecureSignaling: int
    srtpOpt: SrtpOpt

class AccountNatConfig:
    iceEnabled: bool
    sipStunUse: int
    mediaStunUse: int

class AccountIpChangeConfig:
    reinviteFlags: int

class AccountConfig:
    idUri: str
    ipChangeConfig: AccountIpChangeConfig
    regConfig: AccountRegConfig
    sipConfig: AccountSipConfig
    mediaConfig: AccountMediaConfig
    natConfig: AccountNatConfig

class SipRxData:
    wholeMsg: str
    srcAddress: str

class SipTxData:
    wholeMsg: str

class OnRegStateParam:
    status: int
    code: int
    reason: str
    rdata: SipRxData
    expiration: int

class OnIncomingCallParam:
    callId: int
    rdata: SipRxData

class OnIncomingSubscribeParam:
    code: int
    reason: str

class Account:
    def __init__(self) -> None: ...
    def create(self, config: AccountConfig, make_default: bool = ...) -> None: ...
    def modify(self, config: AccountConfig) -> None: ...
    def shutdown(self) -> None: ...
    def isValid(self) -> bool: ...
    def setRegistration(self, renew: bool) -> None: ...
    def onRegState(self, prm: OnRegStateParam) -> None: ...
    def onIncomingCall(self, prm: OnIncomingCallParam) -> None: ...
    def onIncomingSubscribe(self, prm: OnIncomingSubscribeParam) -> None: ...

# Calls

class SipHeader:
    hName: str
    hValue: str

class SipTxOption:
    targetUri: str
    headers: SipHeaderVector

class CallSetting:
    flag: int
    audioCount: int
    videoCount: int
    textCount: int
    """Since 2.16."""

class CallOpParam:
    opt: CallSetting
    statusCode: int
    txOption: SipTxOption
    def __init__(self, use_default_settings: bool = ...) -> None: ...

class CallMediaInfo:
    index: int
    type: int
    dir: int
    status: int

class CallInfo:
    state: int
    lastStatusCode: int
    lastReason: str
    media: Iterable[CallMediaInfo]

class SipEventSource:
    rdata: SipRxData
    tdata: SipTxData

class SipTransaction:
    role: int
    method: str
    state: int
    statusCode: int
    lastTx: SipTxData

class TsxStateEvent:
    src: SipEventSource
    tsx: SipTransaction
    type: int

class RxMsgEvent:
    rdata: SipRxData

class TxMsgEvent:
    tdata: SipTxData

class SipEventBody:
    """A union: the event's type says which member may be looked at."""

    tsxState: TsxStateEvent
    txMsg: TxMsgEvent
    rxMsg: RxMsgEvent

class SipEvent:
    type: int
    body: SipEventBody

class OnCallStateParam:
    e: SipEvent

class OnCallTsxStateParam:
    e: SipEvent

class OnCallMediaStateParam: ...

class OnStreamDestroyedParam:
    streamIdx: int

class OnDtmfDigitParam:
    digit: str

class OnCallReplaceRequestParam:
    rdata: SipRxData
    statusCode: int
    opt: CallSetting
    newCall: Call

class OnCallReplacedParam:
    newCallId: int
    newCall: Call

class OnCallTransferRequestParam:
    dstUri: str
    statusCode: int
    opt: CallSetting
    newCall: Call

class MathStat:
    n: int
    last: int
    mean: int

class RtcpStreamStat:
    pkt: int
    loss: int
    jitterUsec: MathStat

class RtcpStat:
    rxStat: RtcpStreamStat
    rttUsec: MathStat

class JbufState:
    devDelayMsec: int

class StreamStat:
    rtcp: RtcpStat
    jbuf: JbufState

class StreamInfo:
    codecName: str
    codecClockRate: int

class Call:
    def __init__(self, account: Account, call_id: int = ...) -> None: ...
    def getId(self) -> int: ...
    def isActive(self) -> bool: ...
    def getInfo(self) -> CallInfo: ...
    def getAudioMedia(self, index: int) -> AudioMedia: ...
    def getStreamInfo(self, index: int) -> StreamInfo: ...
    def getStreamStat(self, index: int) -> StreamStat: ...
    def makeCall(self, uri: str, param: CallOpParam) -> None: ...
    def answer(self, param: CallOpParam) -> None: ...
    def hangup(self, param: CallOpParam) -> None: ...
    def setHold(self, param: CallOpParam) -> None: ...
    def reinvite(self, param: CallOpParam) -> None: ...
    def xfer(self, dest: str, param: CallOpParam) -> None: ...
    def dialDtmf(self, digits: str) -> None: ...
    def dump(self, with_media: bool, indent: str) -> str: ...
    def onCallState(self, prm: OnCallStateParam) -> None: ...
    def onCallTsxState(self, prm: OnCallTsxStateParam) -> None: ...
    def onCallMediaState(self, prm: OnCallMediaStateParam) -> None: ...
    def onStreamDestroyed(self, prm: OnStreamDestroyedParam) -> None: ...
    def onDtmfDigit(self, prm: OnDtmfDigitParam) -> None: ...
    def onCallReplaceRequest(self, prm: OnCallReplaceRequestParam) -> None: ...
    def onCallReplaced(self, prm: OnCallReplacedParam) -> None: ...
    def onCallTransferRequest(self, prm: OnCallTransferRequestParam) -> None: ...

# Media

class MediaFormatAudio:
    def init(self, format_id: int, rate: int, channels: int, frame_usec: int, bits: int) -> None: ...

class MediaFrame:
    type: int
    buf: ByteVector
    size: int
    def __init__(self) -> None: ...

class AudioMedia:
    def startTransmit(self, sink: AudioMedia) -> None: ...
    def stopTransmit(self, sink: AudioMedia) -> None: ...

class AudioMediaPort(AudioMedia):
    def __init__(self) -> None: ...
    def createPort(self, name: str, fmt: MediaFormatAudio) -> None: ...
    def onFrameRequested(self, frame: MediaFrame) -> None: ...
    def onFrameReceived(self, frame: MediaFrame) -> None: ...

class AudioMediaPlayer(AudioMedia):
    def __init__(self) -> None: ...
    def createPlayer(self, path: str, options: int = ...) -> None: ...

class ToneDesc:
    freq1: int
    freq2: int
    on_msec: int
    off_msec: int
    volume: int

class ToneGenerator(AudioMedia):
    def __init__(self) -> None: ...
    def createToneGenerator(self, rate: int = ..., channels: int = ...) -> None: ...
    def play(self, tones: ToneDescVector, loop: bool = ...) -> None: ...
