"""Every address of the platform has its class, and shows nothing to whom it does not concern."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from seeing import Scene, browser, undone

from fengqiao.core import testing, tokens
from fengqiao.core.models import (
    Court,
    Document,
    Notice,
    PaymentOrder,
)
from fengqiao.web import uploads

pytestmark = pytest.mark.django_db


PUBLIC = set(
    "hall hall_take hall_forget hall_ticket hall_screen hall_kiosk handover_check"
    " home about enquire verify heads log_key draw_key head draws draw draw_file login staff_login display set_language"
    " health tell tell_again tell_step tell_draft tell_many logout calculators calculator law_rules law_rule pay_callback"
    " api:openapi-json api:api-root api:procedures sandbox_phone"
    " enquire_code enquire_more enquire_end manifest worker offline offline_tell offline_take offline_open lawyer_ics"
    " second_step second_setup passkey_login sso sso_back"
    " station kiosk kiosk_end counter_code counter_reader sandbox_clock sandbox_reader".split()
)
OF_A_MATTER = set(
    "receipt receipt_file matter move draft paper upload pay pay_way pay_back fee_ticket power_file".split()
)
STAFF = set("calendar figures figure fees_desk fees_difference fees_statement".split())
OWN = set(
    "account account_language make_token revoke_token join join_code desk inbox read_all read matters"
    " lawyer lawyer_key lawyer_calendar batch_new batch_template batch batch_send batch_report lawyer_again"
    " desk_next delegation delegation_new acting mandate mandate_accept mandate_end company_new company_confirm"
    " api:desk api:matters api:matter api:make_move api:tell api:receipt api:bring".split()
)

WINDOWS = {
    "hall_window": "/hall/window/",
    "hall_sit": "/hall/window/1/sit/",
    "hall_act": "/hall/window/act/",
    "hall_draft": "/hall/window/draft/",
    "hall_give": "/hall/give/",
    "hall_manage": "/hall/manage/",
    "hall_tickets": "/hall/tickets/",
    "hall_trace": "/hall/tickets/1/",
    "hall_window_new": "/hall/windows/new/",
    "hall_window_edit": "/hall/windows/1/",
    "handover": "/handover/",
    "handover_items": "/handover/items/",
    "handover_sheet": "/handover/sheet/",
    "handover_settle": "/handover/loose/1/",
    "handover_locker": "/handover/locker/",
}
"""Pages of the windows of the hall: for posts that work there alone."""
OWN.update(WINDOWS, {"hall_book"})


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry, prefix + space)
        else:
            yield f"{prefix}{entry.name}", entry


STAFF |= set(
    "identity_desk identity_decide counter counter_begin counter_vouch counter_take counter_resume stations".split()
)
STAFF |= set("station_sign become_kiosk reader_key".split())
OWN |= set(
    "identity identity_document identity_code identity_face identity_face_back identity_by_hand"
    " security security_app security_app_remove security_codes security_passkey security_passkey_remove"
    " security_end security_end_others phone_change phone_codes phone_stop".split()
)
PUBLIC |= set("incoming incoming_file tell_photo tell_photo_read".split())
PUBLIC |= {"handover_callback"}
OF_A_MATTER |= {"handover_drop", "handover_code"}
PUBLIC |= {"nearest_court", "guide_risk", "guide_papers", "guide_paper"}
PUBLIC |= set(
    "handovers handovers_query handovers_files".split()
)  # of machines: only what a member has signed is heard
STAFF |= {"cross_region_figures"}
OF_A_MATTER |= {"green_channel"}
OF_A_MATTER |= set("dossier dossier_secret dossier_bind dossier_bundle dossier_file".split())


def test_every_address_of_the_platform_has_its_class() -> None:
    """A new page cannot come without somebody saying who may see it."""
    known = PUBLIC | OF_A_MATTER | STAFF | OWN
    assert {name for name, _ in patterns()} - known == set()


@pytest.mark.parametrize("name", sorted(STAFF | {n for n in OWN if ":" not in n}))
def test_nobody_sees_a_page_of_ones_own_without_signing_in(court: Court, name: str) -> None:
    entry = next(e for n, e in patterns() if n == name)
    values = {key: "1" for key in entry.pattern.converters}
    path = "/" + str(entry.pattern)
    for key in values:
        kind = entry.pattern.converters[key].__class__.__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        path = path.replace(f"<{kind}:{key}>", "1")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code in (302, 405), (method, path, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/login/")


def test_a_citizen_finds_no_page_of_the_staff(scene: Scene, subtests: pytest.Subtests) -> None:
    for name in sorted(STAFF):
        with subtests.test(name=name), undone():
            entry = next(e for n, e in patterns() if n == name)
            values = {
                "figure": ["received", "numerator"],
                "fees_difference": [1],
                "fees_statement": ["bank", "2026-03-02"],
            }
            path = reverse(name, args=values.get(name, ["1"] * len(entry.pattern.converters)))
            client = browser("claimant")
            assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}


def test_messages_and_tokens_of_others_cannot_be_touched(scene: Scene) -> None:
    """Attack: walk through the numbers of messages and tokens."""
    owner = testing.account()
    tokens.issue(owner, "mine")
    notes = Notice.objects.filter(channel="inbox")
    assert notes
    thief = browser("stranger")
    for note in notes:
        assert thief.get(f"/inbox/{note.pk}/")["Location"] == "/inbox/"
    thief.post("/inbox/read/")
    assert not Notice.objects.exclude(read_at=None).exists()
    for token in owner.tokens.all():
        thief.post(f"/account/tokens/{token.pk}/revoke/")
    assert owner.tokens.count() == 1


def test_papers_are_not_found_by_counting_through_their_numbers(scene: Scene) -> None:
    """Attack: /papers/1.html, /papers/2.html, ... as somebody who has signed in."""
    thief = browser("stranger")
    for document in Document.objects.all():
        for form in ("html", "pdf", "docx", "txt"):
            assert thief.get(f"/papers/{document.pk}.{form}").status_code == 404


def test_a_payment_order_is_the_claimants_and_the_cashiers(scene: Scene) -> None:
    """Attack: look at, or pay into, somebody else's order by its number."""
    for role in ("judge", "clerk", "division_head"):
        testing.staff(role)
    testing.do(scene.filing.no, "accept", testing.staff("filing_clerk"), {})
    order = PaymentOrder.objects.get()
    for role in ("stranger", "respondent", "filing_clerk", "elsewhere.cashier", "enforcement_head"):
        for path in (f"/pay/{order.no}/", f"/pay/{order.no}/back/", f"/pay/{order.no}/by/bank/"):
            assert browser(role).get(path).status_code == 404, (role, path)
        assert browser(role).post(f"/pay/{order.no}/").status_code == 404
    assert browser("claimant").get(f"/pay/{order.no}/").status_code == 200
    assert browser("cashier").get(f"/pay/{order.no}/").status_code == 200


