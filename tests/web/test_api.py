"""The API: token, the same moves and the same refusals as the pages, and never a fault of its own."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.core import testing, tokens
from fengqiao.core.models import Account, Court, Event, Matter, Upload
from fengqiao.core.places import take_place
from fengqiao.web import uploads

pytestmark = pytest.mark.django_db


class Program:
    """Somebody's program, with a token."""

    def __init__(self, who: Account | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(who, 'test')}"} if who else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api{path}", query, **self.headers)

    def post(self, path: str, body: Any, key: str = "") -> Any:
        extra = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return self.client.post(f"/api{path}", body, content_type="application/json", **self.headers, **extra)


@pytest.fixture
def matter(court: Court) -> Matter:
    return testing.dispute()


@pytest.fixture
def respondent(matter: Matter) -> Account:
    who = testing.account("李小红", "13800000002")
    take_place(matter.dispute.parties.get(side="respondent").claim_code, who, "李小红")
    return who


def told() -> dict[str, Any]:
    return testing.told().model_dump(mode="json")


def test_without_a_token_nothing_is_answered(court: Court) -> None:
    for path in ("/desk", "/matters", "/matters/2603-00000000-0"):
        assert Program().get(path).status_code == 401
    assert Program().post("/disputes", {}).status_code == 401


