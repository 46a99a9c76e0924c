"""The court that the browser tests drive, and the people in it, each with a browser of his own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

HERE = Path(__file__).parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of these that is here is used; the one without windows of its own does the same for less."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
START = "import sys, runpy, django; django.setup(); runpy.run_path(sys.argv[1], run_name='__main__')"
ASYNC_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
"""Set for the worker that holds a browser; never for the court, whose own guard stays up."""
PHONE = {"width": 390, "height": 844}
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
DESK = {"width": 1440, "height": 900}


class CourtServer:
    """The court of the tests, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with_src = {
            "PYTHONPATH": str(HERE.parents[1] / "src"),
            "DATA_DIR": str(folder),
            "DEMO": "1",
            "DATABASE_URL": "",
        }
        outer = {name: value for name, value in os.environ.items() if name != ASYNC_UNSAFE}
        self.log = (folder / "server.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(HERE / "court_server.py")],
            env={**outer, **with_src},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.url = f"http://127.0.0.1:{self._answer()['port']}"

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.log.flush()
            raise AssertionError(Path(self.log.name).read_text()[-4000:])
        return json.loads(line)

    def __call__(self, command: str, *args: Any, **kwargs: Any) -> Any:
        """Ask the court to do something; see court_server.py."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": command, "args": args, "kwargs": kwargs}) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        assert "fault" not in answer, answer
        return answer["ok"]

    def faults(self) -> str:
        """What the server has complained of."""
        self.log.flush()
        text = Path(self.log.name).read_text()
        return text if "Traceback" in text or " ERROR " in text else ""

    def stop(self) -> None:
        """End the process."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Actor:
    """Somebody at a phone or a desk, with a browser of his own."""

    def __init__(self, court: CourtServer, page: Page) -> None:
        self.court, self.page = court, page

    def go(self, path: str) -> Page:
        """Open an address; anything but a page of ours is a fault."""
        answer = self.page.goto(self.court.url + path)
        assert answer is not None and answer.status < 400, (path, answer and answer.status)
        return self.page

    def type(self, **typed: Any) -> None:
        """Fill the fields of the page's main form."""
        for name, value in typed.items():
            self._type(name.replace("__", "-"), value)

    def _type(self, name: str, value: Any) -> None:
        field = self.page.locator(f'main form [name="{name}"]')
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind == "radio":
            self.page.locator(f'main form [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.first.set_checked(bool(value))
        elif kind == "file":
            field.first.set_input_files(value)
        elif kind == "select-one":
            field.first.select_option(str(value))
        else:
            field.first.fill(str(value))

    def press(self) -> Page:
        """Press the main button and see what comes."""
        with self.page.expect_navigation():
            self.page.locator("main form .button--main").first.click()
        return self.page

    def follow(self, link: str | Locator) -> Page:
        """Press a link or a button that leads to another page, and see what comes."""
        with self.page.expect_navigation():
            (self.page.locator(link) if isinstance(link, str) else link).first.click()
        return self.page

    def do(self, no: str, move: str, **typed: Any) -> Page:
        """Make a move on its page, and arrive at the matter."""
        self.go(f"/m/{no}/do/{move}/")
        assert f"/do/{move}/" in self.page.url, f"{move} is not open: {self.page.inner_text('main')[:800]}"
        self.type(**typed)
        self.press()
        assert "/do/" not in self.page.url, self.page.inner_text("main")[:1500]
        return self.page

    def turn(self, move: str, **typed: Any) -> Page:
        """Find the move on one's own desk, because it is one's turn, and make it."""
        self.go("/desk/")
        link = self.page.locator(f'main a[href$="/do/{move}/"]').first
        assert link.count(), f"{move} is not on the desk: {self.page.inner_text('main')[:1500]}"
        path = link.get_attribute("href") or ""
        return self.do(path.split("/")[2], move, **typed)

    def close(self) -> None:
        self.page.context.close()


class Stage:
    """Brings actors in, and sends them home at the end of the test."""

    def __init__(self, server: CourtServer, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.actors: list[Actor] = []

    def actor(
        self,
        who: str = "",
        *,
        size: dict[str, int] | None = None,
        scripts: bool = True,
        en: bool = False,
        app: bool = False,
    ) -> Actor:
        """Somebody who has signed in (``who``), at a phone unless another size is given.

        With ``app`` the page's worker runs, as where it is installed; what passes through it no test can hold up.
        """
        context = self.browser.new_context(
            viewport=size or PHONE,
            user_agent=None if size else ANDROID,
            java_script_enabled=scripts,
            locale="en" if en else "zh-CN",
            reduced_motion="reduce",
            service_workers="allow" if app else "block",
        )
        context.set_default_timeout(8000)
        cookies = [{"name": "django_language", "value": "en" if en else "zh-hans", "url": self.server.url}]
        if who:
            cookies.append({"name": "sessionid", "value": self.server("session", who), "url": self.server.url})
        context.add_cookies(cookies)
        actor = Actor(self.server, context.new_page())
        self.actors.append(actor)
        return actor

    def desk(self, who: str, **more: Any) -> Actor:
        """A member of staff at a desk."""
        return self.actor(who, size=DESK, **more)
