"""A real LDAP server (OpenLDAP's slapd) on ports of its own, with a folder of its own."""

import datetime as dt
import shutil
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from pathlib import Path

from softphone.server.certificates import own_certificate
from tests.helpers.ports import free_port

BASE = "dc=company,dc=test"
BIND_DN, PASSWORD = f"cn=reader,{BASE}", "läsarens lösenord"
_SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
_SLAPADD = shutil.which("slapadd") or "/usr/sbin/slapadd"
_SCHEMAS = ("core", "cosine", "inetorgperson")
_ROOT = f"""dn: {BASE}
objectClass: organization
objectClass: dcObject
dc: company
o: Company

dn: ou=people,{BASE}
objectClass: organizationalUnit
ou: people

dn: {BIND_DN}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword:: {b64encode(PASSWORD.encode()).decode()}
"""


def may_run() -> bool:
    return Path(_SLAPD).exists()


def person(uid: str, **attributes: str) -> str:
    """An entry, as LDIF."""
    fields = {"cn": uid, "sn": uid} | attributes
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"dn: uid={uid},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: {uid}\n{lines}"


class Slapd:
    """Until stop(). Without pages it gives 500 entries, with them `all_together` at most."""

    def __init__(self, *entries: str, all_together: int | None = None) -> None:
        # Not pytest's folder: slapd may be confined to places that a test's name does not lead to.
        self._folder = Path(tempfile.mkdtemp(prefix="softphone-slapd-"))
        self._all_together = "unlimited" if all_together is None else all_together
        self._process: subprocess.Popen[bytes] | None = None
        self.port, self.tls_port = free_port(), free_port()
        files = own_certificate(self._folder, ["127.0.0.1"], dt.datetime.now(dt.UTC))
        assert files.authority is not None
        self.authority = files.authority.read_text()
        self._certificates = files
        try:
            self.fill(*entries)
        except BaseException:
            self.stop()
            raise

    def fill(self, *entries: str) -> None:
        """These are there from now on, and no others. Entries with their own entryUUID keep it."""
        self._end()
        database = self._folder / "database"
        shutil.rmtree(database, ignore_errors=True)
        database.mkdir()
        config = self._folder / "slapd.conf"
        config.write_text(self._config(database), encoding="utf-8")
        ldif = "\n".join([_ROOT, *entries]).encode()
        loaded = subprocess.run([_SLAPADD, "-q", "-f", config], input=ldif, capture_output=True, check=False)
        assert loaded.returncode == 0, loaded.stderr.decode(errors="replace")
        with (self._folder / "log").open("wb") as log:
            urls = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.tls_port}/"
            # With a level of messages it stays in the foreground.
            self._process = subprocess.Popen(
                [_SLAPD, "-d", "0", "-h", urls, "-f", config], stdout=log, stderr=subprocess.STDOUT
            )
        self._wait()

    def stop(self) -> None:
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _config(self, database: Path) -> str:
        schemas = "".join(f"include /etc/ldap/schema/{name}.schema\n" for name in _SCHEMAS)
        files = self._certificates
        return (
            f"{schemas}"
            f"pidfile {self._folder / 'pid'}\n"
            f"TLSCertificateFile {files.chain}\nTLSCertificateKeyFile {files.key}\n"
            "modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
            f"sizelimit size.soft=500 size.hard=500 size.prtotal={self._all_together}\n"
            f'database mdb\nmaxsize 268435456\nsuffix "{BASE}"\ndirectory {database}\n'
            f'rootdn "cn=nobody,{BASE}"\n'
            f'access to attrs=userPassword by anonymous auth\naccess to * by dn.exact="{BIND_DN}" read\n'
        )

    def _wait(self) -> None:
        ends = time.monotonic() + 60
        for port in (self.port, self.tls_port):
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert self._process is not None
                    if self._process.poll() is not None or time.monotonic() > ends:
                        raise AssertionError((self._folder / "log").read_text(errors="replace")) from None
                    time.sleep(0.05)
