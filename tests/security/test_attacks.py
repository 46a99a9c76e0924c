"""Attacks on the way in, each named: what somebody tries, and what becomes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from fengqiao.core import clock, phonecodes, testing, throttle
from fengqiao.core.models import Court, Draft, Matter, PhoneCode, Representative, Standing, Upload
from fengqiao.web import uploads
from fengqiao.web.testing import BACKEND, STORY, Visitor, code_sent, tell

pytestmark = pytest.mark.django_db

PHONE = "13800000001"
PAGES = ["/", "/about/", "/enquire/", "/verify/", "/heads/", "/draws/", "/login/", "/login/staff/", "/tell/", "/none/"]
SIGNED_IN = ["/desk/", "/inbox/", "/matters/", "/account/", "/join/"]


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def citizen(**more: Any) -> Client:
    client = Client(**more)
    client.force_login(testing.account(), backend=BACKEND)
    return client


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


@pytest.mark.parametrize("path", ["/logout/", "/inbox/read/", "/tell/again/", "/account/tokens/", "/display/"])
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


# Sessions


def test_the_session_key_changes_when_somebody_signs_in(court: Court, sms: testing.KeptSms) -> None:
    """Attack: session fixation: a key planted before signing in is worthless afterwards."""
    client = Client()
    visitor = Visitor()
    visitor.client = client
    visitor.get("/tell/").send({"story": STORY})
    planted = client.cookies["sessionid"].value
    client.post("/login/", {"phone": PHONE})
    client.post("/login/", {"phone": PHONE, "code": code_sent(sms, PHONE)})
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/desk/").status_code == 302


def test_signing_out_ends_the_session_for_good(court: Court) -> None:
    """Attack: use a session after its owner has left."""
    client = citizen()
    key = client.cookies["sessionid"].value
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/desk/").status_code == 302


def test_an_account_that_was_closed_is_out_at_once(court: Court) -> None:
    """Attack: go on working after the account was closed."""
    client, who = citizen(), testing.account()
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    assert client.get("/desk/").status_code == 302


# Passwords and codes


def test_passwords_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: brute force on a staff account: ten tries, then not even the right one."""
    who = testing.staff("filing_clerk")
    who.set_password("right-Password-8")
    who.save()
    client = Client()
    for n in range(10):
        answer = client.post("/login/staff/", {"username": who.username, "password": f"wrong{n}"})
        assert answer.status_code in (422, 429)
    answer = client.post("/login/staff/", {"username": who.username, "password": "right-Password-8"})
    assert answer.status_code == 429 and "暂停登录" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert (
        elsewhere.post("/login/staff/", {"username": who.username, "password": "right-Password-8"}).status_code == 302
    )


def test_whether_an_account_exists_is_not_told(court: Court) -> None:
    """Attack: find out names of accounts from the error."""
    who = testing.staff("filing_clerk")
    who.set_password("right-Password-8")
    who.save()
    texts = []
    for name in (who.username, "nobody"):
        html = Client().post("/login/staff/", {"username": name, "password": "x"}).content.decode()
        texts.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", html))
    assert texts[0] == texts[1]


def test_a_phone_code_takes_five_tries_and_not_one_more(court: Court, sms: testing.KeptSms) -> None:
    """Attack: guess the six digits."""
    client = Client()
    client.post("/login/", {"phone": PHONE})
    right = code_sent(sms, PHONE)
    for n in range(5):
        wrong = f"{(int(right) + n + 1) % 1_000_000:06d}"
        assert client.post("/login/", {"phone": PHONE, "code": wrong}).status_code == 422
    assert client.post("/login/", {"phone": PHONE, "code": right}).status_code == 422


def test_a_phone_code_is_good_once_for_one_phone_for_five_minutes(court: Court, sms: testing.KeptSms) -> None:
    """Attack: use an old code, a used one, or one sent to another phone."""
    phonecodes.send(PHONE)
    code = code_sent(sms, PHONE)
    assert not phonecodes.check("13800000002", code)
    assert phonecodes.check(PHONE, code) and not phonecodes.check(PHONE, code)
    with clock.at(testing.NOW + timedelta(minutes=2)):
        phonecodes.send(PHONE)
        code = code_sent(sms, PHONE)
    with clock.at(testing.NOW + timedelta(minutes=7, seconds=1)):
        assert not phonecodes.check(PHONE, code)
    assert not PhoneCode.objects.filter(code_hash=code).exists()


def test_nobodys_phone_is_flooded_with_codes(court: Court, sms: testing.KeptSms) -> None:
    """Attack: send codes to somebody else's phone, one a minute at most and ten an hour."""
    client = Client()
    assert client.post("/login/", {"phone": PHONE}).status_code == 200
    assert client.post("/login/", {"phone": PHONE}).status_code == 422
    for minute in range(1, 15):
        with clock.at(testing.NOW + timedelta(minutes=minute, seconds=5)):
            client.post("/login/", {"phone": PHONE})
    assert len(sms.sent) == 10


