"""Two installations, each with a database of its own, hand a filing over to each other over HTTP (R-FIL-15)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengqiao.adapters.exchange import HttpExchange
from fengqiao.adapters.payment_wire import HttpTransport
from fengqiao.areas.crossregion import carrying
from fengqiao.core import ports, testing
from fengqiao.core.exchange import NoExchange
from fengqiao.core.models import Matter
from fengqiao.core.testing import do, matter, respondent
from fengqiao.web import uploads

WORKER = Path(__file__).with_name("court_elsewhere.py")
SRC = Path(__file__).resolve().parents[2] / "src"
KEY, COURT = "a key that both sides hold", "浙0602"
AWAY = respondent(address="浙江省绍兴市越城区解放路1号")
PDF = b"%PDF-1.4\n%" + b"z" * 1_500_000 + b"\n%%EOF\n"


class Elsewhere:
    """The other installation: where it is, and what its clerk does there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None and process.stdout is not None
        self.process, self.into, self.out = process, process.stdin, process.stdout
        self.address = self.out.readline().strip()

    def say(self, **told: Any) -> dict[str, Any]:
        self.into.write(json.dumps(told) + "\n")
        self.into.flush()
        found: dict[str, Any] = json.loads(self.out.readline())
        return found

    def exchange(self) -> HttpExchange:
        return HttpExchange(HttpTransport(f"{self.address}/exchange", 30), "zhuji", KEY, {COURT: "绍兴市越城区人民法院"})


@pytest.fixture(scope="module")
def elsewhere(another_installation: dict[str, str]) -> Iterator[Elsewhere]:
    env = {**another_installation, "EXCHANGE_MEMBERS": "zhuji:ZHUJI_KEY", "ZHUJI_KEY": KEY, "COURT": COURT}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, WORKER], env=env, **pipes) as process:
        yield Elsewhere(process)
        process.kill()


@pytest.fixture
def connected(db: None, elsewhere: Elsewhere) -> Iterator[Elsewhere]:
    ports.connect(exchange=elsewhere.exchange())
    yield elsewhere
    ports.connect(exchange=NoExchange())


def handed() -> tuple[Matter, Matter]:
    file = SimpleUploadedFile("借条.pdf", PDF)
    key = uploads.store(file, person=testing.account().person_id).key
    evidence = [{"name": "借条", "purpose": "证明借款事实", "files": [key]}]
    assisted = testing.dispute("crossregion.assist", respondents=[AWAY], evidence=evidence)
    do(assisted.no, "hand_over", testing.staff("filing_clerk"), {"court": COURT, "checked": True})
    return assisted, testing.child(assisted, "crossregion.remote")


def test_R_FIL_15_a_filing_goes_to_another_installation_and_its_answer_comes_back(connected: Elsewhere) -> None:
    assisted, remote = handed()
    assert [carrying.carry() for _ in range(3)] == [1, 1, 0], "the files, the papers, nothing yet"
    held = connected.say()
    (request,) = held["requests"]
    assert request["reference"] == remote.no and held["files"] == [["借条.pdf", len(PDF)]]
    assert held["parties"] == ["陈大明", "李小红"]
    assert matter(remote.no).facts["elsewhere_receipt"]["number"] == request["no"]
    connected.say(no=request["no"], move="ask_completion", data={"points": [{"what": "转账记录"}]})
    assert carrying.carry() == 1 and matter(assisted.no).facts["points"][0]["what"] == "转账记录"
    do(assisted.no, "supply", testing.account(), {"text": "照片已经补上。"})
    assert [carrying.carry(), carrying.carry()] == [1, 1]
    again = connected.say()["requests"][-1]
    connected.say(no=again["no"], move="take_over", data={})
    assert carrying.carry() == 1
    done = matter(assisted.no)
    assert done.state == "taken" and done.dispute.closed_at is not None


def test_four_workers_that_hand_over_at_once_open_one_matter(connected: Elsewhere) -> None:
    _assisted, remote = handed()
    assert carrying.carry() == 1
    told, before = carrying.papers(matter(remote.no)), connected.say()
    with ThreadPoolExecutor(4) as at_once:
        calls = [at_once.submit(connected.exchange().hand_over, remote.no, COURT, told) for _ in range(4)]
        receipts = {call.result() for call in calls}
    after = connected.say()
    assert len(receipts) == 1 and len(after["requests"]) == len(before["requests"]) + 1
    assert after["events"] == before["events"] + 1 and len(after["parties"]) == len(before["parties"]) + 2
