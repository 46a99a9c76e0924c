"""A correction on a phone: the clerk names points, the claimant sees those alone, and sends."""

from __future__ import annotations

import pytest

from fengqiao.config.simulation import roster

pytestmark = pytest.mark.browser

BORN, ADDRESS = "claimants.0.born", "respondents.0.address"


@pytest.mark.parametrize("en", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_one_page_with_the_named_points_and_what_the_clerk_said(stage, en: bool, scripts: bool) -> None:
    court, phone = stage.server, f"1380001{scripts:d}{en:d}11"
    (no,) = court("tell", "filing.first_instance", phone)
    defects = [
        {"field": ADDRESS, "code": "unclear", "note": "写到门牌号"},
        {"field": BORN, "code": "missing", "note": ""},
    ]
    court("do", no, "request_correction", roster.roles()["filing_clerk"][0], defects=defects)
    claimant = stage.actor(phone, en=en, scripts=scripts)
    page = claimant.go(f"/m/{no}/do/correct/")
    shown = page.inner_text("main")
    assert ("2 处" in shown or "correct: 2" in shown) and "写到门牌号" in shown
    assert page.locator("main form .field").count() == 3, "the two points, and the guardian whom a birthday may need"
    assert page.locator("main form .fold dl").is_visible() is False
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    claimant.press()
    assert "/do/correct/" in page.url, "what is missing is said on the page"
    assert court("state", no)["state"] == "correcting"
    claimant.type(**{"answers-0-value": "浙江省诸暨市店口镇新村12号", "answers-1-value": "2012-05-01"})
    page = claimant.press()
    assert court("state", no)["state"] == "correcting" and page.locator("#f-answers-2-value-error").is_visible(), "a minor needs a guardian"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    claimant.type(**{"answers-2-value": "陈大山"})
    claimant.press()
    assert court("state", no)["state"] == "received"
