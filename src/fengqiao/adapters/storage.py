"""Files in a folder, addressed by their content. The embedded default of the Storage port."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1024 * 1024


class FolderStorage:
    """Keeps each file once, under its SHA-256; a file is complete or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, stream: BinaryIO) -> tuple[str, int]:
        """Store the stream and return (sha256, size)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as out:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            place = self._place(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest.hexdigest(), size

    def open(self, sha256: str) -> BinaryIO:
        """Open a stored file; raises FileNotFoundError."""
        return self._place(sha256).open("rb")

    def _place(self, sha256: str) -> Path:
        if len(sha256) != 64 or sha256.strip("0123456789abcdef"):
            raise FileNotFoundError(sha256)
        return self.folder / sha256[:2] / sha256
