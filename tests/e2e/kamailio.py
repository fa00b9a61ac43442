"""Debian's kamailio: as a provider that is not ours (a plain registrar with digest, MD5, that relays calls),
or with any other configuration."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.helpers.ports import free_port

_PROVIDER = """\
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=2
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
alias="{domain}"
listen=udp:127.0.0.1:{port}
loadmodule "pv.so"
loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"

request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
        sl_send_reply("404", "Not Here");
        exit;
    }}
    if (is_method("ACK")) {{ exit; }}
    t_check_trans();
    if (is_method("REGISTER|INVITE")) {{
        if (!pv_auth_check("{domain}", "{secret}", "0", "1")) {{
            auth_challenge("{domain}", "1");
            exit;
        }}
        consume_credentials();
    }}
    if (is_method("REGISTER")) {{ save("location"); exit; }}
    if (!is_method("INVITE")) {{ sl_send_reply("405", "Method Not Allowed"); exit; }}
    record_route();
    if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
    t_relay();
}}
"""


class Kamailio:
    """Every user of `domain` has the same secret. `address` is where it listens, by UDP. A `configuration`
    of one's own has {domain}, {secret} and {port} in it."""

    def __init__(self, folder: Path, *, domain: str, secret: str, configuration: str = _PROVIDER) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        text = configuration.format(domain=domain, secret=secret, port=self.port)
        (folder / "kamailio.cfg").write_text(text)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Kamailio":
        program = shutil.which("kamailio", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        assert program is not None
        options = ["-f", "kamailio.cfg", "-Y", str(self._folder), "-w", str(self._folder)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program, *options, "-DD", "-E", "-m", "64"],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        # Its first process ends the others.
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def _wait_until_it_answers(self) -> None:
        """OPTIONS until there is any answer."""
        assert self._process is not None
        deadline = time.monotonic() + 60
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            probe.settimeout(0.2)
            own = f"127.0.0.1:{probe.getsockname()[1]}"
            lines = (
                f"OPTIONS sip:{self.address} SIP/2.0",
                f"Via: SIP/2.0/UDP {own};branch=z9hG4bKprobe",
                f"From: <sip:probe@{own}>;tag=p",
                f"To: <sip:{self.address}>",
                f"Call-ID: probe@{own}",
                "CSeq: 1 OPTIONS",
                "Max-Forwards: 5",
                "Content-Length: 0",
            )
            while True:
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                try:
                    probe.sendto("\r\n".join((*lines, "", "")).encode(), ("127.0.0.1", self.port))
                    if probe.recv(4096).startswith(b"SIP/2.0"):
                        return
                except (TimeoutError, ConnectionError):
                    continue
