"""RFC 4475 §3.1.1: messages that follow the grammar in ways that few programs write."""

from tests.sip.torture.wire import head, sdp, valid

WSINV = valid(
    "wsinv",
    "3.1.1.1",
    head(r"""
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: wsinv.ndaksdj@192.0.2.1
Content-Length   : 150
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33
""")
    + sdp("192.0.2.3").replace(b"c=IN IP4 192.0.2.3", b"c=IN IP4 192.0.2.4"),
)

# <BEL>, <NUL>, <DEL> and <BOM> (U+FEFF) stand for one character each.
INTMETH = valid(
    "intmeth",
    "3.1.1.2",
    head(r"""
!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~
To: "BEL:\<BEL> NUL:\<NUL> DEL:\<DEL>" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="работающий";tag=_token~1'+`*%!-.
Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\/"][?}{
CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~
Max-Forwards: 255
extensionHeader-!.%*+_`'~:<BOM>大停電
Content-Length: 0
""")  # noqa: E501 - one line on the wire
    .replace(b"<BEL>", b"\x07")
    .replace(b"<NUL>", b"\x00")
    .replace(b"<DEL>", b"\x7f")
    .replace(b"<BOM>", b"\xef\xbb\xbf"),
    "tcp",
)

ESC01 = valid(
    "esc01",
    "3.1.1.3",
    head(r"""
INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0
To: sip:%75se%72@example.com
From: <sip:I%20have%20spaces@example.net>;tag=938
Max-Forwards: 87
i: esc01.239409asdfakjkn23onasd0-3234
CSeq: 234234 INVITE
Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw
C: application/sdp
Contact:
  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>
Content-Length: 150
""")
    + sdp("192.0.2.1"),
)

ESCNULL = valid(
    "escnull",
    "3.1.1.4",
    head(r"""
REGISTER sip:example.com SIP/2.0
To: sip:null-%00-null@example.com
From: sip:null-%00-null@example.com;tag=839923423
Max-Forwards: 70
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 REGISTER
Via: SIP/2.0/UDP host5.example.com;branch=z9hG4bKkdjuw
Contact: <sip:%00@host5.example.com>
Contact: <sip:%00%00@host5.example.com>
L:0
"""),
)

ESC02 = valid(
    "esc02",
    "3.1.1.5",
    head(r"""
RE%47IST%45R sip:registrar.example.com SIP/2.0
To: "%Z%45" <sip:resource@example.com>
From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23
Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf
Via: SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234
CSeq: 29344 RE%47IST%45R
Max-Forwards: 70
Contact: <sip:alias1@host1.example.com>
C%6Fntact: <sip:alias2@host2.example.com>
Contact: <sip:alias3@host3.example.com>
l: 0
"""),
    "tcp",
)

LWSDISP = valid(
    "lwsdisp",
    "3.1.1.6",
    head(r"""
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: caller<sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID: lwsdisp.1234abcd@funky.example.com
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP funky.example.com;branch=z9hG4bKkdjuw
l: 0
"""),
)

_CALLER = 5 * "amazinglylongcallername"
_SPELLINGS = (
    *("Via:", "v:", "V:", "Via:", "ViA:", "VIa:", "VIA:", "via:", "viA:", "vIa:", "vIA:"),
    *("V : ", "v : ", "V  :", "v  :", "Via :", "Via  :", *16 * ["Via:"]),
)
"""Of the header names, for sip33.example.com down to sip1.example.com."""
LONGREQ = valid(
    "longreq",
    "3.1.1.7",
    head(
        "\n"
        "INVITE sip:user@example.com SIP/2.0\n"
        f'To: "I have a user name of {10 * "extreme"} proportion"<sip:user@example.com:6000;'
        f"unknownparam1=very{20 * 'long'}value;longparam{25 * 'name'}=shortvalue;"
        f"very{25 * 'long'}ParameterNameWithNoValue>\n"
        f"F: sip:{_CALLER}@example.net;tag=12{50 * '982'}424;"
        f"unknownheaderparam{20 * 'name'}=unknowheaderparam{15 * 'value'};"
        f"unknownValueless{10 * 'paramname'}\n"
        f"Call-ID: longreq.one{20 * 'really'}longcallid\n"
        "CSeq: 3882340 INVITE\n"
        f"Unknown-{20 * 'Long'}-Name: unknown-{20 * 'long'}-value; "
        f"unknown-{20 * 'long'}-parameter-name = unknown-{20 * 'long'}-parameter-value\n"
        + "".join(f"{via} SIP/2.0/TCP sip{33 - n}.example.com\n" for n, via in enumerate(_SPELLINGS))
        + f"Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very{50 * 'long'}branchvalue\n"
        "Max-Forwards: 70\n"
        f"Contact: <sip:{_CALLER}@host5.example.net>\n"
        "Content-Type: application/sdp\n"
        "l: 150\n"
    )
    + sdp("192.0.2.1"),
    "tcp",
)

