"""The library of rules as pages: every rule and every period has one, and the filter finds them."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.law import periods, rules, settings
from fengqiao.web.testing import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


IDS = [*rules.all_rules(), *(p.id for p in periods.all_rules())]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("part", range(4))
def test_every_rule_and_every_period_has_a_page(language: str, part: int) -> None:
    for id in IDS[part::4]:
        answer = Client().get(f"/law/{id}/", headers={"accept-language": language})
        html = answer.content.decode()
        assert answer.status_code == 200, id
        assert id in html
        assert "calculators." not in html, id


def test_every_rule_is_listed_with_its_status() -> None:
    visitor = Visitor()
    links: set[str] = set()
    url = "/law/"
    while url:
        page = visitor.get(url)
        links |= set(page.links)
        following = [
            link
            for link in page.links
            if "page=" in link and f'rel="next" href="{link}"' in page.html.replace("&amp;", "&")
        ]
        url = f"/law/{following[0]}" if following else ""
    assert {f"/law/{id}/" for id in rules.all_rules()} <= links


def test_the_filter_finds_by_word_number_and_article() -> None:
    visitor = Visitor()
    assert "/law/R-HRG-09/" in visitor.get("/law/?q=上诉").links
    assert "/law/R-ENF-17/" in visitor.get("/law/?q=r-enf-17").links
    found = visitor.get("/law/?q=CPL+171")
    assert "/law/R-HRG-09/" in found.links
    assert "/law/R-FEE-01/" not in found.links
    assert "没有找到" in visitor.get("/law/?q=没有这样的规则").text


def test_the_filter_by_status() -> None:
    page = Visitor().get("/law/?status=LOCAL")
    local = {f"/law/{one.id}/" for one in rules.all_rules().values() if one.status == "LOCAL"}
    assert local
    assert local <= set(page.links)
    assert "/law/R-PER-01/" not in page.links
    assert Visitor().get("/law/?status=nonsense").status == 200


def test_a_setting_stands_with_its_value_owner_and_range() -> None:
    page = Visitor().get("/law/R-FEE-02/")
    one = settings.setting("fee.divorce_base")
    for part in (one.zh, one.owner, "300.00", "50.00", "尚未确认", "fee.divorce_base"):
        assert part in page.text


def test_a_period_is_worked_out_on_its_own_page() -> None:
    page = Visitor().get("/law/R-HRG-09.appeal_judgment/?at=2026-09-18")
    assert "2026年10月8日" in page.text
    assert "起算事由发生之日" in page.text
    wrong = Visitor().get("/law/R-HRG-09.appeal_judgment/?at=2026-02-31")
    assert wrong.status == 422
    assert 'id="f-at-error"' in wrong.html
    hours = Visitor().get("/law/R-LIM-16.protection_order/?at=2026-02-13T16:05")
    assert "2026年2月16日 17:00" in hours.text


def test_a_tariff_stands_on_the_page_of_its_rule() -> None:
    page = Visitor().get("/law/R-FEE-01/")
    for percent in ("2.5%", "2%", "1.5%", "0.5%"):
        assert percent in page.text
    assert "/calc/fee/" in page.links


@pytest.mark.parametrize("id", ["R-XXX-99", "R-HRG-09.nothing", "nonsense", "R-HRG-09.<script>"])
def test_what_is_no_rule_is_not_found(id: str) -> None:
    assert Visitor().get(f"/law/{id}/").status == 404
