"""One process: pages over WSGI in threads, and a worker that fires clocks and delivers notices."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from django.db import close_old_connections, connection

from fengqiao.core import jobs

log = logging.getLogger(__name__)

BEAT_SECONDS = 5


class Worker(threading.Thread):
    """Does what the platform does by itself, a little every few seconds, until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(BEAT_SECONDS):
            for job in jobs.all_jobs():
                self._once(job)

    def _once(self, job: Callable[[], int]) -> None:
        close_old_connections()
        try:
            job()
        except Exception:  # the worker must outlive a fault of one job; the next beat tries again
            log.exception("job %s failed", getattr(job, "__name__", type(job).__name__))
        finally:
            connection.close()

    def stop(self) -> None:
        """Ask the worker to end after what it is doing."""
        self._stop_asked.set()


def serve(application: Any, host: str, port: int, threads: int = 0) -> None:
    """Serve until the process is asked to stop (Ctrl-C, SIGTERM); requests under way are finished."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _leave)
        signal.signal(signal.SIGTERM, _leave)
    worker = Worker()
    worker.start()
    app = WSGIMiddleware(application, workers=threads or min(16, 4 * (os.cpu_count() or 1)))
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=10, lifespan="off")
    finally:
        worker.stop()
        worker.join(timeout=10)


def _leave(_signal: int, _frame: object) -> None:
    """Called when the server has finished what was under way: the process ends as asked, which is no failure."""
    raise SystemExit(0)
