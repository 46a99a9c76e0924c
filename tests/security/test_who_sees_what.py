"""Each role at each endpoint: who may not see a thing finds no thing, and nothing of it leaks on the way."""

from __future__ import annotations

import pytest
from django.test import Client
from seeing import SECRET, SEES, Scene, account_of, browser, pages_of, undone

from fengqiao.core import places, testing, tokens
from fengqiao.core.models import (
    AccessRecord,
    Court,
    Dispute,
    Document,
    Event,
    Matter,
    PaymentOrder,
    Task,
)
from fengqiao.law import identity
from fengqiao.web.testing import BACKEND

pytestmark = pytest.mark.django_db


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