# A datagram with a second request after the first: what follows a body of 0 bytes is no part of it.
DBLREQ = valid(
    "dblreq",
    "3.1.1.8",
    head(r"""
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
Contact: sip:j.user@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: 0
""")
    + head(r"""

INVITE sip:joe@example.com SIP/2.0
t: sip:joe@example.com
From: sip:caller@example.net;tag=141334
Max-Forwards: 8
Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234
Content-Type: application/sdp
Content-Length: 150
""")
    + sdp("192.0.2.15", "m=audio 49217 RTP/AVP 0 12\nm =video 3227 RTP/AVP 31\na=rtpmap:31 LPC")
    + b"\r\n",
)

SEMIURI = valid(
    "semiuri",
    "3.1.1.9",
    head(r"""
OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime,
        multipart/mixed, multipart/signed,
        message/sip, message/sipfrag
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
l: 0
"""),
)

TRANSPORTS = valid(
    "transports",
    "3.1.1.10",
    head(r"""
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: <sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
l: 0
"""),
)

_SIGNATURE = bytes.fromhex(
    "3082015206092a864886f70d010702a08201433082013f0201013109300706052b0e03021a300b06092a864886f70d01"
    "0701318201203082011c020101307c3070310b3009060355040613025553311330110603550408130a43616c69666f72"
    "6e69613111300f0603550407130853616e204a6f7365310e300c060355040a1305736970697431293027060355040b13"
    "205369706974205465737420436572746966696361746520417574686f7269747902080195007102330113300706052b"
    "0e03021a300d06092a864886f70d01010105000481808ef466f948f0522dd2e5978e9d95aae9f2fe15a06659716292e8"
    "da2aa8d8350a68ceffae3cbd2bff1675ddd5648e593dd64728f26220f7e941749e330d9a15edabdb93d10c42102e7b72"
    "89d29cc0c9ae2efbc7c0cff9172f3b027e4fc027e1546de4b6aa3abb3e66cccb5dd6c64b8383149cb8e6ff182d944fe5"
    "7b65bc99d005"
)
MPART01 = valid(
    "mpart01",
    "3.1.1.11",
    head(r"""
MESSAGE sip:kumiko@example.org SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport
Max-Forwards: 70
Route: <sip:127.0.0.1:5080>
Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+813gvYjcBUaZngQmXc9WNZSDNGCzA+fWl9MEUHWIZo1CeJebdY/XlgKeTa0Olvq0rt70Q5jiSfbqMJmQFteeivUhkMWYUA=
Contact: <sip:fluffy@127.0.0.1:5070>
To: <sip:kumiko@example.org>
From: <sip:fluffy@example.com>;tag=2fb0dcc9
Call-ID: 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..
CSeq: 1 MESSAGE
Content-Transfer-Encoding: binary
Content-Type: multipart/mixed;boundary=7a9cbec02ceef655
Date: Sat, 15 Oct 2005 04:44:56 GMT
User-Agent: SIPimp.org/0.2.5 (curses)
Content-Length: 553
""")  # noqa: E501 - one line on the wire
    + head(r"""
--7a9cbec02ceef655
Content-Type: text/plain
Content-Transfer-Encoding: binary
""")
    + b"Hello\r\n"
    + head(r"""
--7a9cbec02ceef655
Content-Type: application/octet-stream
Content-Transfer-Encoding: binary
""")
    + _SIGNATURE
    + b"\r\n--7a9cbec02ceef655--\r\n",
)

UNREASON = valid(
    "unreason",
    "3.1.1.12",
    head(r"""
SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Length: 154
Content-Type: application/sdp
Contact: <sip:user@host198.example.com>
""")
    + sdp("192.0.2.198"),
)

# The status line ends with a space: <SP>.
NOREASON = valid(
    "noreason",
    "3.1.1.13",
    head(r"""
SIP/2.0 100<SP>
Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
Call-ID: noreason.asndj203insdf99223ndf
CSeq: 35 INVITE
From: <sip:user@example.com>;tag=39ansfi3
To: <sip:user@example.edu>;tag=902jndnke3
Content-Length: 0
Contact: <sip:user@host105.example.com>
""").replace(b"<SP>", b" "),
)
