import pytest

from tests.server.engine.certificates import self_signed


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of a PEM with key and certificate for 127.0.0.1, its own authority."""
    return str(self_signed(tmp_path_factory.mktemp("tls") / "peer.pem"))
