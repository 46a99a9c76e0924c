"""Whether a file carries a virus: asked when it comes, and again by a job where nobody could answer.

While the scanner is down files are held: kept, not given out, and looked at as soon as it is back.
"""

from __future__ import annotations

import logging
from typing import BinaryIO

from fengqiao.core import ports
from fengqiao.core.models import Blob

log = logging.getLogger(__name__)

AT_ONCE_SECONDS = 12.0
"""How long a person who uploads is kept waiting for the scanner."""
JOB_SECONDS = 120.0


class Infected(ValueError):
    """Something was found in the file; it is not taken."""


def look(stream: BinaryIO) -> str:
    """What to note on a file that comes: empty without a scanner, else clean, skipped or waiting. Raises Infected."""
    scanner = ports.scanner()
    if not scanner.configured:
        return ""
    stream.seek(0)
    try:
        scanned = scanner.scan(stream, AT_ONCE_SECONDS)
    except ports.ScannerDown as down:
        log.warning("the virus scanner does not answer, a file is held: %s", down)
        return "waiting"
    finally:
        stream.seek(0)
    if scanned.finding:
        log.warning("a file was refused: %s", scanned.finding)
        raise Infected("core.file_infected")
    return "skipped" if scanned.skipped else "clean"


def look_again(limit: int = 20) -> int:
    """Look at what is held, then at what came before there was a scanner. Stops when the scanner is down."""
    scanner = ports.scanner()
    if not scanner.configured:
        return 0
    done = 0
    for state in ("waiting", ""):
        for blob in list(Blob.objects.filter(scan=state).order_by("stored_at")[: limit - done]):
            if not _looked(scanner, blob):
                return done
            done += 1
    return done


def _looked(scanner: ports.Scanner, blob: Blob) -> bool:
    """Whether the scanner answered; its answer is noted where the file was still waiting for one."""
    try:
        with ports.storage().open(blob.sha256) as stream:
            scanned = scanner.scan(stream, JOB_SECONDS)
    except ports.ScannerDown as down:
        log.warning("the virus scanner does not answer: %s", down)
        return False
    except FileNotFoundError:
        log.error("file %s is not in the store", blob.sha256)
        scanned = ports.Scanned(skipped=True)
    state = "found" if scanned.finding else "skipped" if scanned.skipped else "clean"
    if scanned.finding:
        log.warning("file %s is withheld: %s", blob.sha256, scanned.finding)
    Blob.objects.filter(pk=blob.pk, scan=blob.scan).update(scan=state, finding=scanned.finding[:120])
    return True
