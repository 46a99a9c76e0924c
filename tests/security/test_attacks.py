"""Attacks on the way in, each named: what somebody tries, and what becomes of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings
from seeing import citizen

from fengqiao.core import testing
from fengqiao.core.models import Court, Matter
from fengqiao.web.testing import STORY, Visitor, code_sent, tell

pytestmark = pytest.mark.django_db

PHONE = "13800000001"
PAGES = ["/", "/about/", "/enquire/", "/verify/", "/heads/", "/draws/", "/login/", "/login/staff/", "/tell/", "/none/"]
SIGNED_IN = ["/desk/", "/inbox/", "/matters/", "/account/", "/join/"]


# Forged requests


@pytest.mark.parametrize(
    "path",
    [
        *("/login/", "/login/staff/", "/logout/", "/join/", "/enquire/", "/verify/", "/display/", "/language/"),
        *("/tell/again/", "/tell/story/", "/tell/story/draft/", "/tell/check/", "/inbox/read/"),
        *("/account/language/", "/account/tokens/", "/account/tokens/1/revoke/"),
    ],
)
@pytest.mark.pure
def test_a_form_sent_from_another_site_is_refused(court: Court, path: str) -> None:
    """Attack: CSRF on every page that takes a form."""
    answer = citizen(enforce_csrf_checks=True).post(path, {"a": "b"})
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode()


def test_a_move_sent_from_another_site_is_refused(court: Court) -> None:
    """Attack: CSRF on a move, with all its fields right."""
    matter = testing.dispute()
    client = citizen(enforce_csrf_checks=True)
    answer = client.post(f"/m/{matter.no}/do/withdraw/", {"seen": 1, "reason": "x"})
    assert answer.status_code == 403 and testing.matter(matter.no).state == "offered"


def test_the_api_does_not_listen_to_the_cookie_of_a_browser(court: Court) -> None:
    """Attack: CSRF on the API, which takes no form token: a session alone opens nothing."""
    matter = testing.dispute()
    client = citizen(enforce_csrf_checks=True)
    body = {"seen": 1, "data": {"reason": "x"}}
    path = f"/api/matters/{matter.no}/moves/withdraw"
    assert client.post(path, body, content_type="application/json").status_code == 401
    assert client.get("/api/matters").status_code == 401


@pytest.mark.parametrize("path", ["/logout/", "/inbox/read/", "/account/tokens/", "/display/"])
@pytest.mark.pure
def test_a_link_alone_changes_nothing(court: Court, path: str) -> None:
    """Attack: a picture or link that signs out, marks as read, makes a token."""
    assert citizen().get(path).status_code == 405


# Open redirects

AWAY = [
    *("https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example"),
    *(
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        " //evil.example",
        "\t//evil.example",
    ),
]


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.pure
def test_nobody_is_led_away_after_signing_in(court: Court, sms: testing.KeptSms, away: str) -> None:
    """Attack: open redirect in ?next=."""
    client = Client()
    client.post("/login/", {"phone": PHONE, "next": away})
    answer = client.post("/login/", {"phone": PHONE, "code": code_sent(sms, PHONE), "next": away})
    assert answer.status_code == 302 and answer["Location"] == "/desk/"


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.pure
def test_nobody_is_led_away_by_the_display_or_language_form(court: Court, away: str) -> None:
    """Attack: open redirect in the small forms of every page."""
    for path, data in (("/display/", {"type": "large"}), ("/language/", {"language": "en"})):
        answer = Client().post(path, {**data, "next": away})
        assert answer["Location"].startswith("/") and "evil" not in answer["Location"]


def test_the_link_to_sign_in_holds_only_a_page_of_ours(court: Court) -> None:
    """Attack: a sign-in page whose hidden field leads away."""
    form = Visitor().get("/login/?next=https://evil.example/").form("phone")
    assert form.values["next"] == ["/desk/"]


# Headers


@pytest.mark.parametrize("path", PAGES + SIGNED_IN)
@pytest.mark.pure
def test_every_page_forbids_foreign_scripts_frames_and_guesses(court: Court, path: str) -> None:
    """Attack: script injection, framing, content sniffing, leaking addresses."""
    answer = citizen().get(path, follow=True)
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin" and answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES + SIGNED_IN)
@pytest.mark.pure
def test_no_page_has_a_script_or_style_of_its_own(court: Court, path: str) -> None:
    """The policy without unsafe-inline only helps where the pages can live with it."""
    html = citizen().get(path, follow=True).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=\"|\son[a-z]+=\"|javascript:", html)


def test_pages_of_somebody_signed_in_are_kept_by_no_cache(court: Court) -> None:
    """Attack: the back button on the computer of a library."""
    client = citizen()
    for path in SIGNED_IN:
        assert "no-store" in client.get(path)["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(court: Court, sms: testing.KeptSms) -> None:
    """Attack: steal the session with a script."""
    client = Client()
    client.get("/tell/")
    client.post("/login/", {"phone": PHONE})
    client.post("/login/", {"phone": PHONE, "code": code_sent(sms, PHONE)})
    for name in ("sessionid", "fq_tell"):
        assert client.cookies[name]["httponly"] and client.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "127.0.0.1.evil.example", "a b", "[::1"])
@pytest.mark.pure
def test_a_forged_host_is_refused(court: Court, host: str) -> None:
    """Attack: Host header, to get addresses of one's own into receipts and messages."""
    with override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost"]):
        answer = Client().get("/", HTTP_HOST=host)
    assert answer.status_code == 400 and "evil" not in answer.content.decode()


# Injection

EVIL = '"><script>alert(1)</script>'
NASTY = [
    EVIL,
    "{{ 7*7 }}",
    "{% debug %}",
    "${7*7}",
    "' OR '1'='1",
    "<img src=x onerror=alert(1)>",
    "#set(1)",
    "\\u003cscript",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_people_type_is_shown_as_they_typed_it(court: Court, text: str) -> None:
    """Attack: stored script in story, names and claims, shown to the clerk."""
    who = Visitor(testing.account("陈大明"))
    check = tell(who, people={"others-0-name": text, "you-occupation": text}, story={"story": text + STORY})
    receipt = check.send({"true": "on"})
    assert receipt.url.startswith("/r/"), receipt.text[:600]
    matter = Matter.objects.get()
    desk = Visitor(testing.staff("mediation_desk"))
    for page in (check, receipt, who.get(f"/m/{matter.no}/"), desk.get(f"/m/{matter.no}/"), desk.get("/matters/")):
        assert page.status == 200
        assert "<script>alert" not in page.html and "<img src=x" not in page.html and "49" not in page.text.split()


@pytest.mark.parametrize("text", NASTY)
def test_what_is_searched_for_is_shown_as_it_was_typed(court: Court, text: str) -> None:
    """Attack: reflected script in search, enquiry, sign-in and join."""
    client = citizen()
    for path in ("/matters/", "/tell/cause/", "/"):
        assert "<script>alert" not in client.get(path, {"q": text, "find": text, "next": text}).content.decode()
    for path, names in (("/enquire/", ("no", "code")), ("/login/", ("phone",)), ("/join/", ("code", "name"))):
        html = client.post(path, dict.fromkeys(names, text)).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html
