"""Second proofs, passkeys, sessions: each test names the attack that it stops."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.test import Client

from fengqiao.areas.identity import factors
from fengqiao.areas.identity.models import OneTimeKey, Passkey, RecoveryCode, Visit
from fengqiao.areas.identity.tests.soft_device import PRESENT, SoftDevice
from fengqiao.config.commands import second_factor
from fengqiao.core import clock, testing
from fengqiao.core.models import Account, Court
from fengqiao.core.sealing import unseal
from fengqiao.web.testing import Page, Visitor, code_sent
from fengqiao.web.views.accounts import ENTERED

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    """The house has a name, and its public address is the one that tests ask for."""
    settings.PUBLIC_URL = "http://testserver"


@pytest.fixture
def clerk(court: Court) -> Account:
    found = testing.staff("filing_clerk")
    found.set_password(PASSWORD)
    found.save()
    return found


@pytest.fixture
def chen(court: Court) -> Account:
    return testing.account()


def fresh(who: Account) -> Visitor:
    """Somebody who has signed in just now."""
    visitor = Visitor(who)
    session = visitor.client.session
    session[ENTERED] = clock.now().timestamp()
    session.save()
    return visitor


def first_step(who: Account, password: str = PASSWORD, **more: Any) -> tuple[Visitor, Page]:
    visitor = Visitor()
    page = visitor.get("/login/staff/", **more)
    return visitor, page.send({"username": who.username, "password": password}, holds="password", **more)


def digits(who: Account, ahead: int = 0) -> str:
    """What the app of an account shows now, or so many seconds later."""
    secret = unseal(OneTimeKey.objects.get(account=who).secret_sealed)
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + ahead)


def with_app(who: Account) -> list[str]:
    """Set up the app; the recovery codes."""
    visitor = fresh(who)
    page = visitor.get("/account/security/app/")
    codes = page.send({"code": digits(who)}, holds="code")
    return re.findall(r"<li>([A-Z2-9]{5}-[A-Z2-9]{5})</li>", codes.html)


def signed_in(visitor: Visitor) -> bool:
    return not visitor.get("/account/").url.startswith("/login/")


def test_the_app_is_asked_after_the_password(clerk: Account) -> None:
    assert len(with_app(clerk)) == factors.CODES
    visitor, page = first_step(clerk)
    assert page.url == "/login/second/" and not signed_in(visitor)
    with clock.at(testing.NOW + timedelta(minutes=1)):
        page = visitor.get("/login/second/").send({"code": digits(clerk)}, holds="code")
        assert signed_in(visitor)


def test_a_code_that_was_seen_cannot_be_used_again(clerk: Account) -> None:
    """Attack: code replay, by whoever looked over the shoulder; also in the next interval's leeway."""
    with_app(clerk)
    with clock.at(testing.NOW + timedelta(minutes=1)):
        code = digits(clerk)
        visitor, page = first_step(clerk)
        page.send({"code": code}, holds="code")
        assert signed_in(visitor)
        thief, page = first_step(clerk)
        assert page.send({"code": code}, holds="code").status == 422 and not signed_in(thief)
    with clock.at(testing.NOW + timedelta(minutes=1, seconds=25)):
        assert page.send({"code": code}, holds="code").status == 422 and not signed_in(thief)


def test_a_recovery_code_is_good_once_and_no_code_is_kept_in_clear(clerk: Account) -> None:
    code = with_app(clerk)[0]
    for expected in (True, False):
        visitor, page = first_step(clerk)
        page.send({"code": code.lower()}, holds="code")
        assert signed_in(visitor) is expected
    kept = str(list(RecoveryCode.objects.values())) + str(list(OneTimeKey.objects.values()))
    assert code.replace("-", "") not in kept
    assert unseal(OneTimeKey.objects.get().secret_sealed) not in kept


def test_guessing_the_second_proof_is_stopped(clerk: Account) -> None:
    """Attack: a million codes are not many. Counted for the account, whatever browser tries."""
    with_app(clerk)
    for _ in range(factors.TRIES_HOURLY):
        _visitor, page = first_step(clerk)
        page = page.send({"code": "000000"}, holds="code")
    with clock.at(testing.NOW + timedelta(minutes=1)):
        visitor, page = first_step(clerk)
        page = page.send({"code": digits(clerk)}, holds="code")
        assert "一小时后再试" in page.text and not signed_in(visitor)


def test_the_second_step_alone_leads_nowhere(clerk: Account) -> None:
    """Attack: skip the password, or come back to a step that was left open."""
    with_app(clerk)
    assert Visitor().get("/login/second/").url.startswith("/login/")
    visitor, _page = first_step(clerk)
    with clock.at(testing.NOW + timedelta(minutes=11)):
        visitor.post("/login/second/", {"code": digits(clerk)})
        assert not signed_in(visitor)
    _visitor, page = first_step(clerk, "wrong")
    assert page.status == 422


