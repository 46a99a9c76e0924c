"""Disputes as invented people tell them: causes by their frequency, sums, dates, words with variations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fengqiao.config.simulation import names
from fengqiao.kernel import yamls
from fengqiao.kernel.wording import plain_date
from fengqiao.law.elements import form_for

_FILE = Path(__file__).with_name("stories.yaml")
_SEVERAL = 0.06
"""How often there is a second respondent."""
_TERSE = 0.04
"""How often the claimant leaves something out that filing will ask for."""


@cache
def stories() -> list[dict[str, Any]]:
    """The kinds of dispute, as the file has them."""
    return list(yamls.read(_FILE))


def tell(
    chance: Random, today: date, claimant: Mapping[str, Any] | None = None, respondent: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a dispute in the form of ``core.told.Told``; a side that is given keeps its person."""
    fitting = [s for s in stories() if not claimant or s["sides"][0] == "p"]
    fitting = [s for s in fitting if not respondent or s["sides"][1] == "p"]
    kind = chance.choices(fitting, [s["weight"] for s in fitting])[0]
    one = claimant or names.party(chance, kind["sides"][0])
    others = [respondent or names.party(chance, kind["sides"][1])]
    if chance.random() < _SEVERAL:
        others.append(names.party(chance, kind["sides"][1]))
    happened = today - timedelta(days=chance.randint(60, 700))
    due = happened + timedelta(days=chance.randint(20, 50))
    amount = sum_of(chance, *kind["amount"]) if "amount" in kind else None
    said = {
        "c": one["name"],
        "r": "、".join(o["name"] for o in others),
        "amount": amount,
        "day": plain_date(happened),
        "due": plain_date(due),
        **{word: chance.choice(choices) for word, choices in kind["words"].items()},
    }
    return {
        "story": chance.choice(kind["stories"]).format(**said),
        "cause": kind["cause"],
        "claims": [{"text": text.format(**said), "amount": amount} for text in kind["claims"]],
        "claimants": [_terse(chance, one)],
        "respondents": others,
        "evidence": [{"name": name, "purpose": purpose} for name, purpose in kind["evidence"]],
        "happened_on": happened,
        **_elements(kind["cause"], amount, happened, due),
    }


def _elements(cause: str, amount: str | None, lent: date, due: date) -> dict[str, Any]:
    """A private loan is told by its elements, as the front door asks them."""
    if form_for(cause).code != "lending" or amount is None:
        return {}
    answers = {"principal": amount, "lent_on": lent.isoformat(), "due_on": due.isoformat(), "proof": ["note"]}
    return {"elements": {"form": "lending", "answers": answers}}


def sum_of(chance: Random, lowest: int, highest: int) -> str:
    """A sum in yuan between the two, with two decimals, more often small than large."""
    spread = math.exp(math.log(lowest) + (math.log(highest) - math.log(lowest)) * chance.betavariate(1.6, 2.4))
    step = 10 if spread < 10_000 else 100 if spread < 100_000 else 1000
    return f"{max(lowest, round(spread / step) * step)}.00"


def _terse(chance: Random, party: dict[str, Any] | Mapping[str, Any]) -> dict[str, Any]:
    told = dict(party)
    if chance.random() < _TERSE:
        told.pop("address", None)
    return told
