from __future__ import annotations

import errno
import os
from hashlib import sha256

import pytest

from curation.blobs import BlobStore
from curation.errors import BlobLost, DiskFull


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(tmp_path)


def test_what_is_put_comes_back_under_its_digest(blobs):
    digest = blobs.put(b"12,400 families")
    assert digest == sha256(b"12,400 families").hexdigest()
    assert blobs.get(digest) == b"12,400 families"


def test_what_is_kept_is_not_written_again(blobs):
    kept = blobs.path(blobs.put(b"12,400 families"))
    os.utime(kept, (0, 0))
    blobs.put(b"12,400 families")
    assert kept.stat().st_mtime == 0


def test_a_file_that_was_cut_is_written_again(blobs):
    digest = blobs.put(b"12,400 families")
    blobs.path(digest).write_bytes(b"12,4")
    blobs.put(b"12,400 families")
    assert blobs.get(digest) == b"12,400 families"


def test_a_lost_or_changed_file_is_named(blobs):
    digest = blobs.put(b"12,400 families")
    blobs.path(digest).write_bytes(b"99,999 families")
    with pytest.raises(BlobLost, match="changed"):
        blobs.get(digest)
    blobs.path(digest).unlink()
    with pytest.raises(BlobLost, match="not there"):
        blobs.get(digest)


def test_a_full_disk_leaves_nothing_behind(blobs, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        blobs.put(b"12,400 families")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