def test_session_fixation(clerk: Account) -> None:
    """Attack: a session key that somebody else has planted must not become a signed-in one."""
    with_app(clerk)
    visitor, page = first_step(clerk)
    planted = visitor.client.cookies[settings.SESSION_COOKIE_NAME].value
    with clock.at(testing.NOW + timedelta(minutes=1)):
        page.send({"code": digits(clerk)}, holds="code")
    assert signed_in(visitor)
    assert visitor.client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/account/").status_code == 302


def test_open_redirect_through_the_second_step(clerk: Account) -> None:
    with_app(clerk)
    visitor = Visitor()
    typed = {"username": clerk.username, "password": PASSWORD, "next": "https://evil.example/"}
    visitor.post("/login/staff/", typed)
    with clock.at(testing.NOW + timedelta(minutes=1)):
        answer = visitor.client.post("/login/second/", {"code": digits(clerk)})
    assert answer["Location"] == "/desk/"


def test_a_post_can_require_a_second_proof(clerk: Account, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("filing_clerk",)
    visitor, page = first_step(clerk)
    assert page.url == "/login/second/setup/" and not signed_in(visitor)
    page = page.send({"code": digits(clerk)}, holds="code")
    assert "备用码" in page.text and signed_in(visitor)
    _visitor, page = first_step(clerk)
    assert page.url == "/login/second/"
    _visitor, page = first_step(clerk)
    assert Visitor().get("/login/second/setup/").url.startswith("/login/"), "not without the password"


def test_whoever_has_an_app_cannot_be_given_another_by_the_setup_page(clerk: Account, settings: Any) -> None:
    """Attack: with the password alone, set up an app of one's own beside the owner's."""
    settings.SECOND_FACTOR_ROLES = ("filing_clerk",)
    with_app(clerk)
    visitor, _page = first_step(clerk)
    assert visitor.get("/login/second/setup/").url == "/login/second/"


def test_the_app_is_removed_by_its_code_alone(clerk: Account) -> None:
    codes = with_app(clerk)
    visitor = fresh(clerk)
    visitor.post("/account/security/app/remove/", {"code": "000000"})
    assert factors.has_second(clerk)
    visitor.post("/account/security/app/remove/", {"code": codes[0]})
    assert not factors.has_second(clerk) and not RecoveryCode.objects.exists()


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("get", "/account/security/app/"),
        ("post", "/account/security/app/remove/"),
        ("post", "/account/security/codes/"),
        ("get", "/account/security/passkey/"),
        ("post", "/account/security/passkey/1/remove/"),
        ("get", "/account/phone/"),
        ("post", "/account/phone/codes/"),
    ],
)
def test_a_session_left_open_changes_no_keys(chen: Account, method: str, url: str) -> None:
    """Attack: a phone left on the table."""
    answer = getattr(Visitor(chen), method)(url)
    assert answer.url.startswith("/login/?next=/account/security/")


def test_whoever_has_lost_all_proofs_is_reset_at_the_terminal(clerk: Account, capsys: pytest.CaptureFixture[str]) -> None:
    with_app(clerk)
    assert second_factor.main(["reset", "nobody"]) == 1 and factors.has_second(clerk)
    assert second_factor.main(["reset", clerk.username]) == 0
    visitor, page = first_step(clerk)
    assert page.url == "/desk/" and signed_in(visitor)


# —— passkeys ——


def options_of(page: Page) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]*)"', page.html)
    assert found, page.text
    return dict(json.loads(html.unescape(found[1])))


def with_key(who: Account, device: SoftDevice, name: str = "我的手机") -> Page:
    visitor = fresh(who)
    page = visitor.get("/account/security/passkey/")
    return page.send({"credential": device.make(options_of(page)), "name": name}, holds="credential")


def sign_in(device: SoftDevice, visitor: Visitor | None = None, **more: Any) -> tuple[Visitor, Page]:
    visitor = visitor or Visitor()
    page = visitor.get("/login/passkey/?next=/inbox/")
    return visitor, page.send({"credential": device.sign({**options_of(page), **more})}, holds="credential")


def test_a_citizen_signs_in_with_a_passkey(chen: Account) -> None:
    device = SoftDevice()
    assert with_key(chen, device).url == "/account/security/"
    visitor, page = sign_in(device)
    assert page.url == "/inbox/" and signed_in(visitor)
    key = Passkey.objects.get()
    assert (key.name, key.sign_count) == ("我的手机", 1)


def test_a_passkey_of_staff_is_both_proofs_and_is_asked_beside_a_password(clerk: Account) -> None:
    device = SoftDevice()
    assert "备用码" in with_key(clerk, device).text
    assert first_step(clerk)[1].url == "/login/second/"
    visitor, _page = sign_in(device)
    assert signed_in(visitor)


