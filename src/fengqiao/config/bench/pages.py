"""How long the pages take and how often they ask the database, by who looks at what."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from gzip import compress
from random import Random
from typing import Any

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client

from fengqiao.core import tokens
from fengqiao.core.models import Account, Document, Matter, Posting, Standing, Task

BACKEND = "django.contrib.auth.backends.ModelBackend"
_WARM = 4
_STATIC = re.compile(r'(?:href|src)="/static/([^"?#]+\.(?:css|js|svg))"')


@dataclass(frozen=True)
class Page:
    """A page to be measured: its name, who looks, and the addresses that are asked for in turn."""

    name: str
    client: Client
    paths: list[str]
    headers: dict[str, str]


def signed_in(account: Account) -> Client:
    """A browser in which somebody is signed in."""
    client = Client(raise_request_exception=True)
    client.force_login(account, backend=BACKEND)
    return client


def pages(chance: Random, runs: int) -> list[Page]:
    """The pages of the benchmark, on matters picked by chance."""
    judge, clerk, head, filing = (_busiest(role) for role in ("judge", "clerk", "president", "filing_clerk"))
    bearer = {"authorization": f"Bearer {tokens.issue(head, 'bench')}"}
    all_matters = _sample(Matter.objects.all(), chance, runs)
    own = _sample(Matter.objects.filter(standings__person=judge.person_id, standings__until=None), chance, runs)
    turns = list(Task.objects.filter(person=judge.person_id).select_related("matter").order_by("id")[:runs])
    read = Document.objects.filter(matter__no__in=own).order_by("id").values_list("pk", flat=True)[:runs]
    papers = [f"/papers/{pk}.html" for pk in read]
    moves = [f"/m/{t.matter.no}/do/{t.moves.split()[0]}/" for t in turns]
    party = Standing.objects.filter(role="claimant", until=None, person__account__isnull=False).order_by("-id").first()
    citizen = Account.objects.get(person=party.person_id) if party else judge
    found = [
        Page("desk.judge", signed_in(judge), ["/desk/"], {}),
        Page("desk.clerk", signed_in(clerk), ["/desk/"], {}),
        Page("desk.filing_clerk", signed_in(filing), ["/desk/"], {}),
        Page("desk.citizen", signed_in(citizen), ["/desk/"], {}),
        Page("list.judge", signed_in(judge), ["/matters/"], {}),
        Page("list.president", signed_in(head), ["/matters/"], {}),
        Page("matter.judge", signed_in(judge), [f"/m/{m}/" for m in own], {}),
        Page("matter.president", signed_in(head), [f"/m/{m}/" for m in all_matters], {}),
        Page("move.judge", signed_in(judge), moves, {}),
        Page("paper.judge", signed_in(judge), papers, {}),
        Page("api.matters", Client(), ["/api/matters"], bearer),
        Page("api.matter", Client(), [f"/api/matters/{m}" for m in all_matters], bearer),
    ]
    return [p for p in found if p.paths]


def _busiest(role: str) -> Account:
    """The holder of a post for whom most waits."""
    people = Posting.objects.filter(role=role).order_by("id").values_list("person_id", flat=True)
    most = max(people, key=lambda person: Task.objects.filter(person=person).count())
    return Account.objects.get(person=most)


def _sample(rows: Any, chance: Random, count: int) -> list[str]:
    ids = list(rows.order_by("id").values_list("id", flat=True).distinct()[:200_000])
    chosen = chance.sample(ids, min(count, len(ids)))
    return list(Matter.objects.filter(pk__in=chosen).values_list("no", flat=True))


def measure(page: Page, runs: int) -> dict[str, Any]:
    """p50 and p95 in milliseconds, and the most queries that one showing took; the first showings only warm up."""
    warm = min(runs // 3, _WARM)
    times, queries, codes = [], [], set()
    for n in range(runs + warm):
        asked: list[str] = []
        with connection.execute_wrapper(partial(_counted, asked)):
            start = time.perf_counter()
            answer = page.client.get(page.paths[n % len(page.paths)], headers=page.headers)
            spent = time.perf_counter() - start
        if n >= warm:
            times.append(spent * 1000)
            queries.append(len(asked))
            codes.add(answer.status_code)
    times.sort()
    return {
        "figure": f"page.{page.name}",
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
        "queries": max(queries),
        "status": sorted(codes),
    }


def _counted(asked: list[str], execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
        asked.append(sql)
    return execute(sql, params, many, context)


def weights() -> Iterator[dict[str, Any]]:
    """What a citizen's first visit loads: the page with its styles, scripts and pictures, as it goes over the line."""
    party = Standing.objects.filter(role="claimant", until=None, person__account__isnull=False).order_by("-id").first()
    pages = [("home", "/", Client()), ("login", "/login/", Client()), ("enquire", "/enquire/", Client())]
    if party:
        client = signed_in(Account.objects.get(person=party.person_id))
        no = Matter.objects.values_list("no", flat=True).get(pk=party.matter_id)
        pages += [("desk", "/desk/", client), ("matter", f"/m/{no}/", client)]
    for name, path, client in pages:
        html = client.get(path, follow=True).content
        files = sorted(set(_STATIC.findall(html.decode())))
        loaded = [html, *(_file(f) for f in files)]
        yield {
            "figure": f"weight.citizen.{name}",
            "bytes": sum(map(len, loaded)),
            "gzip_bytes": sum(len(compress(part, 6)) for part in loaded),
            "files": len(loaded),
        }


def _file(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        return b""
    with open(found, "rb") as stream:
        return stream.read()
