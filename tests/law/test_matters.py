"""Limits, service, numbers, jurisdiction, enforcement and publication, where an example is not enough."""

# ruff: noqa: DTZ001 - a question gives a time without a zone, which is read as Shanghai time

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.law import (
    anonymise,
    auction,
    case_number,
    clocks,
    decisions,
    enforcement,
    fee_suits,
    identity,
    indicators,
    jurisdiction,
    limits,
    preservation,
    procedure_choice,
    publication,
    service,
    settings,
)
from fengqiao.law.errors import FieldError

FILED = date(2026, 1, 5)
days = st.dates(date(2025, 1, 1), date(2026, 6, 30))
spans = st.lists(st.tuples(days, st.integers(0, 40)), max_size=5)
cents = st.decimals(1, 10**7, places=2)


@pytest.fixture
def own_settings() -> Iterator[None]:
    yield
    settings.reset()


def adopt(folder: Path, id: str, value: str) -> None:
    path = folder / "own.yaml"
    path.write_text(f"settings: [{{id: {id}, value: {value}, in_force: 2025-01-01, confirmed: true}}]")
    settings.adopt(path)


@pytest.mark.parametrize(
    ("id", "value"),
    [("period.online_cutoff_hour", 24), ("cross_region.response_minutes", 30), ("period.courier_posting", True)],
)
def test_R_PER_09_and_R_FIL_15_are_settings_with_a_default_and_an_owner(id: str, value: object) -> None:
    found = settings.setting(id)
    assert found.value == value
    assert found.owner
    assert not found.confirmed


def test_R_FIL_15_response_time_is_local() -> None:
    assert settings.setting("cross_region.response_minutes").rule == "R-FIL-15"


def test_R_CNO_02_year_of_receipt_unless_the_court_says_filing(tmp_path: Path, own_settings: None) -> None:
    found = case_number.case_year(date(2026, 12, 31), date(2027, 1, 5))
    assert found.value == 2026
    assert found.provisional
    assert not case_number.case_year(date(2026, 3, 1), date(2026, 3, 5)).provisional
    adopt(tmp_path, "case_number.year_basis", "filed")
    assert case_number.case_year(date(2026, 12, 31), date(2027, 1, 5)).value == 2027


@given(st.integers(1000, 9999), st.sampled_from(sorted(case_number.case_types())), st.integers(1, 10**6))
def test_R_CNO_01_what_is_written_can_be_read(year: int, type: str, sequence: int) -> None:
    text = case_number.format_number(year, "粤0703", type, sequence).value
    found = case_number.parse_number(text).value
    assert str(found) == text
    assert found.series == ("粤0703", year, None, type)


@pytest.mark.parametrize("bad", [0, -1, True, "1", 1.0])
def test_R_CNO_05_numbers_are_natural(bad: object) -> None:
    with pytest.raises(FieldError):
        case_number.format_number(2026, "粤0703", "民初", bad)  # type: ignore[arg-type]
    with pytest.raises(FieldError):
        case_number.format_number(bad, "粤0703", "民初", 1)  # type: ignore[arg-type]


@given(days, spans)
def test_R_LIM_22_never_shorter_and_overlaps_count_once(filed: date, raw: list[tuple[date, int]]) -> None:
    excluded = [(first, first + timedelta(days=n)) for first, n in raw]
    plain = limits.trial_limit("ordinary", filed).value
    found = limits.trial_limit_detail("ordinary", filed, excluded).value
    assert found.target >= plain
    assert (found.target - plain).days == found.excluded_days
    doubled = limits.trial_limit("ordinary", filed, excluded + excluded).value
    assert doubled == found.target
    assert found.excluded_days <= sum(n + 1 for _, n in raw)


