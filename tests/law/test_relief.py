"""Relief from costs by the statute: kinds, grounds, who may name them, the least share (FEE 44 to 48)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fengqiao.law import decisions, relief
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import FEE

pytestmark = pytest.mark.pure
TABLES = {"exempt": "R-FEE-36.exempt", "reduce": "R-FEE-37.reduce", "defer": "R-FEE-38.defer"}


def test_R_FEE_36_to_38_the_grounds_are_those_of_the_decision_tables() -> None:
    for kind, table in TABLES.items():
        (named,) = decisions.tables()[table].any
        held = {"disabled" if name == "disabled_no_income" else name for name in named}
        assert {name for name in held if relief.ground(kind, name)} == held


@pytest.mark.parametrize(
    ("kind", "name", "natural", "why"),
    [
        ("exempt", "disabled", True, None),
        ("exempt", "other", False, (relief.PERSONS_ONLY, FEE(44))),
        ("exempt", "disaster", True, (relief.NO_GROUND, FEE(45))),
        ("reduce", "welfare_institution", False, None),
        ("reduce", "welfare_institution", True, (relief.ORGANISATIONS_ONLY, FEE(46))),
        ("reduce", "special_care", False, (relief.PERSONS_ONLY, FEE(46))),
        ("defer", "legal_aid", False, None),
        ("defer", "maintenance", True, (relief.NO_GROUND, FEE(47))),
    ],
)
def test_R_FEE_36_to_38_who_may_be_granted_what(kind: str, name: str, natural: bool, why: object) -> None:
    assert relief.bar(kind, name, natural=natural) == why


def test_R_FEE_39_hardship_is_always_proved_and_its_standard_for_living_costs() -> None:
    for kind in relief.KINDS:
        for name in ("disabled", "maintenance", "disaster", "social_insurance", "other"):
            found = relief.ground(kind, name)
            assert found is None or "hardship" in found.proofs
    assert "standard" in relief.ground("exempt", "maintenance").proofs  # type: ignore[union-attr]


def test_R_FEE_37_the_least_share_is_thirty_in_a_hundred() -> None:
    assert relief.reduced(Decimal("525.00"), 30).value == Decimal("367.50")
    assert relief.reduced(Decimal("0.05"), 50).value == Decimal("0.03"), "half up"
    for percent in (0, 29, 100):
        with pytest.raises(FieldError):
            relief.reduced(Decimal("525.00"), percent)
    with pytest.raises(FieldError):
        relief.bar("waive", "other", natural=True)
