"""The folder of a demonstration: whether it is one, whether it was finished, and starting it afresh.

Plain Python, run before the settings are read: they open the database and make the keys.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

KEYS_MARK = "DEMONSTRATION"
FINISHED = "demonstration.json"
DATABASE = "fengqiao.sqlite3"
_OURS = ("keys", "files", "sandbox", "static", FINISHED, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


def prepare() -> str:
    """Set the environment of a demonstration and clear away what is unfinished, or everything with FRESH=1.

    Answers why it cannot be done, or nothing. A folder that holds a court's own matters is never touched.
    """
    os.environ["DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)
    folder = data_dir()
    if _holds_real_matters(folder):
        return (
            f"{folder} 中已有并非演示生成的数据，演示不会改动它。请另设 DATA_DIR。\n"
            f"{folder} holds matters that no demonstration made; they are left alone. Name another DATA_DIR."
        )
    if os.environ.get("FRESH", "").lower() in ("1", "true", "yes", "on") or not finished(folder):
        clear(folder)
    return ""


def data_dir() -> Path:
    """The folder that holds everything which the program writes."""
    return Path(os.environ.get("DATA_DIR") or "var").resolve()


def finished(folder: Path) -> dict[str, Any] | None:
    """What the finished simulation of this folder was, or None: there was none, or it was interrupted."""
    try:
        return dict(json.loads((folder / FINISHED).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def finish(folder: Path, **what: Any) -> None:
    """Say that the simulation is finished, whole or not at all."""
    draft = folder / f".{FINISHED}"
    draft.write_text(json.dumps(what, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(folder / FINISHED)


def clear(folder: Path) -> None:
    """Remove what a demonstration has written, and nothing else."""
    for name in _OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _holds_real_matters(folder: Path) -> bool:
    """Whether there is a database with matters and no mark of a demonstration."""
    file = folder / DATABASE
    if not file.exists() or (folder / "keys" / KEYS_MARK).exists():
        return False
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT 1 FROM core_matter LIMIT 1").fetchone())
        finally:
            connection.close()
    except sqlite3.Error as error:
        return "no such table" not in str(error)
