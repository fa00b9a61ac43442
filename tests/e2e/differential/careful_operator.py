"""Kamailio as Debian configures it, for a careful operator: its own kamailio.cfg with WITH_AUTH and
WITH_IPAUTH, users in memory instead of a database.

Apart from that: Proxy-Require is looked at (bit 512 of the sanity checks), a telephone that says nothing is
given up after 4 s as by us, and `dave` rings for a second. One worker, so that whoever got an answer knows
that all he sent before was looked at. Nothing leaves the loopback.
"""

from tests.e2e.differential.company import ALIASES, NO_ANSWER, TRUNK_HOST, USERS

_USERS = "".join(f'    $sht(secrets=>{user}) = "{{secret}}";\n' for user in USERS if "\0" not in user)
_ALIASES = "".join(f'alias="{host}"\n' for host in ALIASES)

CONFIGURATION = (
    """\
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
dns_retr_time=1
dns_retr_no=1
dns_servers_no=1
dns_use_search_list=no
dns_try_ipv6=no
alias="{domain}"
"""
    + _ALIASES
    + """\
listen=udp:127.0.0.1:{port}
loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "sanity.so"
loadmodule "auth.so"
loadmodule "htable.so"
modparam("sanity", "autodrop", 0)
modparam("tm", "failure_reply_mode", 3)
modparam("tm", "fr_timer", 4000)
modparam("tm", "fr_inv_timer", 120000)
modparam("rr", "enable_full_lr", 0)
modparam("rr", "append_fromtag", 0)
modparam("registrar", "method_filtering", 1)
modparam("registrar", "max_expires", 3600)
modparam("registrar", "use_path", 1)
modparam("registrar", "path_mode", 0)
modparam("auth", "algorithm", "SHA-256")
modparam("htable", "htable", "secrets=>size=5;")

event_route[htable:mod-init] {{
"""
    + _USERS
    + """\
}}

request_route {{
    route(REQINIT);
    if (is_method("CANCEL")) {{
        if (t_check_trans()) {{ route(RELAY); }}
        exit;
    }}
    if (!is_method("ACK")) {{
        if (t_precheck_trans()) {{ t_check_trans(); exit; }}
        t_check_trans();
    }}
    route(WITHINDLG);
    route(AUTH);
    remove_hf("Route");
    if (is_method("INVITE|SUBSCRIBE")) {{ record_route(); }}
    route(SIPOUT);
    route(PRESENCE);
    route(REGISTRAR);
    if ($rU == $null) {{ sl_send_reply("484", "Address Incomplete"); exit; }}
    route(LOCATION);
}}

route[RELAY] {{
    if (is_method("INVITE")) {{
        if (!t_is_set("failure_route")) {{ t_on_failure("MANAGE_FAILURE"); }}
    }}
    if (!t_relay()) {{ sl_reply_error(); }}
    exit;
}}

route[REQINIT] {{
    force_rport();
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    if (is_method("OPTIONS") && uri == myself && $rU == $null) {{ sl_send_reply("200", "Keepalive"); exit; }}
    if (!sanity_check("18407", "7")) {{ exit; }}
}}

route[WITHINDLG] {{
    if (!has_totag()) {{ return; }}
    if (loose_route()) {{
        if (is_method("NOTIFY")) {{ record_route(); }}
        route(RELAY);
        exit;
    }}
    if (is_method("SUBSCRIBE") && uri == myself) {{ route(PRESENCE); exit; }}
    if (is_method("ACK")) {{
        if (t_check_trans()) {{ route(RELAY); }}
        exit;
    }}
    sl_send_reply("404", "Not here");
    exit;
}}

route[REGISTRAR] {{
    if (!is_method("REGISTER")) {{ return; }}
    if (!save("location")) {{ sl_reply_error(); }}
    exit;
}}

route[LOCATION] {{
    if (!lookup("location")) {{
        $var(rc) = $rc;
        t_newtran();
        switch ($var(rc)) {{
            case -1:
            case -3:
                send_reply("404", "Not Found");
                exit;
            case -2:
                send_reply("405", "Method Not Allowed");
                exit;
        }}
    }}
"""
    + f'    if ($(tu{{{{uri.user}}}}) == "{NO_ANSWER}") {{{{ t_set_fr("1000"); }}}}\n'
    + """\
    route(RELAY);
    exit;
}}

route[PRESENCE] {{
    if (!is_method("PUBLISH|SUBSCRIBE")) {{ return; }}
    if (is_method("SUBSCRIBE") && $hdr(Event) == "message-summary") {{
        sl_send_reply("404", "No voicemail service");
        exit;
    }}
    if (is_method("PUBLISH") || $rU == $null) {{ sl_send_reply("404", "Not here"); exit; }}
}}

route[AUTH] {{
"""
    + f'    if ((!is_method("REGISTER")) && src_ip == {TRUNK_HOST}) {{{{ return; }}}}\n'
    + """\
    if (is_method("REGISTER") || from_uri == myself) {{
        if (!pv_auth_check("$fd", "$sht(secrets=>$au)", "0", "1")) {{ auth_challenge("$fd", "1"); exit; }}
        if (!is_method("REGISTER|PUBLISH")) {{ consume_credentials(); }}
    }}
    if (from_uri != myself && uri != myself) {{ sl_send_reply("403", "Not relaying"); exit; }}
}}

route[SIPOUT] {{
    if (uri == myself) {{ return; }}
    route(RELAY);
    exit;
}}

reply_route {{
    if (!sanity_check("17604", "6")) {{ drop; }}
}}

failure_route[MANAGE_FAILURE] {{
    if (t_is_canceled()) {{ exit; }}
}}

onsend_route {{
    if (to_ip != 127.0.0.0/8) {{ drop; }}
}}
"""
)
