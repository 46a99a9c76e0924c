"""Who one is, on a phone: a signature asks for it, the check is made, and the filled form is still there."""

from __future__ import annotations

import pytest
from stdnum.cn import ric

pytestmark = pytest.mark.browser


def number(day: int) -> str:
    """A number of the right form that is given to nobody."""
    body = f"330600198503{day:02d}000"
    return body + ric.calc_check_digit(body + "0")


def signing(court, phone: str) -> str:
    """A mediation that waits for the claimant's signature."""
    no = court("tell", "mediation.pre_litigation", phone)[0]
    court("bind", no, "13700990002")
    court("do", no, "consent", "13700990002", agree=True)
    court("advance", "2026-03-20T09:00:00")
    mediator = court("seated", no, "mediator")
    court("do", no, "accept", mediator, impartial=True)
    court(
        "do",
        no,
        "record_agreement",
        mediator,
        terms="李小红于2026年4月30日前归还陈大明48000元。",
        payer="respondent",
        instalments=[{"amount": "48000", "due": "2026-04-30"}],
    )
    return no


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_signature_asks_who_one_is_and_comes_back_to_the_filled_form(stage, scripts: bool) -> None:
    court, phone = stage.server, f"1370099000{3 if scripts else 4}"
    no = signing(court, phone)
    citizen = stage.actor(phone, scripts=scripts)
    page = citizen.go(f"/m/{no}/do/sign/")
    citizen.type(agree=True)
    citizen.press()
    assert "/do/sign/" in page.url
    refusal = page.locator("main .refusal")
    assert "实名核验" in refusal.inner_text() and "第七条" in refusal.inner_text()
    refusal.locator("a.button").click()
    citizen.type(name="陈大明", id_type="resident_id", number=number(1 + scripts))
    citizen.press()
    citizen.type(code=court("code", phone))
    citizen.press()
    assert page.url.endswith(f"/m/{no}/do/sign/"), page.inner_text("main")
    assert page.locator("main .refusal").count() == 0
    assert page.locator('main [name="agree"]').first.is_checked(), "what was filled in is kept"
    citizen.press()
    assert "/do/" not in page.url, page.inner_text("main")
    assert "sign" in court("events", no)
    page = citizen.go("/identity/")
    page.locator('main form[action="/identity/face/"] button').click()
    page.wait_for_url("**/sandbox/identity/face/**")
    page.locator('button[value="pass"]').click()
    page.wait_for_url("**/identity/**")
    assert "已核对本人" in citizen.go("/identity/").inner_text("main")


def test_a_passkey_is_made_and_signs_in(stage) -> None:
    """With the browser's own virtual authenticator: a device that verifies its owner."""
    phone = "13700990009"
    address = stage.server.url.replace("127.0.0.1", "localhost")
    context = stage.browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": stage.server("session", phone), "url": address}])
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, **more}})
    page.goto(f"{address}/account/security/passkey/")
    page.fill("#f-name", "我的手机")
    page.locator("main form .button--main").click()
    page.wait_for_url("**/account/security/")
    assert "我的手机" in page.inner_text("main")
    context.clear_cookies()
    page.goto(f"{address}/login/passkey/?next=/inbox/")
    page.locator("main form .button--main").click()
    page.wait_for_url("**/inbox/")
    context.close()