@pytest.mark.parametrize("token", ["", "fq_", "fq_" + "x" * 43, "Basic abc"])
def test_a_token_that_is_none_is_refused(court: Court, token: str) -> None:
    assert Client().get("/api/matters", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_dispute_is_told_and_read_back_whole(court: Court) -> None:
    program = Program(testing.account())
    done = program.post("/disputes", {"procedure": "mediation.pre_litigation", "told": told()}, key="k1")
    assert done.status_code == 200, done.content
    receipt = done.json()
    whole = program.get(f"/matters/{receipt['no']}").json()
    assert whole["matter"]["state"] == "offered" and whole["events"][0]["hash"] == receipt["hash"]
    assert whole["deadlines"][0]["articles"] and whole["deadlines"][0]["working"]
    names = {m["name"] for m in whole["moves"]}
    assert "decline" in names and "consent" not in names
    file = program.get(f"/matters/{receipt['no']}/receipts/1").json()
    assert receipt["hash"] in json.dumps(file)


def test_the_same_key_answers_the_same_receipt_and_does_nothing_twice(court: Court) -> None:
    program = Program(testing.account())
    body = {"procedure": "filing.first_instance", "told": told()}
    first, second = (program.post("/disputes", body, key="once").json() for _ in range(2))
    assert not first["repeated"] and second["repeated"]
    assert (first["no"], first["hash"]) == (second["no"], second["hash"])
    assert Matter.objects.count() == 1
    move = {"data": {"reason": "已经和解"}, "seen": 1}
    one, two = (program.post(f"/matters/{first['no']}/moves/withdraw", move, key="w").json() for _ in range(2))
    assert one["seq"] == two["seq"] and two["repeated"]
    assert Event.objects.filter(move="withdraw").count() == 1


def test_one_key_for_two_different_moves_is_refused(matter: Matter, respondent: Account) -> None:
    program = Program(respondent)
    assert (
        program.post(f"/matters/{matter.no}/moves/consent", {"data": {"agree": True}, "seen": 2}, key="k").status_code
        == 200
    )
    other = program.post(f"/matters/{matter.no}/moves/decline", {"data": {"reason": "不"}, "seen": 4}, key="k")
    assert other.status_code == 409 and other.json()["reasons"][0]["code"] == "core.key_used_elsewhere"


def test_a_key_is_the_senders_own(court: Court) -> None:
    body = {"procedure": "filing.first_instance", "told": told()}
    mine = Program(testing.account()).post("/disputes", body, key="same").json()
    theirs = Program(testing.account("王五", "13800000009")).post("/disputes", body, key="same").json()
    assert mine["no"] != theirs["no"] and not theirs["repeated"]


def test_two_long_keys_that_begin_alike_are_two_keys(court: Court) -> None:
    program = Program(testing.account())
    body = {"procedure": "filing.first_instance", "told": told()}
    answers = [program.post("/disputes", body, key="k" * 100 + end) for end in ("a", "b")]
    assert all(a.status_code == 422 for a in answers) or answers[0].json()["no"] != answers[1].json()["no"]


def test_a_stale_revision_is_answered_with_the_present_one(matter: Matter, respondent: Account) -> None:
    program = Program(respondent)
    late = program.post(f"/matters/{matter.no}/moves/consent", {"data": {"agree": True}, "seen": 0})
    assert late.status_code == 409 and late.json()["status"] == "stale" and late.json()["revision"] == 2


def test_refusals_carry_reason_and_article_in_the_language_asked(matter: Matter, respondent: Account) -> None:
    program = Program(respondent)
    program.post(f"/matters/{matter.no}/moves/consent", {"data": {"agree": True}, "seen": 2})
    program.headers["HTTP_ACCEPT_LANGUAGE"] = "en"
    again = program.post(f"/matters/{matter.no}/moves/consent", {"data": {"agree": True}, "seen": 4})
    assert again.status_code == 409
    reason = again.json()["reasons"][0]
    assert reason["code"] and reason["reason"]
    assert "中华" not in reason["article"]


def test_faults_are_named_by_their_path(court: Court) -> None:
    body = {"procedure": "filing.first_instance", "told": {**told(), "claims": [{"text": "x", "amount": "-1"}]}}
    answer = Program(testing.account()).post("/disputes", body)
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["field"] == "claims.0.amount"


def test_a_nul_character_is_refused_at_its_field(court: Court) -> None:
    body = {"procedure": "filing.first_instance", "told": {**told(), "story": "一\x00二"}}
    answer = Program(testing.account()).post("/disputes", body)
    assert answer.status_code == 422
    assert answer.json()["reasons"][0] == {
        **answer.json()["reasons"][0],
        "code": "core.text_unreadable",
        "field": "story",
    }


@pytest.mark.parametrize("move", ["consent", "appoint", "no_answer", "fly", "offer"])
def test_a_move_of_somebody_else_is_refused_and_changes_nothing(matter: Matter, move: str) -> None:
    answer = Program(testing.account()).post(f"/matters/{matter.no}/moves/{move}", {"data": {"agree": True}, "seen": 1})
    assert answer.status_code in (409, 422)
    assert Event.objects.filter(matter=matter).count() == 1


def test_a_foreign_matter_is_not_found_by_any_way(matter: Matter) -> None:
    stranger = Program(testing.account("王五", "13800000009"))
    absent = stranger.get("/matters/2603-00000000-0")
    for answer in (
        stranger.get(f"/matters/{matter.no}"),
        stranger.get(f"/matters/{matter.no}/receipts/1"),
        stranger.post(f"/matters/{matter.no}/moves/decline", {"data": {"reason": "x"}, "seen": 1}),
        stranger.get("/matters", after=matter.no),
    ):
        assert answer.status_code == 404 and answer.content == absent.content
    assert stranger.get("/matters", q="陈大明").json() == []
    assert stranger.get("/desk").json() == []


def test_a_file_of_somebody_else_cannot_be_handed_in_as_ones_own(court: Court) -> None:
    owner = testing.account()
    theirs = uploads.keep(BytesIO(b"%PDF-1.7"), name="a.pdf", kind="application/pdf", person=owner.person_id)
    thief = Program(testing.account("王五", "13800000009"))
    stolen = {**told(), "evidence": [{"name": "证据", "files": [theirs.key]}]}
    answer = thief.post("/disputes", {"procedure": "filing.first_instance", "told": stolen})
    assert answer.status_code == 422 and "files" in answer.json()["reasons"][0]["field"]
    assert Upload.objects.get().matter is None


def test_files_are_brought_and_handed_in_by_a_program(court: Court) -> None:
    program = Program(testing.account())
    brought = program.client.post(
        "/api/files", {"file": SimpleUploadedFile("借条.pdf", b"%PDF-1.7")}, **program.headers
    )
    assert brought.status_code == 200, brought.content
    key = brought.json()["key"]
    body = {**told(), "evidence": [{"name": "借条", "files": [key]}]}
    done = program.post("/disputes", {"procedure": "filing.first_instance", "told": body})
    assert done.status_code == 200, done.content
    assert Upload.objects.get(key=key).matter is not None
    bad = program.client.post("/api/files", {"file": SimpleUploadedFile("x.pdf", b"<html>")}, **program.headers)
    assert bad.status_code == 422 and bad.json()["reasons"][0]["code"] == "core.file_kind"


def test_the_description_is_openapi_3_1_and_whole(court: Court) -> None:
    document = Client().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    text = json.dumps(document)
    used = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert used and used <= set(document["components"]["schemas"])
    operations = [(path, o) for path, methods in document["paths"].items() for o in methods.values()]
    names = [o["operationId"] for _, o in operations]
    assert len(names) == len(set(names)) >= 7
    for path, operation in operations:
        given = {p["name"] for p in operation.get("parameters", [])}
        assert set(re.findall(r"{(\w+)}", path)) <= given and operation["summary"] and operation["responses"], path


def test_the_procedures_in_force_are_published_without_a_token(court: Court) -> None:
    rows = Client().get("/api/procedures").json()
    found = next(r for r in rows if r["code"] == "mediation.pre_litigation")
    assert "offered" in found["states"] and found["words"]


ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "\ud800", "²", "9" * 30, "../../etc", "'; DROP TABLE core_matter;--", "２６０３", "%00", "‮"]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD, inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    *("agree", "reason", "mediator", "story", "cause", "claims", "claimants", "respondents", "evidence", "files"),
    *("name", "amount", "text", "phone", "id_number", "born", "as_guardian", "data", "seen", "procedure", "told"),
]
BODY = st.dictionaries(st.one_of(st.sampled_from(FIELDS), ODD), JSON, max_size=8)
CALM = {200, 400, 401, 404, 405, 409, 422}
SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SETTINGS
@given(data=BODY, seen=JSON, move=st.sampled_from(["decline", "withdraw", "choose", "consent", "x"]))
def test_no_answer_to_a_move_is_ever_a_fault(matter: Matter, data: Any, seen: Any, move: str) -> None:
    program = Program(testing.account())
    raw = json.dumps({"data": data, "seen": seen})
    answer = program.post(f"/matters/{matter.no}/moves/{move}", raw)
    assert answer.status_code in CALM, (answer.status_code, raw)


