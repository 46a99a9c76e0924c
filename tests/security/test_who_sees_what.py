"""Each role at each endpoint: who may not see a thing finds no thing, and nothing of it leaks on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from fengqiao.core import places, testing, tokens
from fengqiao.core.models import (
    AccessRecord,
    Account,
    Court,
    Dispute,
    Document,
    Event,
    Matter,
    Notice,
    PaymentOrder,
    Task,
    Upload,
)
from fengqiao.law import identity
from fengqiao.web import uploads
from fengqiao.web.testing import BACKEND

pytestmark = pytest.mark.django_db

SECRET = ("陈大明", "李小红", "诸暨市枫桥镇和平路1号", "13800000001", "13800000002")
OTHER_COURT = "浙0602"

SEES: dict[str, set[str]] = {
    "anonymous": set(),
    "stranger": set(),
    "claimant": {"mediation", "filing"},
    "respondent": {"mediation"},
    "mediation_desk": {"mediation"},
    "filing_clerk": {"mediation", "filing"},
    "division_head": {"mediation", "filing"},
    "president": {"mediation", "filing"},
    "service_desk": set(),
    "cashier": set(),
    "enforcement_head": set(),
    "judge": set(),
    "mediator": set(),
    "clerk": set(),
    "enforcement_officer": set(),
    "elsewhere.filing_clerk": set(),
    "elsewhere.president": set(),
    "elsewhere.mediation_desk": set(),
    "resigned.filing_clerk": set(),
}
"""What each role may see of a dispute that was declined in mediation and is now being filed."""


@dataclass
class Scene:
    """One dispute with its two matters, a paper and a file."""

    mediation: Matter
    filing: Matter
    paper: Document
    upload: Upload

    def matter(self, which: str) -> Matter:
        return self.mediation if which == "mediation" else self.filing


@pytest.fixture
def scene(court: Court) -> Scene:
    mediation = testing.dispute()
    respondent = testing.account("李小红", "13800000002")
    places.take_place(mediation.dispute.parties.get(side="respondent").claim_code, respondent, "李小红")
    testing.do(mediation.no, "decline", respondent, {"reason": "不同意调解"})
    filing = testing.child(mediation, "filing.first_instance")
    upload = uploads.keep(BytesIO(b"%PDF"), name="借条.pdf", kind="application/pdf", person=testing.account().person_id)
    Upload.objects.filter(pk=upload.pk).update(matter=filing, seq=1)
    paper = Document.objects.filter(matter=mediation).first()
    assert paper is not None
    return Scene(testing.matter(mediation.no), filing, paper, upload)


@contextmanager
def undone() -> Iterator[None]:
    """What happens here is taken back at its end, so that one scene serves everybody in turn."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def account_of(role: str) -> Account | None:
    """Somebody in this role, who has nothing else to do with the dispute."""
    if role == "anonymous":
        return None
    if role == "stranger":
        return testing.account("王五", "13800000009")
    if role == "claimant":
        return testing.account()
    if role == "respondent":
        return testing.account("李小红", "13800000002")
    where, _dot, post = role.rpartition(".")
    if where == "elsewhere":
        return testing.staff(post, testing.court(OTHER_COURT))
    if where == "resigned":
        return testing.staff(post, name="离任者", until="2026-02-27")
    return testing.staff(role)


def browser(role: str) -> Client:
    client = Client()
    who = account_of(role)
    if who is not None:
        client.force_login(who, backend=BACKEND)
    return client


def pages_of(scene: Scene, which: str) -> Iterator[str]:
    matter = scene.matter(which)
    yield f"/m/{matter.no}/"
    yield f"/r/{matter.no}/1/"
    yield f"/r/{matter.no}/1/file/"
    yield f"/m/{matter.no}/do/withdraw/"
    if which == "mediation":
        yield from (f"/papers/{scene.paper.pk}.{form}" for form in ("html", "docx"))
    else:
        yield f"/files/{scene.upload.key}/"


def test_role_at_every_page_of_a_matter(scene: Scene, subtests: pytest.Subtests) -> None:
    for role in SEES:
        with subtests.test(role=role), undone():
            client = browser(role)
            for which, url in [(one, url) for one in ("mediation", "filing") for url in pages_of(scene, one)]:
                answer = client.get(url)
                if which in SEES[role]:
                    assert answer.status_code in (200, 302), (url, answer.status_code)
                    assert answer.status_code == 200 or answer["Location"].startswith(
                        f"/m/{scene.matter(which).no}/"
                    ), url
                elif role == "anonymous":
                    assert answer.status_code == 302 and answer["Location"].startswith("/login/?next="), url
                    assert not answer.content
                else:
                    assert answer.status_code == 404, (url, answer.status_code)
                    own = {"李小红", "13800000002"} if role == "respondent" else set()
                    assert not any(word in answer.content.decode() for word in SECRET if word not in own), url


