"""A telephone network that keeps what was sent to it, and can be told to fail."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import Any

from fengqiao.core import clock
from fengqiao.core.ports import DeliveryFailed


class SandboxSms:
    """Writes each message to ``sms.jsonl``; a number that ends in 0000 is switched off and fails."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "sms.jsonl"

    def send(self, phone: str, text: str, reference: str) -> dict[str, Any]:
        """Keep the message once for each reference and return its proof; raises DeliveryFailed."""
        if phone.endswith("0000"):
            raise DeliveryFailed("the number is switched off")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        sent = {"reference": reference, "phone": phone, "text": text, "at": clock.now().isoformat()}
        with self.file.open("a", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.write(json.dumps(sent, ensure_ascii=False) + "\n")
        return {"carrier": "sandbox", "reference": reference, "accepted_at": sent["at"]}

    def messages(self, phone: str = "", last: int = 100) -> list[dict[str, Any]]:
        """The newest messages first, each reference once; of one phone where named."""
        if not self.file.exists():
            return []
        found: dict[str, dict[str, Any]] = {}
        for line in self.file.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)
            if not phone or message["phone"] == phone:
                found.setdefault(message["reference"], message)
        return list(found.values())[::-1][:last]
