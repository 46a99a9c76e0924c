"""The procedure proposed at filing: R-SIM-01, R-SIM-02, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from fengqiao.areas.filing import triage
from fengqiao.areas.filing.facts import Acceptance
from fengqiao.core import clock
from fengqiao.core.testing import PRIVATE_LENDING
from fengqiao.kernel.context import Context, PartyView
from fengqiao.law import causes, settings

DIVORCE = next(c.code for c in causes.search("离婚纠纷") if c.name == "离婚纠纷")


@pytest.fixture
def wage(tmp_path: Path) -> Iterator[None]:
    """The province's yearly wage is 80,000 yuan."""
    file = tmp_path / "settings.yaml"
    file.write_text("settings:\n  - {id: wage.base, value: '80000.00', in_force: 2026-01-01, confirmed: true}\n")
    settings.adopt(file)
    yield
    settings.reset()


def context(amount: str | None, *, cause: str = PRIVATE_LENDING, data: Any = None, **other: Any) -> Context:
    facts = {"address": "诸暨市"}
    views = [PartyView(1, "甲", "claimant", facts=facts), PartyView(2, "乙", "respondent", facts=facts)]
    return Context(
        no="x",
        procedure="filing.first_instance",
        version=1,
        state="received",
        now=datetime(2026, 3, 2, 9, 0, tzinfo=clock.ZONE),
        opened=date(2026, 3, 2),
        dispute={"cause": cause, "amount": amount, "claims": [{"text": "还钱", "amount": amount}]},
        parties=tuple(other.get("parties", views)),
        data=data,
    )


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("40000.00", "small_claims"), ("40000.01", "simple"), ("160000.00", "simple"), ("900000.00", "simple")],
)
def test_R_SIM_02_small_claims_up_to_half_the_wage(wage: None, amount: str, expected: str) -> None:
    assert triage.proposed(context(amount)).value == expected


def test_R_SIM_02_status_is_never_small_claims(wage: None) -> None:
    assert triage.proposed(context("30000.00", cause=DIVORCE)).value == "simple"


def test_R_SIM_02_a_claim_that_is_not_for_money(wage: None) -> None:
    assert triage.proposed(context(None)).value == "simple"


def test_R_SIM_01_a_respondent_who_cannot_be_found_means_ordinary_procedure(wage: None) -> None:
    lost = [PartyView(1, "甲", "claimant", facts={"address": "x"}), PartyView(2, "乙", "respondent")]
    found = triage.proposed(context("30000.00", parties=lost))
    assert found.value == "ordinary"
    assert "下落不明" in found.working[0].zh


def test_R_SIM_01_an_empty_address_alone_does_not_mean_missing(wage: None) -> None:
    unknown = [PartyView(1, "甲", "claimant", facts={"address": "x"}), PartyView(2, "乙", "respondent")]
    found = triage.proposed_as_told(context("30000.00", parties=unknown))
    assert (found.value, found.provisional) == (triage.proposed(context("30000.00")).value, True)
    said = "".join(line.zh for line in found.working)
    assert "不等于下落不明，请向原告核实" in said and "起诉时被告下落不明" not in said
    by_hand = Acceptance(procedure="ordinary", reason="村委会证明被告下落不明。")
    decided = triage.accepted_as_told(context("30000.00", parties=unknown, data=by_hand))
    assert decided["procedure"] == "ordinary" and "村委会证明" in decided["triage_reasons"][-1][0]
    same = triage.proposed_as_told(context("30000.00"))
    assert same == triage.proposed(context("30000.00"))


def test_R_SIM_01_a_numerous_party_means_ordinary_procedure(wage: None) -> None:
    many = [PartyView(n, f"第{n}人", "claimant", facts={"address": "x"}) for n in range(10)]
    many.append(PartyView(99, "乙", "respondent", facts={"address": "x"}))
    assert triage.proposed(context("30000.00", parties=many)).value == "ordinary"


def test_without_the_wage_the_proposal_says_that_it_must_be_checked() -> None:
    found = triage.proposed(context("30000.00"))
    assert (found.value, found.provisional) == ("simple", True)
    assert "尚未录入" in found.working[-1].zh


def test_another_choice_is_kept_with_its_reason(wage: None) -> None:
    chosen = Acceptance(procedure="ordinary", reason="需要鉴定，争议较大")
    facts = triage.accepted(context("30000.00", data=chosen))
    assert (facts["procedure"], facts["triage_proposed"]) == ("ordinary", "small_claims")
    assert "需要鉴定" in facts["triage_reasons"][-1][0]
    with pytest.raises(ValueError, match="choice_needs_reason"):
        Acceptance(procedure="ordinary")