def test_role_at_every_way_of_writing_to_a_matter_of_others(scene: Scene, subtests: pytest.Subtests) -> None:
    for role in SEES:
        with subtests.test(role=role), undone():
            client, before = browser(role), testing.snapshot()
            for which in ("mediation", "filing"):
                if which in SEES[role]:
                    continue
                no = scene.matter(which).no
                for url in (f"/m/{no}/do/withdraw/", f"/m/{no}/draft/withdraw/", f"/m/{no}/do/accept/"):
                    answer = client.post(url, {"reason": "x", "seen": "1"})
                    assert answer.status_code == (302 if role == "anonymous" else 404), url
            assert testing.snapshot() == before


def test_role_at_the_api(scene: Scene, subtests: pytest.Subtests) -> None:
    for role in (r for r in SEES if r != "anonymous"):
        with subtests.test(role=role), undone():
            who = account_of(role)
            assert who is not None
            header = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(who, 'test')}"}
            client = Client()
            for which in ("mediation", "filing"):
                no = scene.matter(which).no
                expected = 200 if which in SEES[role] else 404
                for path in (f"/api/matters/{no}", f"/api/matters/{no}/receipts/1"):
                    answer = client.get(path, **header)
                    assert answer.status_code == expected, (path, answer.status_code)
                if expected == 404:
                    move = client.post(
                        f"/api/matters/{no}/moves/withdraw", {"seen": 1}, content_type="application/json", **header
                    )
                    assert move.status_code == 404
            listed = {m["no"] for m in client.get("/api/matters", **header).json()}
            assert listed == {scene.matter(which).no for which in SEES[role]}


def test_role_at_lists_search_counts_and_desk(scene: Scene, subtests: pytest.Subtests) -> None:
    """Attack: learn of a matter from search, a count, a redirect to the exact number, or the desk."""
    for role in (r for r in SEES if r != "anonymous"):
        with subtests.test(role=role), undone():
            client = browser(role)
            seen = {scene.matter(which).no for which in SEES[role]}
            hidden = {scene.mediation.no, scene.filing.no} - seen
            number = scene.mediation.number or ""
            narrowed = ("", "&state=ended", "&procedure=filing.first_instance", f"&after={scene.filing.pk}")
            for query in (
                "",
                "陈大明",
                "李小红",
                "13800000001",
                number,
                number[:8],
                scene.mediation.no,
                scene.filing.no,
            ):
                for more in narrowed if query in ("", "陈大明") else ("",):
                    answer = client.get(f"/matters/?q={query}{more}")
                    if answer.status_code == 302:
                        assert answer["Location"].rstrip("/").split("/")[-1] in seen
                        continue
                    html = answer.content.decode()
                    assert not any(f"/m/{no}/" in html for no in hidden), (query, more)
                    if not seen:
                        shown = html.replace(query, "") if query else html
                        assert not any(word in shown for word in SECRET[:2]), (query, more)
            desk = client.get("/desk/").content.decode()
            assert not any(f"/m/{no}/" in desk for no in hidden)
            if not seen:
                assert not Task.objects.filter(person=account_of(role).person).exists()  # type: ignore[union-attr]


def test_role_at_the_linked_matters_of_a_page(scene: Scene, subtests: pytest.Subtests) -> None:
    """Attack: read the number of a hidden matter from the matters linked on a page that may be seen."""
    for role in (r for r in SEES if r != "anonymous"):
        with subtests.test(role=role), undone():
            client = browser(role)
            hidden = [scene.matter(w).no for w in ("mediation", "filing") if w not in SEES[role]]
            for which in SEES[role]:
                html = client.get(f"/m/{scene.matter(which).no}/").content.decode()
                assert not any(no in html for no in hidden)


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
    " delegation delegation_new acting mandate mandate_accept mandate_end company_new company_confirm"
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


def sealed(scene: Scene) -> Matter:
    Matter.objects.filter(dispute=scene.mediation.dispute).update(sealed=True)
    return testing.matter(scene.mediation.no)


def test_a_sealed_matter_is_not_there_for_any_post(scene: Scene, subtests: pytest.Subtests) -> None:
    for role in (r for r in SEES if r not in ("claimant", "respondent", "anonymous")):
        with subtests.test(role=role), undone():
            matter = sealed(scene)
            client = browser(role)
            assert client.get(f"/m/{matter.no}/").status_code == 404
            assert matter.no not in client.get("/matters/?q=陈大明").content.decode()
            answer = client.get(f"/matters/?q={matter.no}")
            assert answer.status_code == 200 and f"/m/{matter.no}/" not in answer.content.decode()