def test_R_LIM_22_both_conventions_are_shown(tmp_path: Path, own_settings: None) -> None:
    excluded = [(date(2026, 3, 1), date(2026, 4, 15))]
    found = limits.trial_limit_detail("ordinary", FILED, excluded).value
    assert (found.target, found.other, found.excluded_days) == (date(2026, 8, 20), date(2026, 8, 19), 46)
    adopt(tmp_path, "limit.excluded_first_day", "exclusive")
    turned = limits.trial_limit_detail("ordinary", FILED, excluded)
    assert (turned.value.target, turned.value.other) == (date(2026, 8, 19), date(2026, 8, 20))


def test_R_LIM_20_target_and_legal_limit() -> None:
    found = limits.trial_limit_detail("ordinary", FILED).value
    assert (found.target, found.legal) == (date(2026, 7, 5), date(2026, 7, 6))
    assert found.warnings == (date(2026, 6, 5), date(2026, 6, 20), date(2026, 6, 30))


def test_R_LIM_21_days_before_filing_change_nothing() -> None:
    before = [(date(2025, 12, 1), FILED)]
    assert limits.trial_limit("ordinary", FILED, before).value == date(2026, 7, 5)
    across = [(date(2025, 12, 1), date(2026, 1, 15))]
    assert limits.trial_limit("ordinary", FILED, across).value == date(2026, 7, 15)


def test_R_LIM_21_what_is_not_counted() -> None:
    first, last = date(2026, 3, 1), date(2026, 4, 15)
    assert limits.excluded_interval("appraisal", first, last).value == (first, last)
    assert limits.excluded_interval("adjournment", first, last).value == (first, date(2026, 3, 31))
    assert limits.excluded_interval("adjournment", first, first).value == (first, first)
    assert limits.excluded_interval("mediation_first", first, last).value is None
    for kind, out in limits.interval_kinds().items():
        found = limits.excluded_interval(kind, first, first)
        assert (found.value is not None) == out
        assert found.cites
    for wrong in (("holiday", last, first), ("none", first, last)):
        with pytest.raises(FieldError):
            limits.excluded_interval(*wrong)


def test_R_LIM_23_extension_is_asked_fifteen_days_before() -> None:
    limit = date(2026, 7, 5)
    assert limits.extension_possible(date(2026, 6, 20), limit).value
    assert not limits.extension_possible(date(2026, 6, 21), limit).value


def test_R_LIM_24_adjournments() -> None:
    assert limits.adjournments_left("ordinary", 0).value == 2
    assert limits.adjournments_left("simple", 1).value == 0
    assert limits.adjournments_left("ordinary", 5).value == 0


def test_R_LIM_25_conversion_goes_up_before_expiry_only() -> None:
    limit = date(2026, 4, 5)
    go = limits.conversion_allowed
    assert go("simple", "ordinary", date(2026, 4, 5), limit, hearing_opened=True).value
    assert not go("simple", "ordinary", date(2026, 4, 6), limit, hearing_opened=True).value
    assert go("small_claims", "simple", date(2026, 3, 1), limit, hearing_opened=True).value
    assert not go("ordinary", "simple", date(2026, 3, 1), limit, hearing_opened=True).value
    assert go("ordinary", "simple", date(2026, 3, 1), limit, hearing_opened=False).value
    assert not go("ordinary", "small_claims", date(2026, 3, 1), limit, hearing_opened=False).value


def test_R_LIM_07_extensions_are_whole_and_bounded() -> None:
    for bad in (-1, True, 1.5):
        with pytest.raises(FieldError):
            limits.trial_limit("ordinary", FILED, extension_months=bad)  # type: ignore[arg-type]
    with pytest.raises(FieldError, match="cannot be extended"):
        limits.trial_limit("payment_order", FILED, extension_days=1)
    assert limits.trial_limit("retrial_review", FILED, extension_months=12).value == date(2027, 4, 5)