def test_one_address_cannot_send_codes_to_the_whole_town(court: Court, sms: testing.KeptSms) -> None:
    """Attack: one machine sends codes to one phone after another."""
    client = Client()
    for n in range(130):
        client.post("/login/", {"phone": f"139{n:07d}1"})
    assert len(sms.sent) == 120
    assert Client(REMOTE_ADDR="10.1.1.1").post("/login/", {"phone": PHONE}).status_code == 200


def test_a_phone_that_cannot_be_reached_is_said_calmly(court: Court) -> None:
    """A carrier that fails is no fault of the page; nothing is counted as sent."""
    page = Visitor().get("/login/").send({"phone": "13900000000"})
    assert page.status == 422 and 'id="f-phone-error"' in page.html and page.form("phone").values["phone"]


def test_enquiry_codes_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: brute force on the enquiry page; the right code does not help either after that."""
    matter = testing.dispute()
    code = matter.dispute.parties.get(side="claimant").claim_code
    client = Client()
    for _ in range(60):
        assert client.post("/enquire/", {"no": matter.no, "code": "AAAABBBBCCCC"}).status_code == 422
    assert client.post("/enquire/", {"no": matter.no, "code": code}).status_code == 429
    with clock.at(testing.NOW + timedelta(hours=1)):
        assert client.post("/enquire/", {"no": matter.no, "code": code}).status_code == 200


def test_codes_to_take_a_place_cannot_be_guessed_by_trying(court: Court) -> None:
    """Attack: guess the code by which a party takes its place."""
    matter = testing.dispute()
    party = matter.dispute.parties.get(side="respondent")
    client = Client()
    client.force_login(testing.account("王五", "13800000009"), backend=BACKEND)
    for _ in range(10):
        assert client.post("/join/", {"code": "AAAABBBBCCCC", "name": party.name}).status_code == 422
    assert client.post("/join/", {"code": party.claim_code, "name": party.name}).status_code == 429
    assert not Standing.objects.filter(person__phone="13800000009").exists()


def test_a_code_alone_does_not_take_a_place(court: Court) -> None:
    """Attack: a code read over a shoulder, without the name."""
    matter = testing.dispute()
    party = matter.dispute.parties.get(side="respondent")
    client = Client()
    client.force_login(testing.account("王五", "13800000009"), backend=BACKEND)
    for name in ("", "王五", "李小", "李小红红", "%", "李小红\u200b"):
        assert client.post("/join/", {"code": party.claim_code, "name": name}).status_code == 422
    party.refresh_from_db()
    assert party.bound_at is None


def test_telling_a_dispute_in_anothers_name_opens_no_matter_of_his(court: Court) -> None:
    """Attack: name somebody as a party, with his phone and number, to be joined to his matters."""
    victim = testing.account("李小红", "13800000002")
    theirs = testing.dispute(by=victim, claimants=[testing.respondent()], respondents=[{"name": "赵六"}])
    attacker = testing.account("王五", "13800000009")
    testing.dispute(by=attacker, claimants=[{**testing.respondent(), "name": "李小红"}])
    client = Client()
    client.force_login(attacker, backend=BACKEND)
    assert client.get(f"/m/{theirs.no}/").status_code == 404
    theirs_client = Client()
    theirs_client.force_login(victim, backend=BACKEND)
    assert theirs_client.get("/matters/").content.decode().count('<th scope="row">') == 1


def test_the_counts_of_one_hour_do_not_run_into_the_next() -> None:
    for _ in range(3):
        throttle.count("x", "somebody")
    assert throttle.spent("x", "somebody", 3) and not throttle.spent("x", "another", 3)
    with clock.at(testing.NOW + timedelta(hours=1)):
        assert not throttle.spent("x", "somebody", 3)


# Drafts and files


def test_a_draft_of_somebody_who_has_signed_in_is_not_opened_by_its_cookie(court: Court) -> None:
    """Attack: the draft cookie of another person, copied."""
    owner = Visitor(testing.account())
    owner.get("/tell/").send({"story": STORY})
    token = owner.client.cookies["fq_tell"].value
    for thief in (Visitor(), Visitor(testing.account("王五", "13800000009"))):
        thief.client.cookies["fq_tell"] = token
        page = thief.get("/tell/story/")
        assert STORY not in page.html
        thief.post("/tell/story/", {"story": "改掉"})
    assert Draft.objects.get(token=token).data["story"]["story"] == STORY


def test_a_draft_token_cannot_be_guessed(court: Court) -> None:
    """Attack: try draft tokens; each has 256 bits of chance."""
    visitor = Visitor()
    visitor.get("/tell/")
    assert len(visitor.client.cookies["fq_tell"].value) >= 43
    guess = Visitor()
    guess.client.cookies["fq_tell"] = "A" * 43
    assert guess.get("/tell/").form().values["story"] == [""]


def test_files_come_only_as_a_download_in_a_sandbox(court: Court) -> None:
    """Attack: a file that the clerk's browser would run."""
    client = citizen()
    testing.dispute("filing.first_instance")
    matter = Matter.objects.get()
    upload = Upload.objects.create(
        key="k" * 20,
        blob=_blob(b"%PDF-1.7 <script>alert(1)</script>"),
        name='借条".pdf\r\nX-Evil: 1',
        matter=matter,
        seq=1,
        at=clock.now(),
    )
    answer = client.get(f"/files/{upload.key}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff" and "X-Evil" not in answer.headers


def _blob(content: bytes) -> Any:
    return uploads.keep(BytesIO(content), name="x", kind="application/pdf", person=None).blob


def test_the_name_of_a_file_leads_nowhere(court: Court) -> None:
    """Attack: path traversal in the name of an upload."""
    visitor = Visitor()
    page = visitor.get("/tell/").send({"story": STORY}).send({"cause": testing.PRIVATE_LENDING})
    page = page.send({"principal": "1", "lent_on": "2025-03-01"})
    page = page.send({"you-name": "陈", "you-phone": PHONE, "you-address": "x", "others-0-name": "李"})
    page = page.send({}, button="evidence")
    page.send({"evidence-0-name": "a", "evidence-0-files": [SimpleUploadedFile("../../etc/passwd.pdf", b"%PDF-1.7")]})
    assert Upload.objects.get().name == "passwd.pdf"


def test_paths_of_static_files_lead_nowhere(court: Court) -> None:
    """Attack: path traversal in /static/."""
    for path in (
        "/static/../../config/settings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/web/..%2f..%2fapp.py",
    ):
        assert Client().get(path).status_code in (400, 404)


def test_faults_show_nothing_of_the_inside(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: provoke a fault and read the trace."""

    def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fengqiao.web.views.desk.tasks", broken)
    client = citizen(raise_request_exception=False)
    answer = client.get("/desk/")
    html = answer.content.decode()
    assert answer.status_code == 500 and "secret detail" not in html and "Traceback" not in html
    assert "12368" in html


def test_receipts_hold_nothing_that_opens_a_matter(court: Court) -> None:
    """Attack: a receipt file passed on gives the one who has it no way in."""
    matter = testing.dispute()
    raw = citizen().get(f"/r/{matter.no}/1/file/").content.decode()
    for party in matter.dispute.parties.all():
        assert party.claim_code not in raw
    assert json.loads(raw) and "13800000002" not in raw


@pytest.mark.parametrize("after", ["²", "9" * 40, "-1", "abc", "1 OR 1=1", "٣"])
def test_marks_of_lists_that_no_page_has_are_answered_calmly(court: Court, after: str) -> None:
    """Attack: odd numbers in the address."""
    client = citizen()
    assert client.get("/matters/", {"after": after, "state": after, "procedure": after}).status_code == 200
    for path in ("/desk/", "/inbox/"):
        assert client.get(path, {"page": after}).status_code == 200


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "2026-13-45", "x", "-1", "2026-W10-1"])
def test_days_that_no_calendar_shows_are_answered_calmly(court: Court, start: str) -> None:
    """Attack: the ends of time in the address of the calendar."""
    client = Client()
    client.force_login(testing.staff("filing_clerk"), backend=BACKEND)
    assert client.get("/calendar/", {"from": start}).status_code == 200
    for query in ({"first": start, "last": "9999-12-31"}, {"first": "0001-01-01", "last": start}):
        assert client.get("/figures/", query).status_code == 200


def test_telling_for_somebody_gives_no_power_over_him(court: Court) -> None:
    """Attack: sue in a neighbour's name, then give the suit up for him (CPL 62)."""
    teller = testing.account("张三", "13800000071")
    suit = testing.dispute("filing.first_instance", by=teller, at=court)
    assert Representative.objects.get().kind == "teller"
    with testing.refused("core.beyond_power"):
        testing.do(suit.no, "withdraw", teller, {"reason": "不告了"})


@pytest.mark.parametrize(
    "path",
    ["/pay/callback/bank/", "/counter/reader/", "/exchange/v1/handovers", "/exchange/v1/handovers/files",
     "/handover/locker/callback/", "/offline/tell/take/"],
)  # fmt: skip
def test_a_form_where_a_signed_message_belongs_is_refused_calmly(court: Court, path: str) -> None:
    """Attack: fill the court's log with faults by sending a form with files to a machine's door."""
    answer = Client(raise_request_exception=False).post(path, {"a": SimpleUploadedFile("a.txt", b"x")})
    assert 400 <= answer.status_code < 500, answer.status_code
