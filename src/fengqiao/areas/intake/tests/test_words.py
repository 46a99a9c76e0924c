"""Every question, choice, fault and hint of the front door has words in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.areas.intake import facts, steps, telling
from fengqiao.config.words import entries
from fengqiao.core.words import say
from fengqiao.kernel.asks import Asks, questions

SHAPES = (
    *(facts.Story, facts.CauseOf, facts.MoneyClaims, facts.Claims, facts.People),
    *(facts.Many, facts.EvidenceGiven, facts.Sending),
)
HERE = Path(facts.__file__).parent
WORDS = {key: (zh, en) for key, zh, en in entries(HERE / "words.yaml")}


def keys(shape: type[Asks]) -> Iterator[str]:
    """Every key that the page of a shape may print."""
    for q in questions(shape):
        yield q.key
        yield from (f"{q.key}.{choice}" for choice in q.choices)
        if q.shape is not None:
            yield from keys(q.shape)


def wanted() -> set[str]:
    found = {key for shape in SHAPES for key in keys(shape)}
    found |= {f"intake.step.{code}{part}" for code in (s.code for s in steps.FIXED) for part in ("", ".help", ".why")}
    found |= {f"intake.next.{code}" for code in (telling.MEDIATION, telling.FILING)}
    for path in HERE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'ValueError\("(intake\.[a-z_]+)"\)', text))
        found |= {f"intake.hint.{code}" for code in re.findall(r'Hint\("([a-z_]+)"', text)}
    return found


@pytest.mark.parametrize("key", sorted(wanted()))
def test_has_words_in_both_languages(key: str):
    zh, en = WORDS[key]
    assert zh and en and zh != en
    assert re.search(r"[\u4e00-\u9fff]", zh) and not re.search(r"[\u4e00-\u9fff]", en)


def test_a_hint_is_filled_with_its_values():
    text = say("intake.hint.fee", {"full": "1,050", "half": "525"}, "zh-hans")
    assert "1,050" in text and "525" in text and "{" not in text