def test_R_SRV_21_the_earliest_effective_channel_counts() -> None:
    mail = service.served("electronic", "judgment", "ordinary", {"consent": True, "arrived_on": "2026-03-02T09:00"})
    read = service.served("electronic", "judgment", "ordinary", {"address": "other", "read_on": "2026-03-04"})
    paper = service.served("direct", "judgment", "ordinary", {"signed_on": "2026-03-05"})
    failed = service.served("mail", "judgment", "ordinary", {})
    assert service.earliest([paper, read, failed, mail]).value.date == date(2026, 3, 2)
    assert not service.earliest([failed]).value.served
    with pytest.raises(ValueError, match="no service"):
        service.earliest([])


@pytest.mark.parametrize("document", service.documents())
@pytest.mark.parametrize("procedure", service.procedures())
def test_R_SRV_12_matrix_is_kept_for_every_method(document: str, procedure: str) -> None:
    facts = {"signed_on": "2026-03-02", "published_on": "2026-03-02", "whereabouts_unknown": True}
    notice = service.served("public_notice", document, procedure, facts).value
    if procedure in ("simple", "small_claims", "payment_order"):
        assert not notice.served
    if document in ("mediation_document", "payment_order", "compelled_summons"):
        assert not notice.served
    left = {"refused": True, "photo_video": True, "left_on": "2026-03-02"}
    leaving = service.served("leaving", document, procedure, left).value
    assert leaving.served == (document not in ("mediation_document", "compelled_summons"))
    assert service.served("direct", document, procedure, facts).value.served


def test_R_SRV_11_judgments_are_not_served_by_phone() -> None:
    told = {"notified_on": "2026-03-02", "confirmed": True}
    for document in ("judgment", "ruling", "mediation_document"):
        assert not service.served("phone", document, "simple", told).value.served
    assert not service.served("phone", "summons", "ordinary", told).value.served


def test_R_JUR_10_ip_levels() -> None:
    level = jurisdiction.level_jurisdiction
    assert level({"ip": "design_patent"}).value == "intermediate"
    assert level({"ip": "copyright"}).value == "basic"


def test_R_JUR_08_unknown_facts_are_refused() -> None:
    with pytest.raises(FieldError) as error:
        jurisdiction.level_jurisdiction({"amount": "1", "amuont": "2"})
    assert error.value.field == "amuont"


def test_R_SIM_01_proposals() -> None:
    propose, case = procedure_choice.propose, procedure_choice.Case
    assert propose(case(None)).value == "simple"
    assert propose(case(50000, 120000)).value == "small_claims"
    assert propose(case(100000, 120000)).value == "simple"
    assert propose(case(1, 120000, simple_facts=False, agreed_simple=True)).value == "simple"


@given(cents, cents)
def test_R_SIM_02_a_higher_claim_is_never_more_small(amount: Decimal, base: Decimal) -> None:
    order = ["mandatory", "by_agreement", "no"]
    ask = procedure_choice.small_claims
    assert order.index(ask(amount, base).value) <= order.index(ask(amount + 1, base).value)


@given(cents, st.lists(cents, min_size=1, max_size=8))
def test_R_ENF_29_parts_add_up_and_nobody_gets_more_than_the_claim(net: Decimal, claims: list[Decimal]) -> None:
    parts = enforcement.pro_rata(net, claims)
    assert sum(parts) == min(net, sum(claims))
    assert all(0 <= part <= claim for part, claim in zip(parts, claims, strict=True))


def test_R_ENF_29_priority_comes_first() -> None:
    found = enforcement.distribution(100, [("A", 80), ("B", 80)], [("抵押权人", 60), ("工资", 50)]).value
    assert [share.paid for share in found] == [Decimal(60), Decimal(40), Decimal(0), Decimal(0)]


@given(cents, st.integers(0, 400), st.integers(0, 400))
def test_R_ENF_17_interest_grows_with_delay(principal: Decimal, a: int, b: int) -> None:
    due = date(2025, 1, 31)
    low, high = sorted((a, b))
    ask = enforcement.late_interest
    early = ask(principal, due, [(due + timedelta(days=low), principal)]).value
    late = ask(principal, due, [(due + timedelta(days=high), principal)]).value
    assert 0 <= early <= late