def test_an_answer_cannot_be_sent_again(chen: Account) -> None:
    """Attack: replay of a recorded answer; a challenge is good once, and only in its own session."""
    device = SoftDevice()
    with_key(chen, device)
    visitor = Visitor()
    page = visitor.get("/login/passkey/")
    answer = device.sign(options_of(page))
    page.send({"credential": answer}, holds="credential")
    assert signed_in(visitor)
    visitor.client.logout()
    for thief in (visitor, Visitor()):
        thief.get("/login/passkey/")
        assert thief.post("/login/passkey/", {"credential": answer}).status == 422 and not signed_in(thief)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"count": -1},
        {"credential": b"x" * 32},
        {"key": SoftDevice().key},
    ],
    ids=["another origin", "another house", "owner not verified", "cloned", "unknown key", "another's signature"],
)
def test_a_wrong_answer_signs_nobody_in(chen: Account, wrong: dict[str, Any]) -> None:
    """Attacks: a look-alike site, a cloned device, a device without its owner, a forged signature."""
    device = SoftDevice()
    with_key(chen, device)
    sign_in(device)
    vars(device).update(wrong)
    visitor, page = sign_in(device)
    assert page.status == 422 and not signed_in(visitor)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "no json", '{"id": 5}', '{"id": "x", "response": []}', "9" * 30_000])
def test_what_is_no_answer_is_refused(chen: Account, answer: str) -> None:
    with_key(chen, SoftDevice())
    visitor = Visitor()
    visitor.get("/login/passkey/")
    assert visitor.post("/login/passkey/", {"credential": answer}).status == 422
    keeper = fresh(chen)
    keeper.get("/account/security/passkey/")
    assert keeper.post("/account/security/passkey/", {"credential": answer, "name": ""}).status == 422
    assert Passkey.objects.count() == 1


def test_a_challenge_for_signing_in_makes_no_key(chen: Account) -> None:
    visitor, device = fresh(chen), SoftDevice()
    asked = options_of(visitor.get("/login/passkey/"))
    answer = visitor.post("/account/security/passkey/", {"credential": device.make(asked), "name": ""})
    assert answer.status == 422 and not Passkey.objects.exists()


def test_anothers_passkey_is_neither_removed_nor_taken_over(chen: Account, clerk: Account) -> None:
    """Attack: IDOR on passkeys; and the same key registered a second time by another account."""
    device = SoftDevice()
    with_key(chen, device)
    key = Passkey.objects.get()
    thief = fresh(clerk)
    assert thief.post(f"/account/security/passkey/{key.pk}/remove/").status == 404
    assert with_key(clerk, device).status == 422
    assert Passkey.objects.get().account_id == chen.pk
    fresh(chen).post(f"/account/security/passkey/{key.pk}/remove/")
    assert not Passkey.objects.exists()
    assert sign_in(device)[1].status == 422


def test_a_closed_account_has_no_key(chen: Account) -> None:
    device = SoftDevice()
    with_key(chen, device)
    Account.objects.filter(pk=chen.pk).update(is_active=False)
    assert sign_in(device)[1].status == 422


# —— sessions ——


def by_phone(who: Account, sms: testing.KeptSms, minute: int) -> Visitor:
    visitor = Visitor()
    with clock.at(testing.NOW + timedelta(minutes=minute)):
        page = visitor.get("/login/").send({"phone": who.username}, holds="phone")
        page.send({"code": code_sent(sms, who.username)}, holds="code")
    return visitor


def test_one_sees_where_one_is_signed_in_and_signs_others_out(chen: Account, sms: testing.KeptSms) -> None:
    one, other, third = (by_phone(chen, sms, minute) for minute in (0, 2, 4))
    page = one.get("/account/security/")
    assert page.text.count("退出") >= 3 and "本机" in page.text
    theirs = Visit.objects.get(session=other.client.session.session_key)
    stranger = Visitor(testing.account("路人", "13800000099"))
    assert stranger.post(f"/account/security/visits/{theirs.pk}/end/").status == 404
    one.post(f"/account/security/visits/{theirs.pk}/end/")
    assert not signed_in(other) and signed_in(third)
    one.post("/account/security/visits/end-others/")
    assert signed_in(one) and not signed_in(third)


def test_the_pages_ask_the_database_little(chen: Account, django_assert_max_num_queries: Any) -> None:
    with_key(chen, SoftDevice())
    for url in ("/account/security/", "/account/security/app/", "/account/security/passkey/", "/account/phone/"):
        visitor = fresh(chen)
        visitor.get(url)
        with django_assert_max_num_queries(15):
            visitor.get(url)
