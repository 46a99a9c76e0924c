"""Every worked example in ``examples/*.yaml`` is answered as written there, by way of the program."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fengqiao.kernel import yamls
from fengqiao.law.ask import answer_line
from fengqiao.law.asks import ASKS

FOLDER = Path(__file__).parent / "examples"
FILES = ("periods.yaml", "fees.yaml", "cases.yaml")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _examples() -> list[Any]:
    return [
        pytest.param(_plain(row), id=f"{row['rule']} {row['what']}")
        for name in FILES
        for row in yamls.read(FOLDER / name)
    ]


@pytest.mark.parametrize("row", _examples())
def test_example(row: dict[str, Any]) -> None:
    question = {"id": 7, "ask": row["ask"], **row["in"]}
    found = json.loads(answer_line(json.dumps(question, ensure_ascii=False)))
    assert found["id"] == 7
    if "error" in row:
        assert not found["ok"]
        assert found["error"]["field"] == row["error"]
        assert found["error"]["reason"]
        return
    assert found["ok"], found
    if "places" in row:
        assert [ground["place"] for ground in found["value"]] == row["places"]
    elif isinstance(row["out"], dict):
        assert {key: found["value"].get(key) for key in row["out"]} == row["out"]
    else:
        assert found["value"] == row["out"]
    if "provisional" in row:
        assert found["provisional"] is row["provisional"]
    if "says" in row:
        assert any(row["says"] in line["zh"] for line in found["working"])
    assert found["cites"], "an answer names its article"
    assert all(line["zh"] and line["en"] for line in found["working"])


@pytest.mark.parametrize("name", ASKS)
def test_listed_example_is_true(name: str) -> None:
    ask = ASKS[name]
    found = json.loads(answer_line(json.dumps({"id": 1, "ask": name, **ask.example})))
    assert found["ok"], found
    assert found["value"] == ask.value