def test_R_ENF_17_overpayment_and_stays_count_once(tmp_path: Path, own_settings: None) -> None:
    due, paid = date(2026, 1, 31), date(2026, 2, 10)
    ask = enforcement.late_interest
    assert ask(1000, due, [(paid, 5000)]).value == ask(1000, due, [(paid, 1000)]).value
    stays = [(date(2026, 2, 1), date(2026, 2, 3)), (date(2026, 2, 2), date(2026, 2, 4))]
    assert ask(100000, due, [(paid, 100000)], stays).value == Decimal("105.00")
    assert "继续计算" in ask(1000, due, [(paid, 400)]).working[-2].zh
    with pytest.raises(FieldError):
        ask(1000, due, [(paid, 400)], [(paid, due)])
    adopt(tmp_path, "interest.first_day", "inclusive")
    assert ask(100000, due, [(paid, 100000)]).value == Decimal("192.50")


def test_R_ENF_01_events_outside_the_window_change_nothing() -> None:
    ask = enforcement.enforcement_window
    last = date(2024, 3, 29)
    assert ask(last, [date(2026, 6, 1)]).value == ask(last).value
    assert ask(last, [date(2024, 1, 1)]).value == ask(last).value
    with pytest.raises(FieldError):
        ask(last, (), [(date(2026, 2, 1), date(2026, 1, 1))])


def test_R_ENF_13_wrong_inputs() -> None:
    ask = enforcement.listing_removal
    for bad in (0, 7, True):
        with pytest.raises(FieldError):
            ask(bad, FILED)
    with pytest.raises(FieldError) as error:
        ask(1, FILED, "performed")
    assert error.value.field == "event_date"
    with pytest.raises(FieldError):
        ask(2, FILED, extra_years=4)
    assert ask(1, FILED).value == enforcement.Removal(None, None, False)


def test_R_ENF_19_network_price_is_the_mean() -> None:
    assert enforcement.network_price([980000, 1000000, 1050000]).value == Decimal("1010000.00")
    with pytest.raises(FieldError):
        enforcement.network_price([])


def test_R_ENF_23_highest_price_wins_and_low_bids_are_void() -> None:
    at = datetime(2026, 6, 11, 9, 0)
    bids = [
        auction.Bid(at, Decimal(90), "low"),
        auction.Bid(at + timedelta(minutes=1), Decimal(120), "A"),
        auction.Bid(at + timedelta(minutes=2), Decimal(120), "B"),
        auction.Bid(at + timedelta(minutes=55), Decimal(130), "C"),
        auction.Bid(at + timedelta(minutes=61), Decimal(900), "late"),
    ]
    found = auction.bidding(at + timedelta(hours=1), bids, 100).value
    assert found.ends == at + timedelta(minutes=60)
    assert found.winner is not None
    assert found.winner.bidder == "C"
    assert auction.bidding(at, []).value.winner is None


def test_R_ENF_21_and_22_prices_need_their_reference() -> None:
    for call in (lambda: auction.prices(1), lambda: auction.prices(2), lambda: auction.prices(3, 1)):
        with pytest.raises(FieldError):
            call()
    assert auction.prices(1, "0.01").value.lowest_start == Decimal("0.01")


def test_R_PRS_08_every_asset_has_its_longest_term() -> None:
    ask = preservation.expiry
    ends = {asset: ask(asset, FILED).value.corresponding.year for asset in preservation.ASSETS}
    assert ends == {"deposit": 2027, "movable": 2028, "real_estate": 2029, "other_right": 2029}
    assert ask("real_estate", FILED, 1).value.corresponding.year == 2027
    for bad in (0, 4, True):
        with pytest.raises(FieldError):
            ask("real_estate", FILED, bad)


def test_R_FIL_03_file_first_when_seven_days_are_over() -> None:
    received = date(2026, 9, 18)
    assert not clocks.must_file_first(received, date(2026, 9, 28)).value
    assert clocks.must_file_first(received, date(2026, 9, 29)).value


