"""A start from another shell does not silently look for documents in the directory when they lie in a bucket."""

from pathlib import Path

import pytest

from deploy.local import operate
from deploy.local.bucket import REACHED_BY, require_remembered
from deploy.local.installation import Installation
from deploy.local.programs import NotReadyError
from deploy.local.run import bring_up

BUCKET = "s3://documents/state"
KEY = "a-key-of-the-store"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Installation:
    """An installation whose last start named a bucket, seen from a fresh shell."""
    installation = Installation(tmp_path)
    for name in REACHED_BY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KS_BLOB_URL", BUCKET)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    require_remembered(installation.directory)
    monkeypatch.delenv("KS_BLOB_URL")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    return installation


def test_a_start_that_does_not_name_the_bucket_is_refused_and_told_what_to_give(site: Installation) -> None:
    with pytest.raises(NotReadyError, match="begin again") as refused:
        bring_up(site)

    said = str(refused.value)
    assert BUCKET in said
    assert "(KS_BLOB_URL, AWS_SECRET_ACCESS_KEY)" in said
    assert "KS_BLOB_URL= make run" in said
    assert not (site.directory / "supervisor.conf").exists()


def test_a_lane_is_not_split_in_a_shell_that_does_not_name_the_bucket(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KS_RUN_DIR", str(site.directory))

    with pytest.raises(SystemExit, match="begin again"):
        operate.main("lanes", "files", ["split", "notify", "revenue", "2"])

    assert site.further_lanes("notify") == []


def test_no_key_is_remembered_and_nobody_else_reads_what_is(site: Installation) -> None:
    kept = [each for each in site.directory.iterdir() if each.is_file() and BUCKET in each.read_text()]

    assert [each.stat().st_mode & 0o077 for each in kept] == [0]
    assert KEY not in kept[0].read_text()


@pytest.mark.parametrize("named", ["s3://another", ""])
def test_another_bucket_and_the_directory_are_taken_when_they_are_named(
    site: Installation, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("KS_BLOB_URL", named)
    require_remembered(site.directory)
    monkeypatch.delenv("KS_BLOB_URL")

    if named:
        with pytest.raises(NotReadyError, match=named):
            require_remembered(site.directory)
    else:
        require_remembered(site.directory)


def test_who_never_named_a_bucket_is_asked_for_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KS_BLOB_URL", raising=False)

    require_remembered(tmp_path)

    assert list(tmp_path.iterdir()) == []
