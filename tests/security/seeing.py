"""One dispute, and everybody who may or may not see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from fengqiao.core import testing
from fengqiao.core.models import (
    Account,
    Document,
    Matter,
    Upload,
)
from fengqiao.web.testing import BACKEND

SECRET = ("陈大明", "李小红", "诸暨市枫桥镇和平路1号", "13800000001", "13800000002")
OTHER_COURT = "浙0602"

SEES: dict[str, set[str]] = {
    "anonymous": set(),
    "stranger": set(),
    "claimant": {"mediation", "filing"},
    "respondent": {"mediation"},
    "mediation_desk": {"mediation"},
    "filing_clerk": {"mediation", "filing"},
    "division_head": {"mediation", "filing"},
    "president": {"mediation", "filing"},
    "service_desk": set(),
    "cashier": set(),
    "enforcement_head": set(),
    "judge": set(),
    "mediator": set(),
    "clerk": set(),
    "enforcement_officer": set(),
    "elsewhere.filing_clerk": set(),
    "elsewhere.president": set(),
    "elsewhere.mediation_desk": set(),
    "resigned.filing_clerk": set(),
}
"""What each role may see of a dispute that was declined in mediation and is now being filed."""


@dataclass
class Scene:
    """One dispute with its two matters, a paper and a file."""

    mediation: Matter
    filing: Matter
    paper: Document
    upload: Upload

    def matter(self, which: str) -> Matter:
        return self.mediation if which == "mediation" else self.filing


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is taken back at its end, so that one scene serves everybody in turn."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def account_of(role: str) -> Account | None:
    """Somebody in this role, who has nothing else to do with the dispute."""
    if role == "anonymous":
        return None
    if role == "stranger":
        return testing.account("王五", "13800000009")
    if role == "claimant":
        return testing.account()
    if role == "respondent":
        return testing.account("李小红", "13800000002")
    where, _dot, post = role.rpartition(".")
    if where == "elsewhere":
        return testing.staff(post, testing.court(OTHER_COURT))
    if where == "resigned":
        return testing.staff(post, name="离任者", until="2026-02-27")
    return testing.staff(role)


def browser(role: str) -> Client:
    client = Client()
    who = account_of(role)
    if who is not None:
        client.force_login(who, backend=BACKEND)
    return client


def pages_of(scene: Scene, which: str) -> Iterator[str]:
    matter = scene.matter(which)
    yield f"/m/{matter.no}/"
    yield f"/r/{matter.no}/1/"
    yield f"/r/{matter.no}/1/file/"
    yield f"/m/{matter.no}/do/withdraw/"
    if which == "mediation":
        yield from (f"/papers/{scene.paper.pk}.{form}" for form in ("html", "docx"))
    else:
        yield f"/files/{scene.upload.key}/"


def citizen(**more: Any) -> Client:
    """The claimant's browser, with what a test client may be told besides."""
    client = Client(**more)
    client.force_login(testing.account(), backend=BACKEND)
    return client
