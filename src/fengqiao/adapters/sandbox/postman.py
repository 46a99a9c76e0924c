"""The thread of a sandbox that carries its callbacks, while the rest of the sandbox answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Postman:
    """Carries what is on its way every second, and at once when woken; begins with the first waking."""

    def __init__(self, name: str, carry: Callable[[], object]) -> None:
        self.name, self.carry = name, carry
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Something has just been put on its way."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._round, name=self.name, daemon=True)
            self._thread.start()
        self._bell.set()

    def _round(self) -> None:
        while True:
            self._bell.wait(timeout=1)
            self._bell.clear()
            try:
                self.carry()
            except Exception:  # the postman must outlive one message; it is tried again
                log.exception("%s could not deliver", self.name)
