"""The JSON Lines program: in order, never stopping, fast, and honest about what it cannot read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.core.testing import pace
from fengqiao.law.ask import USAGE, answer_line, main
from fengqiao.law.asks import ASKS

CONTRACT = """period rule_period case_fee application_fee fee_change simple_to_ordinary trial_limit late_interest
case_number parse_case_number level_jurisdiction territorial_jurisdiction small_claims service preservation
auction listing_removal enforcement_window distribution publication anonymise identity indicator""".split()


def run(*lines: str) -> list[dict[str, Any]]:
    stdout = io.StringIO()
    assert main([], io.StringIO("\n".join(lines) + "\n"), stdout) == 0
    return [json.loads(line) for line in stdout.getvalue().splitlines()]


def test_answers_come_in_order_and_errors_do_not_stop_it() -> None:
    found = run(
        '{"id": "a", "ask": "period", "from": "2026-03-02", "unit": "day", "n": 15}',
        "{not json",
        "",
        "[1]",
        '{"id": 2, "ask": "nothing"}',
        '{"id": null, "ask": "case_fee", "kind": "property", "amount": 100000}',
    )
    assert [one["id"] for one in found] == ["a", None, None, 2, None]
    assert [one["ok"] for one in found] == [True, False, False, False, True]
    assert found[0]["value"] == "2026-03-17"
    assert [one["error"]["field"] for one in found[1:4]] == ["line", "line", "ask"]
    assert set(found[0]) == {"id", "ok", "value", "cites", "working", "provisional"}
    assert found[0]["cites"][0] == {
        "instrument": "CPL",
        "version": "2024-01-01",
        "article": 85,
        "paragraph": None,
        "zh": "《中华人民共和国民事诉讼法》第八十五条",
        "en": "Civil Procedure Law, art. 85",
    }


def test_everything_in_the_contract_can_be_asked_and_is_listed() -> None:
    stdout = io.StringIO()
    assert main(["--list"], io.StringIO(), stdout) == 0
    listed = [json.loads(line) for line in stdout.getvalue().splitlines()]
    assert set(CONTRACT) <= {one["ask"] for one in listed}
    for one in listed:
        assert one["example"]["answer"]["ok"]
        assert one["fields"]
        assert all(field["zh"] and field["en"] and field["type"] for field in one["fields"])


def test_usage() -> None:
    for arguments, code in ((["--help"], 0), (["-h"], 0), (["--nonsense"], 2)):
        stdout = io.StringIO()
        assert main(arguments, io.StringIO(), stdout) == code
        assert stdout.getvalue() == USAGE


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"ask": "period", "n": 3, "unit": "day"}, "from"),
        ({"ask": "period", "from": "2026-01-01", "before": "2026-01-01", "n": 3}, "from"),
        ({"ask": "period", "from": "2026-13-01", "n": 3}, "from"),
        ({"ask": "period", "before": "soon", "n": 3}, "before"),
        ({"ask": "period", "from": 5, "n": 3}, "from"),
        ({"ask": "period", "from": "2026-01-01", "n": 0}, "n"),
        ({"ask": "period", "from": "2026-01-01", "n": "3"}, "n"),
        ({"ask": "period", "from": "2026-01-01"}, "n"),
        ({"ask": "period", "from": "2026-01-01", "unit": "week", "n": 1}, "unit"),
        ({"ask": "period", "from": "2026-01-01", "unit": "hour", "n": 1}, "from"),
        ({"ask": "period", "from": "2026-01-01", "n": 1, "m": 2}, "m"),
        ({"ask": "rule_period", "rule": "R-NO", "from": "2026-01-01"}, "rule"),
        ({"ask": "rule_period", "rule": "R-PRS-02.urgent", "from": "2026-01-01"}, "from"),
        ({"ask": "case_fee", "amount": "1"}, "kind"),
        ({"ask": "case_fee", "kind": "property", "amount": "1", "on": "2007-03-31"}, "on"),
        ({"ask": "case_fee", "kind": "property", "amount": "NaN"}, "amount"),
        ({"ask": "case_fee", "kind": "property", "amount": True}, "amount"),
        ({"ask": "case_fee", "kind": "property", "amount": "1", "reductions": "simple"}, "reductions"),
        ({"ask": "trial_limit", "procedure": "x", "filed": "2026-01-01"}, "procedure"),
        (
            {"ask": "trial_limit", "procedure": "simple", "filed": "2026-01-01", "excluded": [["2026-01-02"]]},
            "excluded",
        ),
        (
            {"ask": "late_interest", "principal": "1", "due": "2026-01-01", "payments": [["2026-01-02", "x"]]},
            "payments",
        ),
        ({"ask": "case_number", "year": "2026", "court": "粤07", "type": "民初", "sequence": 1}, "year"),
        ({"ask": "service", "method": "x", "document": "judgment", "procedure": "simple"}, "method"),
        ({"ask": "service", "method": "direct", "document": "x", "procedure": "simple"}, "document"),
        ({"ask": "service", "method": "direct", "document": "judgment", "procedure": "x"}, "procedure"),
        ({"ask": "identity", "type": "x", "number": "1"}, "type"),
        ({"ask": "identity", "type": "phone", "number": 1}, "number"),
        ({"ask": "anonymise"}, "names"),
        ({"ask": "anonymise", "names": [""]}, "names"),
        ({"ask": "territorial_jurisdiction", "facts": {"cause": "x"}}, "cause"),
        ({"ask": "preservation"}, "amount"),
        ({"ask": "auction"}, "valuation"),
        ({"ask": "auction", "opening": "2026-06-10"}, "property"),
        ({"ask": 5}, "ask"),
        ({}, "ask"),
    ],
)
def test_errors_name_the_field_and_the_reason(question: dict[str, Any], field: str) -> None:
    found = json.loads(answer_line(json.dumps({"id": 9, **question}, ensure_ascii=False)))
    assert found["id"] == 9
    assert found["ok"] is False
    assert found["error"]["field"] == field
    assert found["error"]["reason"]


def test_R_PER_06_a_moment_is_answered_in_the_form_of_the_question() -> None:
    def ask(start: str) -> Any:
        question = {"ask": "period", "from": start, "unit": "hour", "n": 48}
        return json.loads(answer_line(json.dumps(question)))["value"]

    assert ask("2026-03-05T10:20") == "2026-03-07T11:00"
    assert ask("2026-03-05T10:20:00") == "2026-03-07T11:00:00"
    assert ask("2026-03-05T10:20:00+08:00") == "2026-03-07T11:00:00+08:00"
    assert ask("2026-03-05T02:20:00+00:00") == "2026-03-07T11:00:00+08:00"


def test_standard_streams_are_utf8_and_broken_text_does_not_stop_it() -> None:
    code = "import sys;from fengqiao.law.ask import main;sys.exit(main([]))"
    lines = [
        b'{"id": "\\ud800", "ask": "none"}',
        b'{"id": "\xff", "ask": "none"}',
        '{"id": "甲", "ask": "case_number", "year": 2026, "court": "粤07", "type": "民终", "sequence": 1}'.encode(),
    ]
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=b"\n".join(lines),
        capture_output=True,
        check=True,
        env={**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    found = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [one["ok"] for one in found] == [False, False, True]
    assert (found[2]["id"], found[2]["value"]) == ("甲", "（2026）粤07民终1号")


def test_numbers_in_json_stay_exact() -> None:
    line = '{"ask":"case_fee","kind":"property","amount":10000.20}'
    assert json.loads(answer_line(line))["value"] == "50.01"
    assert not json.loads(answer_line('{"ask":"case_fee","kind":"property","amount":NaN}'))["ok"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.dates().map(str),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=6), children, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", ASKS)
@given(data=st.data())
def test_whatever_stands_in_a_field_is_answered(name: str, data: st.DataObject) -> None:
    ask = ASKS[name]
    question = {"id": 1, "ask": name, **ask.example}
    field = data.draw(st.sampled_from([one.name for one in ask.fields]))
    question[field] = data.draw(JSON)
    found = json.loads(answer_line(json.dumps(question)))
    assert found["ok"] or (found["error"]["field"] and found["error"]["reason"])


def test_a_hundred_thousand_questions_would_take_less_than_twenty_seconds() -> None:
    lines = [json.dumps({"id": 1, "ask": ask.name, **ask.example}) for ask in ASKS.values()] * 60
    answer_line(lines[0])
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        for line in lines:
            answer_line(line)
        best = min(best, time.process_time() - start)
    assert best / len(lines) * 100_000 < 20 * pace()


def test_one_question_starts_and_ends_in_half_a_second_of_processor_time() -> None:
    code = (
        "import sys,time;from fengqiao.law.ask import main;"
        "main([],sys.stdin,sys.stdout);sys.stderr.write(str(time.process_time()))"
    )
    question = '{"ask":"rule_period","rule":"R-FIL-03.civil","from":"2026-03-02"}\n'
    times = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code], input=question, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["value"] == "2026-03-09"
        times.append(float(done.stderr))
    assert min(times) < 0.5 * pace()