def test_the_word_of_the_bank_needs_its_signature(scene: Scene) -> None:
    """Attack: tell the platform that a fee was paid."""
    for body in ("{}", '{"order": "F1", "amount": "0.01"}', "", "\x00", "[" * 2000):
        for channel in ("wechat", "wechat_h5", "alipay", "bank", "pos"):
            answer = Client().post(f"/pay/callback/{channel}/", body, content_type="application/json")
            taken = answer.status_code == 204 or answer.content in (b"success", b"resp_code=00", b'{"ok": true}')
            assert answer.status_code in (200, 401, 404) and not taken, (channel, body, answer.status_code)


def test_a_file_not_yet_handed_in_is_its_owners_alone(court: Court) -> None:
    owner = testing.account()
    upload = uploads.keep(BytesIO(b"%PDF"), name="a.pdf", kind="application/pdf", person=owner.person_id)
    assert browser("claimant").get(f"/files/{upload.key}/").status_code == 200
    for role in ("stranger", "president", "filing_clerk"):
        assert browser(role).get(f"/files/{upload.key}/").status_code == 404
    nobodys = uploads.keep(BytesIO(b"%PDF-"), name="b.pdf", kind="application/pdf", person=None, session="s")
    for role in ("stranger", "claimant", "president"):
        assert browser(role).get(f"/files/{nobodys.key}/").status_code == 404


@pytest.mark.parametrize("path", WINDOWS.values())
@pytest.mark.parametrize("role", ["claimant", "judge", "enforcement_officer"])
def test_only_the_posts_of_the_hall_find_its_windows(court: Court, role: str, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(browser(role), method)(path).status_code in (404, 405), (method, path)
