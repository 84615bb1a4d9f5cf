"""A reset deletes an installation, and no other directory that somebody names."""

from pathlib import Path

import pytest

from deploy.local import stop
from deploy.local.bucket import require_remembered
from deploy.local.installation import Installation
from deploy.local.postgres import Postgres
from deploy.local.programs import NotReadyError
from deploy.local.stop import reset
from deploy.local.supervision import Supervisor

BUCKET = "s3://documents/state"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Installation:
    """One that was begun, as far as its first start came before it failed."""

    def fail(_postgres: Postgres) -> None:
        raise NotReadyError("initdb failed")

    monkeypatch.delenv("KS_BLOB_URL", raising=False)
    monkeypatch.setattr(Postgres, "_initialise", fail)
    installation = Installation(tmp_path / "run")
    with pytest.raises(NotReadyError):
        installation.prepare()
    return installation


def test_what_was_begun_is_deleted_after_a_clear_yes(site: Installation) -> None:
    with pytest.raises(SystemExit, match="make reset CONFIRM=yes"):
        reset(site, "")
    assert site.directory.exists()

    reset(site, "yes")

    assert not site.directory.exists()


def test_a_directory_at_which_somebody_only_looked_is_not_deleted(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anjali")
    looked_at = Installation(tmp_path)
    Supervisor(looked_at).is_gone()

    with pytest.raises(SystemExit, match=f"{tmp_path} is no installation; nothing was deleted"):
        reset(Installation(tmp_path), "yes")

    assert letter.read_text() == "Dear Anjali"


def test_an_installation_around_the_working_copy_is_not_deleted(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop, "ROOT", site.directory / "karyasetu")

    with pytest.raises(SystemExit, match="karyasetu lies in"):
        reset(site, "yes")

    assert (site.directory / "keys").exists()


def test_what_stays_in_the_bucket_is_said_before_and_after(
    site: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KS_BLOB_URL", BUCKET)
    require_remembered(site.directory)
    monkeypatch.delenv("KS_BLOB_URL")

    with pytest.raises(SystemExit, match=f"The sealed blobs in {BUCKET} stay there"):
        reset(site, "")
    reset(site, "yes")

    assert f"The sealed blobs in {BUCKET} stay there" in capsys.readouterr().out