def test_R_FIL_08_the_husband_may_not_sue() -> None:
    ask = clocks.divorce_barred_for_husband
    today = date(2026, 3, 2)
    assert ask(today, pregnant=True).value
    assert ask(today, birth=date(2025, 3, 2)).value
    assert not ask(today, birth=date(2025, 3, 1)).value
    assert ask(today, pregnancy_ended=date(2025, 9, 2)).value
    assert not ask(today, pregnancy_ended=date(2025, 9, 1)).value
    assert not ask(today, pregnant=True, court_finds_necessary=True).value
    assert not ask(today).value


def test_R_PER_04_courier_without_proof_is_not_posting() -> None:
    limit = date(2026, 2, 14)
    assert not clocks.in_time(limit, limit, by="courier", proof=False).value
    assert clocks.in_time(limit, limit, by="court").value


def test_R_PER_10_correction_starts_the_period_again() -> None:
    assert clocks.after_correction(date(2026, 3, 10)).value == date(2026, 3, 17)


def test_R_PER_11_foreign_parties_have_thirty_days() -> None:
    found = clocks.effective_day({"A": date(2026, 3, 2)}, foreign=("A",))
    assert found.value == date(2026, 4, 2)
    assert clocks.effective_day({"A": date(2026, 3, 2)}, "ruling").value == date(2026, 3, 13)
    with pytest.raises(FieldError):
        clocks.effective_day({})


@given(st.lists(st.sampled_from(["张三", "张四", "张五", "李一", "欧阳修", "John", "Jane", "阿依古丽"]), max_size=8))
def test_R_PUB_04_different_people_never_share_a_name(names: list[str]) -> None:
    forms = anonymise.hidden_names(names)
    assert len(set(forms)) == len(set(names))
    assert all(name not in form for name, form in zip(names, forms, strict=True))


def test_R_PUB_04_who_is_hidden() -> None:
    assert publication.hidden("family", "party").value
    assert publication.hidden("criminal", "witness").value
    assert not publication.hidden("other", "party").value
    assert publication.hidden("other", "party", minor=True).value


def test_R_PUB_05_counts_what_it_removed_and_keeps_dates() -> None:
    text = "生于1990年1月2日，电话0750-3123456，邮箱a.b@c.cn，不动产权证第1234567号。"
    found, removed = anonymise.without_data(text)
    assert "1990年1月2日" in found
    assert dict(removed) == {"phone": 1, "email": 1, "title_certificate": 1}


def test_R_FIL_11_age_and_minority() -> None:
    assert identity.age(date(2008, 3, 3), date(2026, 3, 2)) == 17
    assert identity.age(date(2008, 3, 2), date(2026, 3, 2)) == 18
    assert not identity.is_minor("11010519491231002X", date(2026, 3, 2))
    assert identity.is_minor("11010519491231002X", date(1967, 12, 30))
    with pytest.raises(FieldError):
        identity.is_minor("110105194912310021", date(2026, 3, 2))


@pytest.mark.parametrize(
    "begins",
    ["33062519620512001", "33068119800101002", "33060219800101003", "83000019800101004", "93315619800101005"],
    ids=["county-renamed", "city-made-later", "district-made-later", "taiwan-residence-permit", "permanent-foreigner"],
)
def test_R_FIL_11_a_number_given_long_after_birth_is_right(begins: str) -> None:
    """Many got their number only with their first card, under the code that their county had then."""
    number = next(begins + last for last in "0123456789X" if identity.check("resident_id", begins + last).value.valid)
    assert identity.check("resident_id", number).value.birth == date(int(begins[6:10]), int(begins[10:12]), int(begins[12:14]))
    wrong = identity.check("resident_id", number[:-1] + ("0" if number[-1] != "0" else "1")).value
    assert wrong.reason_zh == "校验码不符。"


