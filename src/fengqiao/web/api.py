"""The API: the same moves and the same refusals as the pages, for programs (OpenAPI 3.1, bearer token)."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import File, Header, NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from fengqiao.core import access, clock, ledger, tokens
from fengqiao.core.actor import NOBODY, Actor, Receipt
from fengqiao.core.casefile import CaseFile
from fengqiao.core.disputes import open_dispute
from fengqiao.core.engine import perform
from fengqiao.core.errors import Invalid, NotFound, Refused, Stale
from fengqiao.core.models import Court, Deadline, Document, Event, Matter
from fengqiao.core.registry import registry
from fengqiao.core.selectors.desk import tasks
from fengqiao.core.selectors.moves import offers
from fengqiao.core.told import Told
from fengqiao.core.validation import validated
from fengqiao.core.words import say, word
from fengqiao.kernel.procedure import Move, Refusal
from fengqiao.web import uploads
from fengqiao.web.api_shapes import (
    Brought,
    DeadlineOut,
    DisputeIn,
    Done,
    EventOut,
    MatterOut,
    MoveIn,
    MoveOut,
    PaperOut,
    Problem,
    Reason,
    Whole,
)
from fengqiao.web.forms import error_text
from fengqiao.web.views.pages import english

PAGE = 100


class Token(HttpBearer):
    """``Authorization: Bearer <token>``; the token's account acts, with its posts of today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return tokens.actor_behind(token)


api = NinjaAPI(
    title="Fengqiao",
    version="1",
    description="One dispute, one record, one door: the moves of the pages, for programs.",
    auth=Token(),
    urls_namespace="api",
    docs_url=None,
)


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "auth", None) or NOBODY


Key = Annotated[str, Header("", alias="Idempotency-Key", max_length=64)]


def _side(pair: Any) -> str:
    """The reader's side of a pair (Chinese, English), or of whatever has both."""
    if isinstance(pair, list | tuple):
        return str(pair[1 if english() else 0])
    return str(pair.en if english() else pair.zh)


def _reason(refusal: Refusal) -> Reason:
    cite = _side(refusal.cite) if refusal.cite else ""
    words = say(refusal.reason, refusal.values)
    return Reason(code=refusal.reason, reason=words, article=cite, field=refusal.field or "")


@api.exception_handler(NotFound)
def _absent(request: HttpRequest, error: Any) -> Any:
    return api.create_response(request, Problem(status="not_found"), status=404)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> Any:
    problem = Problem(status="refused", reasons=[_reason(r) for r in error.refusals])
    return api.create_response(request, problem, status=409)


@api.exception_handler(Stale)
def _stale(request: HttpRequest, error: Stale) -> Any:
    return api.create_response(request, Problem(status="stale", revision=error.revision), status=409)


@api.exception_handler(Invalid)
def _invalid(request: HttpRequest, error: Invalid) -> Any:
    reasons = [Reason(code=code, reason=error_text(code, v), field=path) for path, code, v in error.errors]
    return api.create_response(request, Problem(status="invalid", reasons=reasons), status=422)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> Any:
    reasons = []
    for fault in error.errors:
        path = ".".join(str(part) for part in fault["loc"][1:])
        reasons.append(Reason(code=str(fault["type"]), reason=error_text(str(fault["type"]), {}), field=path))
    return api.create_response(request, Problem(status="invalid", reasons=reasons), status=422)


def _own_files(actor: Actor, data: Any, path: str = "") -> None:
    """Raise Invalid where a file is named that this account has not brought."""
    if isinstance(data, list):
        for n, item in enumerate(data):
            _own_files(actor, item, f"{path}{n}.")
    elif isinstance(data, dict):
        for name, item in data.items():
            if name == "files" and isinstance(item, list):
                keys = [key for key in item if isinstance(key, str) and "\x00" not in key]
                if len(uploads.of_person(actor.person, keys)) < len(set(map(str, item))):
                    raise Invalid([(f"{path}files", "core.file_unknown", {})])
            else:
                _own_files(actor, item, f"{path}{name}.")


def _done(receipt: Receipt) -> Done:
    return Done(
        no=receipt.no, seq=receipt.seq, hash=receipt.hash, repeated=receipt.repeated, opened=list(receipt.opened)
    )


def _matter(m: Matter) -> MatterOut:
    return MatterOut(
        no=m.no,
        number=m.number or "",
        procedure=m.procedure,
        version=m.version,
        state=m.state,
        state_words=word(f"{m.procedure}.state.{m.state}"),
        ended=m.ended,
        revision=m.revision,
        title=m.dispute.title,
        opened_at=clock.local(m.opened_at).isoformat(),
    )


def _move(m: Matter, move: Move, refusals: Any) -> MoveOut:
    return MoveOut(
        name=move.name,
        words=word(f"{m.procedure}.move.{move.name}"),
        open=not refusals,
        optional=move.optional,
        reasons=[_reason(r) for r in refusals],
        articles=[_side(c) for c in move.cite],  # type: ignore[union-attr]
        asks=move.asks.model_json_schema(),
    )


@api.get("/desk", response=list[MatterOut], summary="What waits for this account, the first clock first")
def desk(request: HttpRequest, page: int = Query(1, ge=1, le=1000)) -> list[MatterOut]:
    """The tasks of the account and of its posts."""
    rows = tasks(_actor(request))[(page - 1) * PAGE : page * PAGE]
    return [_matter(t.matter) for t in rows]


