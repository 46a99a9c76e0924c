"""The list of every rule: what it says, how sure it is, its source, and the tests that hold it.

The list is ``data/rules.yaml``; which tests hold a rule is in ``data/held_by.yaml``, which
``python -m fengqiao.law.docs`` writes from the tests themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fengqiao.kernel.citation import Citation
from fengqiao.law.citing import cite
from fengqiao.law.store import DATA, load

STATUS_ZH = {"V": "已核对条文", "S": "据公开资料", "U": "未核实，作为设置", "LOCAL": "由地方或者法院确定"}
STATUS_EN = {"V": "verified", "S": "secondary source", "U": "unverified, a setting", "LOCAL": "local"}
KIND_ZH = {"computed": "计算", "decided": "判断", "setting": "设置", "stated": "说明", "elsewhere": "其他部分"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``kind`` is computed, decided, setting, stated (held by the procedures that follow
    it) or elsewhere (another part of the platform); ``tests`` name what holds it.
    """

    id: str
    zh: str
    en: str
    status: str
    cites: tuple[Citation, ...]
    kind: str
    tests: tuple[str, ...]


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by id, in order."""
    held = load("held_by.yaml") if (DATA / "held_by.yaml").exists() else {}
    return {
        id: Rule(id, zh, en, status, tuple(cite(text) for text in cites), kind, tuple(held.get(id, ())))
        for id, (zh, en, status, cites, kind) in load("rules.yaml").items()
    }


def rule_of(id: str) -> Rule:
    """Return the rule that an id such as ``R-FIL-03.civil`` belongs to. Raises LookupError."""
    found = all_rules().get(id.split(".")[0])
    if found is None:
        raise LookupError(f"unknown rule: {id}")
    return found
