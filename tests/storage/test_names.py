"""Names for whoever reads traces beside the server."""

from pathlib import Path

from softphone.storage.names import StoredNames, read_names
from softphone.storage.sql import open_sqlite
from softphone.storage.vault import Vault
from tests.contract.test_repository import ASA, BO, COMPANY, RECEPTION


def test_names_are_read_while_the_server_runs(tmp_path: Path) -> None:
    repository = open_sqlite(tmp_path / "softphone.db", Vault.open(tmp_path / "secret.key"))
    assert read_names(tmp_path / "softphone.db") == StoredNames()
    repository.load(COMPANY)
    found = read_names(tmp_path / "softphone.db")
    repository.close()
    assert found.country == COMPANY.country
    assert found.names[ASA.id] == "Åsa Öberg (asa)"
    assert found.names[BO.id] == "Bo Ek (Bo)"
    assert found.names[RECEPTION.id] == "Receptionen"


def test_where_there_is_no_database_nothing_is_known_and_none_is_made(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("no database")
    for path in (tmp_path / "none.db", other, tmp_path):
        assert read_names(path) == StoredNames()
    assert not (tmp_path / "none.db").exists()
