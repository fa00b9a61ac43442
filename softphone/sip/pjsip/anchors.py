"""Who may vouch for a server: the system's certificates and the company's own anchors, as one PEM file.

PJSIP's OpenSSL does not look where the system keeps its certificates (Windows and macOS have no file at all),
so they are exported when the phone starts.
"""

import logging
import ssl
import sys
from pathlib import Path

_log = logging.getLogger(__name__)


def system_certificates() -> list[str]:
    """The system's trusted certificates, each as PEM."""
    found: dict[str, None] = {}
    if sys.platform == "win32":
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_default_verify_paths()
    for der in context.get_ca_certs(binary_form=True):
        found[ssl.DER_cert_to_PEM_cert(der)] = None
    if not found:
        # OpenSSL loads a folder of certificates one by one when they are needed, and lists none before.
        paths = ssl.get_default_verify_paths()
        for folder in (paths.capath, "/etc/ssl/certs"):
            if folder and Path(folder).is_dir():
                for path in sorted(Path(folder).glob("*.pem")):
                    found[path.read_text("ascii", "ignore")] = None
                break
    return list(found)


def bundle(anchors: tuple[str, ...], folder: Path) -> Path:
    """Write the system's certificates and those of the PEM files `anchors` into one file in `folder`.

    An anchor that cannot be read is logged and left out: then its server is not trusted, and that is said.
    """
    texts: list[str] = []
    for name in anchors:
        try:
            texts.append(Path(name).read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            _log.warning("trust anchor %s cannot be read: %s", name, error)
    texts += system_certificates()
    path = folder / "anchors.pem"
    path.write_text("\n".join(texts), "ascii")
    return path
