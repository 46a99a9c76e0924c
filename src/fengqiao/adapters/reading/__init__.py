"""The Reader port over RapidOCR, where the extra ``ocr`` is installed; in a child process, one page a child."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from fengqiao.core.ports import CannotRead, PageRead, ReadLine

_SECONDS = 180


class RapidReader:
    """Recognises the words on a picture, whichever way it was held."""

    @property
    def available(self) -> bool:
        """Whether the extra is installed."""
        return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None

    def read(self, file: Path) -> PageRead:
        """Recognise one page; raises CannotRead."""
        command = [sys.executable, "-m", "fengqiao.adapters.reading.child", str(file)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
            answer = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"fault": done.returncode}
        except (subprocess.TimeoutExpired, ValueError, OSError, IndexError) as fault:
            raise CannotRead(str(fault)[:200]) from fault
        if "fault" in answer:
            raise CannotRead(str(answer["fault"])[:200])
        return PageRead(int(answer["turn"]), tuple(ReadLine(t, *box) for t, box in answer["lines"]))
