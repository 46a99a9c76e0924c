"""Files that players bring: small texts, put into the store of the installation like any upload."""

from __future__ import annotations

import io
from hashlib import sha256

from fengqiao.config.simulation.scene import Scene
from fengqiao.core import ports
from fengqiao.core.models import Blob, Upload


def bring(scene: Scene, name: str, text: str) -> str:
    """Bring one file and return its key, which the play's chance makes."""
    content = text.encode()
    digest, size = sha256(content).hexdigest(), len(content)
    if not Blob.objects.filter(sha256=digest).exists():
        digest, size = ports.storage().put(io.BytesIO(content))
        Blob.objects.create(sha256=digest, size=size, kind="text/plain", stored_at=scene.now)
    key = f"play-{scene.chance.getrandbits(96):024x}"
    Upload.objects.create(key=key, blob_id=digest, name=name, by_id=scene.person, at=scene.now)
    return key