@SETTINGS
@given(changes=BODY, whole=st.booleans())
def test_no_way_of_telling_a_dispute_is_ever_a_fault(court: Court, changes: Any, whole: bool) -> None:
    body: Any = {"procedure": "filing.first_instance", "told": {**told(), **changes}}
    answer = Program(testing.account()).post("/disputes", json.dumps(body if whole else changes))
    assert answer.status_code in CALM, (answer.status_code, changes)


@SETTINGS
@given(q=ODD, procedure=ODD, after=ODD, page=st.one_of(ODD, st.integers()))
def test_no_search_is_ever_a_fault(court: Court, q: str, procedure: str, after: str, page: Any) -> None:
    def clean(value: Any) -> Any:
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value

    program = Program(testing.account())
    listed = program.get("/matters", q=clean(q), procedure=clean(procedure), after=clean(after))
    assert listed.status_code in CALM
    assert program.get("/desk", page=clean(page)).status_code in CALM


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", '"x"', "{}" * 3, "[" * 3000, '{"data": 1e999}', "\x00"])
def test_a_body_that_is_no_answer_is_refused_calmly(matter: Matter, raw: str) -> None:
    program = Program(testing.account())
    assert program.post(f"/matters/{matter.no}/moves/decline", raw).status_code in CALM
    assert program.post("/disputes", raw).status_code in CALM
