import pytest

from vekha.storage import evidence_files
from vekha.storage.evidence_files import DamagedEvidenceError


def test_the_same_bytes_are_kept_once(tmp_path):
    digest = evidence_files.put(tmp_path, b"order")
    assert digest == evidence_files.put(tmp_path, b"order")
    assert [evidence_files.path_of(tmp_path, digest)] == [one for one in tmp_path.rglob("*") if one.is_file()]
    assert evidence_files.read(tmp_path, digest) == b"order"


def test_a_changed_or_missing_file_is_never_handed_out(tmp_path):
    digest = evidence_files.put(tmp_path, b"order")
    evidence_files.path_of(tmp_path, digest).write_bytes(b"ordem")
    with pytest.raises(DamagedEvidenceError, match="changed"):
        evidence_files.read(tmp_path, digest)
    with pytest.raises(DamagedEvidenceError, match="no file"):
        evidence_files.read(tmp_path, "0" * 64)


def test_a_write_that_fails_leaves_nothing_half_written(tmp_path, monkeypatch):
    def broken(_descriptor):
        raise OSError("no space left")

    monkeypatch.setattr(evidence_files.os, "fsync", broken)
    with pytest.raises(OSError, match="no space"):
        evidence_files.put(tmp_path, b"order")
    assert [] == [one for one in tmp_path.rglob("*") if one.is_file()]