def test_a_sealed_matter_is_read_by_its_parties_and_every_reading_leaves_a_record(scene: Scene) -> None:
    matter = sealed(scene)
    client = browser("claimant")
    for url in (
        f"/m/{matter.no}/",
        f"/r/{matter.no}/1/",
        f"/papers/{scene.paper.pk}.html",
        f"/files/{scene.upload.key}/",
    ):
        AccessRecord.objects.all().delete()
        assert client.get(url).status_code == 200
        record = AccessRecord.objects.get()
        assert record.person_id == testing.account().person_id and record.name == "陈大明"


def test_a_sealed_matter_cannot_be_enquired_after_by_number(scene: Scene) -> None:
    matter = sealed(scene)
    code = matter.dispute.parties.get(side="claimant").claim_code
    assert Client().post("/enquire/", {"no": matter.no, "code": code}).status_code == 422


def test_the_judge_of_the_later_trial_does_not_see_what_was_said_in_mediation(court: Court) -> None:
    """R-MED-09: what was said to find an agreement is not before the one who decides."""
    matter = testing.dispute()
    respondent = testing.account("李小红", "13800000002")
    places.take_place(matter.dispute.parties.get(side="respondent").claim_code, respondent, "李小红")
    head = testing.staff("division_head")
    mediator = testing.seat(matter, "mediator", testing.staff("mediator"))
    Matter.objects.filter(pk=matter.pk).update(state="mediating")
    notes = {"way": "separate", "text": "被告私下说最多愿意还三万元"}
    testing.do(matter.no, "record_session", mediator, notes)
    testing.do(matter.no, "give_up", mediator, {"ground": "too_far_apart"})
    filing = testing.child(matter, "filing.first_instance")
    judge = testing.seat(filing, "judge", testing.staff("judge"))
    testing.seat(filing, "judge", head)
    for who in (judge, head):
        client = Client()
        client.force_login(who, backend=BACKEND)
        assert client.get(f"/m/{matter.no}/").status_code == 404
        header = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(who, 't')}"}
        assert client.get(f"/api/matters/{matter.no}", **header).status_code == 404
        for url in (f"/m/{filing.no}/", "/matters/", "/desk/", f"/api/matters/{filing.no}"):
            html = client.get(url, **header).content.decode()
            assert "三万元" not in html and "too_far_apart" not in html


def test_contact_details_are_shown_to_the_person_and_to_staff_only(scene: Scene) -> None:
    """Attack: read the telephone number and address of the other side from the page of one's own matter."""
    html = browser("respondent").get(f"/m/{scene.mediation.no}/").content.decode()
    assert "13800000001" not in html and "和平路1号" not in html
    assert "13800000002" in html or "解放路2号" in html


def test_enquiry_codes_of_the_other_side_are_nowhere_on_my_pages(scene: Scene) -> None:
    """Attack: take the other side's place with a code found on a page of one's own."""
    other = scene.mediation.dispute.parties.get(side="respondent").claim_code
    client = browser("claimant")
    for url in (
        f"/m/{scene.mediation.no}/",
        f"/r/{scene.mediation.no}/1/",
        f"/r/{scene.mediation.no}/1/file/",
        "/inbox/",
    ):
        assert other not in client.get(url).content.decode()
    header = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(testing.account(), 't')}"}
    assert other not in client.get(f"/api/matters/{scene.mediation.no}", **header).content.decode()


def test_the_identity_number_is_masked_everywhere(court: Court) -> None:
    number = "330681199001010015"
    assert identity.check("resident_id", number).value.valid
    matter = testing.dispute(claimants=[testing.claimant(id_number=number)])
    client = browser("filing_clerk")
    urls = [f"/m/{matter.no}/", f"/r/{matter.no}/1/"]
    urls += [f"/papers/{d.pk}.html" for d in Document.objects.filter(matter=matter)]
    for url in urls:
        assert number not in client.get(url).content.decode(), url
    assert not Event.objects.filter(data__icontains=number).exists()
    assert not Dispute.objects.filter(facts__icontains=number).exists()
    assert PaymentOrder.objects.count() == 0


@pytest.mark.parametrize("path", WINDOWS.values())
@pytest.mark.parametrize("role", ["claimant", "judge", "enforcement_officer"])
def test_only_the_posts_of_the_hall_find_its_windows(court: Court, role: str, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(browser(role), method)(path).status_code in (404, 405), (method, path)
