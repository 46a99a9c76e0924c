"""Green channels: recognised from cause, claimants and claims; the court's own clocks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fengqiao.core import clock
from fengqiao.law import causes, green
from fengqiao.law.green import Claimant, Suit, channel_of
from fengqiao.law.store import load

PERSON, FIRM = Claimant("person", "张三", 40), Claimant("entity", "诸暨市甲家具有限公司")


def found(cause: str, *claimants: Claimant, money: bool = True) -> tuple[str, str] | None:
    value = channel_of(Suit(cause, claimants, money)).value
    return (value.code, value.ground) if value else None


@pytest.mark.parametrize(
    ("cause", "claimant", "money", "expected"),
    [
        ("civ26-205.5", PERSON, True, ("livelihood", "wages")),
        ("civ26-144.1", PERSON, True, ("livelihood", "wages")),
        ("civ26-205.5", PERSON, False, None),
        ("civ26-24.1", PERSON, False, ("livelihood", "support")),
        ("civ26-411", PERSON, True, ("livelihood", "injury")),
        ("civ26-205", FIRM, True, None),
        ("civ26-108.3", PERSON, True, None),
        ("civ26-108.3", Claimant("person", "李四", 60), True, ("livelihood", "elderly")),
        ("civ26-108.3", Claimant("person", "李四", 59), True, None),
        ("civ26-108.3", Claimant("person", "王小", 12, minor=True), True, ("livelihood", "minor")),
        ("civ26-88", FIRM, True, ("enterprise", "enterprise")),
        ("civ26-88", FIRM, False, None),
        ("civ26-108", Claimant("entity", "某某银行股份有限公司"), True, None),
        ("civ26-88", Claimant("entity", "枫桥镇人民政府"), True, None),
        ("no-such-cause", PERSON, True, None),
    ],
)
def test_R_GRN_01_channel(cause: str, claimant: Claimant, money: bool, expected: tuple[str, str] | None) -> None:
    assert found(cause, claimant, money=money) == expected


def test_R_GRN_01_the_law_or_the_court_is_named() -> None:
    wages = channel_of(Suit("civ26-205.5", (PERSON,), True))
    assert [(c.instrument.code, c.article) for c in wages.cites] == [("CPL", 109), ("FEE", 20)] and not wages.provisional
    local = channel_of(Suit("civ26-88", (FIRM,), True))
    assert local.provisional and "本院做法" in local.working[-1].zh


def test_R_GRN_01_one_person_is_enough_of_enterprises_all_must_be() -> None:
    assert found("civ26-205.5", FIRM, PERSON) == ("livelihood", "wages")
    assert found("civ26-88", FIRM, PERSON) is None


def test_R_GRN_01_every_ground_names_causes_that_there_are_and_a_channel() -> None:
    for row in load("green.yaml")["versions"][0]["grounds"]:
        assert all(causes.cause(code).kind == "civil" for code in row.get("causes", []))
        assert green.named(row["id"]).code == row["channel"]
    assert {green.named(green.DECIDED + code).code for code in green.codes()} == set(green.codes())
    with pytest.raises(LookupError):
        green.named("bought")


def test_R_GRN_02_filing_in_one_working_day_and_other_steps_in_two() -> None:
    friday = datetime(2026, 3, 6, 16, tzinfo=clock.ZONE)
    assert green.turn_by("livelihood", "filing.first_instance", friday).value == date(2026, 3, 9)
    assert green.turn_by("livelihood", "trial.first_instance", friday).value == date(2026, 3, 10)
    enterprise = green.turn_by("enterprise", "filing.first_instance", friday)
    assert enterprise.value == date(2026, 3, 10) and enterprise.provisional