@api.get("/matters", response=list[MatterOut], summary="The matters that this account may see, newest first")
def matters(request: HttpRequest, q: str = "", procedure: str = "", after: str = "") -> list[MatterOut]:
    """Page with ``after`` = the number of the last matter of the page before."""
    actor = _actor(request)
    mark = access.matter(actor, after) if after else None

    def narrow(rows: QuerySet[Matter]) -> QuerySet[Matter]:
        rows = access.search(rows, q) if q else rows
        rows = rows.filter(procedure=procedure) if procedure else rows
        return access.before(rows, mark)

    return [_matter(m) for m in access.newest(actor, narrow, PAGE)]


@api.get("/matters/{no}", response={200: Whole, 404: Problem}, summary="One matter, whole")
def matter(request: HttpRequest, no: str) -> Whole:
    """The matter with its clocks, the moves that this account may make, papers and events."""
    actor = _actor(request)
    found = access.matter(actor, no)
    file = CaseFile(found)
    events = Event.objects.filter(matter=found).order_by("-seq")[:500]
    papers = Document.objects.filter(access.papers_of(found)).order_by("-seq", "id").defer("text")[:500]
    return Whole(
        matter=_matter(found),
        deadlines=[_deadline(d) for d in found.deadlines.order_by("due_at")],
        moves=[_move(found, o.move, o.refusals) for o in offers(file, actor)],
        papers=[_paper(d) for d in papers],
        events=[_event(e) for e in events],
    )


def _deadline(d: Deadline) -> DeadlineOut:
    return DeadlineOut(
        name=d.name,
        words=word(f"{d.matter.procedure}.period.{d.name}"),
        due_on=d.due_on.isoformat(),
        status=d.status,
        provisional=d.provisional,
        working=[_side(line) for line in d.working],
        articles=[_side(c) for c in d.cites],
    )


def _paper(d: Document) -> PaperOut:
    return PaperOut(
        id=d.pk,
        kind=d.kind,
        title=d.title,
        text_hash=d.text_hash,
        issued_at=clock.local(d.issued_at).isoformat(),
        pdf=f"/papers/{d.pk}.pdf",
        docx=f"/papers/{d.pk}.docx",
    )


def _event(e: Event) -> EventOut:
    return EventOut(
        seq=e.seq,
        move=e.move,
        source=e.source,
        target=e.target,
        actor=e.actor_name,
        role=e.actor_role,
        channel=e.channel,
        at=clock.local(e.at).isoformat(),
        hash=e.hash,
    )


@api.post(
    "/matters/{no}/moves/{move}",
    response={200: Done, 404: Problem, 409: Problem, 422: Problem},
    summary="Make a move",
)
def make_move(request: HttpRequest, no: str, move: str, body: MoveIn, idempotency_key: Key = "") -> Done:
    """Through the one door; the same Idempotency-Key answers the same receipt and does nothing twice."""
    actor = _actor(request)
    _own_files(actor, body.data)
    return _done(perform(no, move, actor=actor, data=body.data, seen=body.seen, key=idempotency_key or None))


@api.post("/disputes", response={200: Done, 404: Problem, 409: Problem, 422: Problem}, summary="Open a dispute")
def tell(request: HttpRequest, body: DisputeIn, idempotency_key: Key = "") -> Done:
    """Tell a dispute once; it begins as mediation before filing or as a filing."""
    if body.procedure not in ("filing.first_instance", "mediation.pre_litigation"):
        raise Refused([Refusal("core.no_such_move")])
    _own_files(_actor(request), body.told)
    told = validated(Told, body.told)
    court = Court.objects.order_by("id").first()
    if not isinstance(told, Told) or court is None:
        raise NotFound("court")
    receipt = open_dispute(told, body.procedure, court=court, actor=_actor(request), key=idempotency_key or None)
    return _done(receipt)


@api.post("/files", response={200: Brought, 422: Problem}, summary="Bring a file")
def bring(request: HttpRequest, file: File[UploadedFile]) -> Brought:
    """What may be brought is found from the content; it belongs to the account until a move hands it in."""
    try:
        upload = uploads.store(file, person=_actor(request).person)
    except ValueError as fault:
        raise Invalid([("file", str(fault), {"name": file.name or ""})]) from fault
    return Brought(key=upload.key, name=upload.name, kind=upload.blob.kind, size=upload.blob.size)


@api.get("/matters/{no}/receipts/{seq}", response={200: dict, 404: Problem}, summary="The receipt of an event")
def receipt(request: HttpRequest, no: str, seq: int) -> dict[str, Any]:
    """The file that a party keeps, proved against the day's head once that is published."""
    found = access.matter(_actor(request), no)
    event = Event.objects.filter(matter=found, seq=seq).select_related("matter").first()
    if event is None:
        raise NotFound(no)
    made = ledger.receipt(event)
    return {"receipt": made.to_json()}


@api.get("/procedures", auth=None, response=list[dict], summary="The procedures in force")
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """Codes, versions, states and moves, as published."""
    return [
        {
            "code": p.code,
            "version": p.version,
            "in_force": p.in_force,
            "words": word(p.code),
            "states": list(p.all_states),
            "ends": sorted(p.ends),
            "moves": {m.name: {"path": m.path, "who": list(m.who)} for m in p.moves.values()},
        }
        for p in registry.current()
    ]