@pytest.mark.parametrize("area", ["00", "10", "47", "66", "99"])
def test_R_FIL_11_a_province_that_there_is_not_is_refused(area: str) -> None:
    found = [identity.check("resident_id", f"{area}010119800101001{last}").value for last in "0123456789X"]
    assert not any(one.valid for one in found) and {one.reason_zh for one in found} == {"校验码不符。", "地址码不存在。"}


@pytest.mark.parametrize(
    ("type", "number"),
    [
        ("resident_id", "110105491231002"),
        ("resident_id", "11010519490231002X"),
        ("uscc", "91350100M000100Y4"),
        ("uscc", "91350100I000100Y43"),
        ("passport", "ABCDEFGH"),
        ("passport", "E1234567890"),
        ("phone", "+1"),
    ],
)
def test_R_FIL_11_wrong_numbers_have_a_reason(type: str, number: str) -> None:
    found = identity.check(type, number).value
    assert not found.valid
    assert found.reason_zh
    assert found.reason_en


@pytest.mark.parametrize("table", decisions.tables().values(), ids=lambda table: table.id)
def test_every_decision_table_can_hold_and_fail(table: decisions.Table) -> None:
    good = dict.fromkeys([*table.all, *(next(iter(group)) for group in table.any)], True)
    assert decisions.decide(table.id, good).value.holds
    for name in table.none:
        assert decisions.decide(table.id, {**good, name: True}).value.barring == (name,)
    for name in table.all:
        assert not decisions.decide(table.id, {**good, name: False}).value.holds
    if table.all or table.any:
        assert not decisions.decide(table.id, {}).value.holds
    with pytest.raises(FieldError):
        decisions.decide(table.id, {"no such fact": True})
    with pytest.raises(FieldError):
        decisions.decide(table.id, {next(iter(table.facts)): "yes"})


@pytest.mark.parametrize("id", indicators.indicators())
def test_R_KPI_30_every_indicator_counts_and_refuses_zero(id: str) -> None:
    assert indicators.indicator(id, 50, 50).value.value >= 0
    assert indicators.indicator(id, 19, 19).value.small
    assert not indicators.indicator(id, 20, 20).value.small
    with pytest.raises(FieldError):
        indicators.indicator(id, 1, 0)


def test_R_PER_09_online_until_midnight_unless_the_court_says_otherwise(tmp_path: Path, own_settings: None) -> None:
    late = datetime(2026, 5, 29, 23, 40)
    assert clocks.received_on(late).value == date(2026, 5, 29)
    assert not clocks.received_on(late).provisional
    assert clocks.received_on(datetime(2026, 5, 29, 16, 0, tzinfo=UTC)).value == date(2026, 5, 30)
    adopt(tmp_path, "period.online_cutoff_hour", "17")
    assert clocks.received_on(late).value == date(2026, 5, 30)
    assert clocks.received_on(datetime(2026, 5, 29, 16, 59)).value == date(2026, 5, 29)
    assert clocks.received_on(datetime(2026, 5, 29, 17, 0)).value == date(2026, 5, 30)


def test_R_FEE_11_the_main_claim_is_not_halved_unless_the_court_says_so(tmp_path: Path, own_settings: None) -> None:
    found = fee_suits.suit_fees(100000, [150000])
    assert (found.value.main, found.value.merged) == (Decimal("2300.00"), (Decimal("1650.00"),))
    assert found.provisional
    assert not fee_suits.suit_fees(100000, []).provisional
    simple = fee_suits.suit_fees(100000, [150000], ["simple"])
    assert simple.value.main == Decimal("1150.00")
    assert not simple.provisional
    adopt(tmp_path, "fee.counterclaim_halves_main", "true")
    assert fee_suits.suit_fees(100000, [150000]).value.main == Decimal("1150.00")
    assert fee_suits.suit_fees(100000, [150000], ["simple"]).value.main == Decimal("1150.00")
    assert fee_suits.suit_fees(100000, []).value.main == Decimal("2300.00")
