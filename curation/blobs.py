"""Where fetched bytes are kept, each file named by what is in it: nothing is kept twice or changed in silence."""

from __future__ import annotations

import errno
import os
import tempfile
from hashlib import sha256
from pathlib import Path

from curation.errors import BlobLost, DiskFull


class BlobStore:
    """A folder of kept files: bytes in, their SHA-256 out, and the same bytes back for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes and give their digest; what is already kept is not written again."""
        digest = sha256(content).hexdigest()
        if not self._holds(digest, len(content)):
            try:
                write_whole(self.path(digest), content)
            except OSError as error:
                if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                    raise DiskFull(str(self._folder)) from error
                raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes kept under a digest, checked against it."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobLost(digest, "is not there") from error
        if sha256(content).hexdigest() != digest:
            raise BlobLost(digest, "has been changed on disk")
        return content

    def path(self, digest: str) -> Path:
        """Where the file of a digest is, or would be."""
        return self._folder / digest[:2] / digest[2:4] / digest

    def _holds(self, digest: str, size: int) -> bool:
        # A size that differs is a file damaged since: it is written again.
        path = self.path(digest)
        return path.is_file() and path.stat().st_size == size


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename: whoever looks sees the whole file, the one before, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
