"""The list of rules is whole: every rule that is computed or decided has a test named by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.law import decisions, docs, limits, periods, rules, settings
from fengqiao.law.citing import cite, current
from fengqiao.law.indicators import indicators
from fengqiao.law.instruments import BY_CODE, CPL
from fengqiao.law.store import load

ROOT = Path(__file__).resolve().parents[2]
HELD = docs.held_by(ROOT / "tests")
LIVE = [rule for rule in rules.all_rules().values() if rule.kind in ("computed", "decided", "setting")]


@pytest.mark.parametrize("rule", LIVE, ids=lambda rule: rule.id)
def test_rule_has_a_test_named_by_it(rule: rules.Rule) -> None:
    assert HELD.get(rule.id), f"{rule.id} {rule.zh} is held by no test"


@pytest.mark.parametrize("rule", rules.all_rules().values(), ids=lambda rule: rule.id)
def test_rule_has_status_source_and_words(rule: rules.Rule) -> None:
    assert rule.status in rules.STATUS_ZH
    assert rule.kind in rules.KIND_ZH
    assert rule.zh
    assert rule.en
    assert rule.cites


def test_everything_that_names_a_rule_names_one_that_exists() -> None:
    names = [rule.id for rule in periods.all_rules()]
    names += list(decisions.tables()) + list(indicators())
    names += [one.rule for one in settings.all_settings()] + list(HELD)
    names += [entry[-1]["rule"] for entry in load("limits.yaml")["limits"].values()]
    for name in names:
        assert rules.rule_of(name).id == name.split(".")[0]
    with pytest.raises(LookupError, match="unknown rule"):
        rules.rule_of("R-XXX-01")


def test_every_procedure_of_the_limits_has_its_rule() -> None:
    assert set(limits.PROCEDURES) == set(load("limits.yaml")["limits"])


def test_generated_pages_are_up_to_date() -> None:
    assert docs.main(["--check", str(ROOT)]) == 0, "run: python -m fengqiao.law.docs"


def test_pages_are_written_where_they_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DATA", tmp_path)
    assert docs.main(["--check", str(tmp_path)]) == 1
    assert docs.main([str(tmp_path)]) == 0
    assert docs.main(["--check", str(tmp_path)]) == 0
    assert "R-PER-02" in (tmp_path / "docs" / "law" / "rules.md").read_text(encoding="utf-8")


def test_citations_are_read_and_refused() -> None:
    assert cite("CPL 59(3)") == CPL(59, 3)
    assert cite("TL00 5").article == 5
    for bad in ("XXX 1", "CPL", "CPL x", "cpl 1"):
        with pytest.raises(LookupError):
            cite(bad)


def test_instruments_are_unique_and_dated() -> None:
    assert len(BY_CODE) >= 45
    assert len({one.zh for one in BY_CODE.values()}) == len(BY_CODE)
    for code, one in BY_CODE.items():
        assert one.code == code
        assert one.en
        assert one.version[:4].isdigit()


@pytest.mark.parametrize(
    ("numbering", "old", "new"),
    [
        ("2021", 201, 205),
        ("2021", 203, 207),
        ("2021", 207, 211),
        ("2021", 234, 238),
        ("2021", 238, 242),
        ("2021", 246, 250),
        ("2021", 260, 264),
        ("2021", 193, 193),
        ("2021", 194, 198),
        ("2021", 271, 275),
        ("2021", 85, 85),
        ("2017", 86, 89),
        ("2017", 100, 103),
        ("2017", 225, 236),
        ("2017", 227, 238),
        ("2017", 253, 264),
        ("1991", 36, 37),
        ("1991", 137, 154),
    ],
)
def test_old_article_numbers_are_turned(numbering: str, old: int, new: int) -> None:
    assert current(numbering, old) == CPL(new)


@pytest.mark.parametrize(("numbering", "old"), [("2021", 272), ("2021", 0), ("2017", 1), ("1991", 1), ("1982", 1)])
def test_old_article_numbers_that_are_not_settled_are_refused(numbering: str, old: int) -> None:
    with pytest.raises(LookupError):
        current(numbering, old)
