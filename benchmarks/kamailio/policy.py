"""What Kamailio does with each request, in Python: the counterpart of what the engine does with it.

Runs inside Kamailio (module app_python3). Whom it knows stands in company.json beside its copy of this file.
"""

import json
from pathlib import Path
from typing import Any

import KSR

_company = json.loads(Path(__file__).with_name("company.json").read_text())
DOMAIN: str = _company["domain"]
SECRET: str = _company["secret"]
DEVICES: dict[str, str] = _company["devices"]
"""Person by device."""
NUMBERS: dict[str, str] = _company["numbers"]
"""Person by number."""
ON_BUSY: dict[str, str] = _company["on_busy"]
"""Whom a busy person's calls go to."""
TRUSTED_PORT: int = _company["trusted_port"]
"""Whoever sends from there is not challenged; 0: nobody."""
MOST_FORWARDS = 5


class Policy:
    # The module calls these by their names.
    def child_init(self, rank: int) -> int:
        return 0

    def ksr_onsend_route(self, message: Any) -> int:
        return 1

    def ksr_reply_route(self, message: Any) -> int:
        return 1

    def ksr_request_route(self, message: Any) -> int:
        if KSR.maxfwd.process_maxfwd(70) < 0:
            KSR.sl.sl_send_reply(483, "Too Many Hops")
            return 1
        method = KSR.pv.get("$rm")
        if method == "CANCEL":
            if KSR.tm.t_check_trans() > 0:
                KSR.tm.t_relay()
        elif KSR.siputils.has_totag() > 0:
            self._within_dialog(method)
        elif method == "ACK":
            if KSR.tm.t_check_trans() > 0:
                KSR.tm.t_relay()
        elif KSR.tm.t_check_trans() == 0:
            pass
        elif method == "REGISTER":
            self._register()
        elif method == "INVITE":
            self._invite()
        elif method == "OPTIONS":
            KSR.sl.sl_send_reply(200, "OK")
        else:
            KSR.sl.sl_send_reply(405, "Method Not Allowed")
        return 1

    def failed(self, message: Any) -> int:
        """A branch ended without success."""
        if KSR.tm.t_is_canceled() > 0 or KSR.tm.t_check_status("486|600") < 0:
            return 1
        person = KSR.pv.get("$avp(person)")
        target = ON_BUSY.get(person)
        hops = int(KSR.pv.get("$avp(hops)") or 0)
        if target is None or hops >= MOST_FORWARDS:
            return 1
        KSR.pv.seti("$avp(hops)", hops + 1)
        diversion = f"Diversion: <sip:{person}@{DOMAIN}>;reason=user-busy;counter=1\r\n"
        diversion += KSR.pv.get("$avp(diversion)") or ""
        history = KSR.pv.get("$avp(history)") or f"History-Info: <sip:{person}@{DOMAIN}>;index=1\r\n"
        index = "1" + ".1" * (hops + 1)
        history += f"History-Info: <sip:{target}@{DOMAIN};cause=486>;index={index};mp={index[:-2]}\r\n"
        KSR.pv.sets("$avp(diversion)", diversion)
        KSR.pv.sets("$avp(history)", history)
        KSR.hdr.append(diversion + history)
        self._ring(target, forwarded=True)
        return 1

    def _within_dialog(self, method: str) -> None:
        if KSR.rr.loose_route() > 0:
            KSR.tm.t_relay()
        elif method == "ACK":
            if KSR.tm.t_check_trans() > 0:
                KSR.tm.t_relay()
        else:
            KSR.sl.sl_send_reply(481, "Call/Transaction Does Not Exist")

    def _register(self) -> None:
        device = KSR.pv.get("$au")
        if device not in DEVICES or KSR.auth.pv_auth_check(DOMAIN, SECRET, 0, 0) < 0:
            KSR.auth.auth_challenge(DOMAIN, 1)
        elif KSR.pv.get("$tU") != DEVICES[device]:
            KSR.sl.sl_send_reply(403, "Address Is Not Yours")
        else:
            KSR.auth.consume_credentials()
            if KSR.registrar.save("location", 0) < 0:
                KSR.sl.sl_reply_error()

    def _invite(self) -> None:
        if KSR.pv.get("$sp") != TRUSTED_PORT and not self._proven():
            return
        KSR.hdr.remove("Route")
        KSR.rr.record_route()
        number = KSR.pv.get("$rU")
        person = NUMBERS.get(number)
        if person is None:
            KSR.sl.sl_send_reply(404, "Not Found")
        else:
            self._ring(person, forwarded=False)

    def _proven(self) -> bool:
        device = KSR.pv.get("$au")
        if device not in DEVICES or KSR.auth.pv_auth_check(DOMAIN, SECRET, 0, 0) < 0:
            KSR.auth.auth_challenge(DOMAIN, 1)
            return False
        if KSR.pv.get("$fU") != DEVICES[device]:
            KSR.sl.sl_send_reply(403, "From Is Not Yours")
            return False
        KSR.auth.consume_credentials()
        return True

    def _ring(self, person: str, *, forwarded: bool) -> None:
        KSR.pv.sets("$ru", f"sip:{person}@{DOMAIN}")
        KSR.pv.sets("$avp(person)", person)
        if KSR.registrar.lookup("location") < 0:
            reply = KSR.tm.t_reply if forwarded else KSR.sl.sl_send_reply
            reply(480, "Temporarily Unavailable")
            return
        KSR.tm.t_set_fr(60_000, 4_000)
        KSR.tm.t_on_failure("failed")
        if KSR.tm.t_relay() < 0:
            KSR.sl.sl_reply_error()


def mod_init() -> Policy:
    return Policy()
