"""Filing from a table: template, upload, preview, sending row by row, report. And one more case like an earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl.utils import get_column_letter

from fengqiao.areas.lawyers import another, filings, sheets, tables
from fengqiao.areas.lawyers.facts import Another, Table
from fengqiao.areas.lawyers.models import Batch, BatchRow
from fengqiao.areas.lawyers.pages import seen
from fengqiao.core.disputes import Agency
from fengqiao.core.errors import Invalid, Refused
from fengqiao.core.models import Matter, Representative, Upload
from fengqiao.core.sealing import unseal
from fengqiao.core.validation import validated
from fengqiao.core.words import say, word
from fengqiao.law import causes
from fengqiao.web import uploads
from fengqiao.web.forms import Form, answers, error_text
from fengqiao.web.guard import signed_in
from fengqiao.web.shell import home_court
from fengqiao.web.views.pages import refusal_text

_EXAMPLES = {
    sheets.FILINGS.title: [
        (
            *("诸暨枫桥小额贷款有限公司", "91330681MA2D8XKL3P", "13800000001", "浙江省诸暨市枫桥镇和平路1号", "陈总", "李小红", "", "13800000002"),
            *("浙江省诸暨市", "民间借贷纠纷", "50000", "归还借款50000元及利息", "2025-03-01"),
            *("2025年3月1日借款50000元，到期不还。", "借条；转账记录"),
        )
    ],
    sheets.PARTIES.title: [
        ("例2", "被告", "李大明", "", "13800000003", "浙江省诸暨市枫桥镇", ""),
        ("例2", "第三人", "诸暨枫桥担保有限公司", "", "13800000004", "浙江省诸暨市枫桥镇", "周总"),
    ],
    sheets.EVIDENCE.title: [
        ("例2", "保证合同", "李大明对借款承担连带保证责任", "双方签订", "原件", "3"),
        ("例2", "微信聊天记录", "出借人催告过还款", "出借人手机", "电子数据", "12"),
    ],
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS = (sheets.FILINGS, *sheets.MORE.values())
_DONE = ("filed", "again", "failed", "wrong")


@require_safe
@signed_in
def template(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    response = HttpResponse(tables.template(_EXAMPLES, _explained()), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="filings.xlsx"'
    return response


def _explained() -> list[str]:
    """What the sheet of explanations says, in the language of the reader."""
    most = {"rows": tables.MOST_ROWS, "more": sheets.PARTIES.most}
    return [say(f"lawyers.explained.{n}", most) for n in range(1, 8)]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Upload a table with the power of attorney for all its rows; nothing is sent yet."""
    if request.actor.staff:
        raise Http404
    if request.method != "POST":
        return _new(request, {})
    data = answers(Table, request.POST)
    file = request.FILES.pop("table", [None])[0]
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Any] = []
    if file is not None:
        try:
            rows = tables.read(file.read(tables.MOST_BYTES + 1))
        except tables.Unreadable as fault:
            faults.append(("table", str(fault), fault.values))
    data.pop("table", None)
    faults += uploads.take(request, Table, data)
    try:
        told = validated(Table, {**data, "table": ["-"] if file is not None else []})
    except Invalid as invalid:
        return _new(request, data, [*faults, *invalid.errors], 422)
    if faults:
        return _new(request, data, faults, 422)
    assert isinstance(told, Table)
    return redirect("batch", _keep(request, told, file.name if file else "", rows).pk)


def _keep(request: HttpRequest, told: Table, name: str, rows: list[tuple[int, dict[str, Any]]]) -> Batch:
    court = home_court()
    power = Upload.objects.filter(key=told.power[0], by_id=request.actor.person, matter=None).first()
    if court is None or power is None:
        raise Http404
    return filings.keep(power.by_id, court, Agency(told.kind, told.firm), power, name, rows)


def _new(request: HttpRequest, data: Mapping[str, Any], faults: Any = (), status: int = 200) -> HttpResponse:
    form = Form(Table, data, errors=faults)
    context = {
        "title": _("批量立案"),
        "fields": [{**f, "plain": f["name"] == "table"} for f in form.fields],
        "errors": form.summary(),
        "sheets": [{"title": sheet.title, "columns": list(sheet.columns.values())} for sheet in _SHEETS],
        "most_parties": sheets.PARTIES.most,
        "most": tables.MOST_ROWS,
        "crumbs": [{"url": reverse("lawyer"), "label": _("代理人工作台")}, {"label": _("批量立案")}],
    }
    return render(request, "lawyers/new.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Batch:
    found = Batch.objects.filter(pk=pk, by_id=request.actor.person).select_related("power").first()
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
@never_cache
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch as it stands: what is right, what is wrong and where, what became of each row."""
    found = _own(request, pk)
    rows = list(found.rows.all())
    count = Counter(r.outcome for r in rows)
    ready = len({r.key for r in rows if r.outcome == "ready"})
    done = sum(count[state] for state in _DONE)
    context = {
        "title": _("批量立案"),
        "batch": found,
        "rows": _rows(rows),
        "total": len(rows),
        "count": {state: count[state] for state in ("waiting", *_DONE)} | {"ready": ready, "same": count["ready"] - ready},
        "percent": done * 100 // max(done + count["waiting"], 1),
        "going": count["waiting"] > 0,
        "crumbs": [{"url": reverse("lawyer"), "label": _("代理人工作台")}, {"label": found.name}],
    }
    return render(request, "lawyers/batch.html", context)


def _rows(rows: list[BatchRow]) -> list[dict[str, Any]]:
    first: dict[str, int] = {}
    shown = []
    for row in rows:
        same = first.setdefault(row.key, row.line)
        shown.append(
            {
                "line": row.line,
                "claimant": row.values.get("claimant", ""),
                "respondent": row.values.get("respondent", ""),
                "parties": 2 + len(row.values.get("parties", ())) if row.values.get("parties") else 0,
                "pieces": len(row.values.get("pieces", ())),
                "amount": row.values.get("amount", ""),
                "state": word(f"lawyers.row.{row.outcome}"),
                "tone": {"filed": "done", "wrong": "now", "failed": "now"}.get(row.outcome, "plain"),
                "faults": [_fault(row.line, fault) for fault in row.faults],
                "why": row.why,
                "same": same if same != row.line else 0,
                "no": row.no,
                "url": reverse("matter", args=[row.no]) if row.no else "",
            }
        )
    return shown


def _fault(line: int, fault: Any) -> str:
    """What is wrong, at its cell: ``F7（被告姓名或名称）：...``, on a further sheet ``证据 C2（...）：...``; order of the template."""
    column, code, values = fault
    name, _dot, rest = column.partition(".")
    sheet = sheets.MORE.get(name) if rest else sheets.FILINGS
    at, _dot, own = rest.partition(".") if rest else (str(line), "", column)
    if sheet is None or own not in sheet.columns:
        return _("%(cell)s：%(text)s") % {"cell": line, "text": error_text(code, values)}
    cell = f"{get_column_letter(sheet.place(own))}{at}"
    place = cell if sheet is sheets.FILINGS else f"{sheet.title} {cell}"
    told = {"cell": place, "head": sheet.columns[own][0], "text": error_text(code, values)}
    return _("%(cell)s（%(head)s）：%(text)s") % told


@require_POST
@signed_in
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the rows that are right."""
    waiting = filings.send(_own(request, pk))
    if waiting:
        messages.success(request, _("已经开始提交，%(count)s 件在路上。关掉本页也会继续。") % {"count": waiting})
    return redirect("batch", pk)


@require_safe
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of every row, as a table."""
    found = _own(request, pk)
    heads = [_("行"), _("原告"), _("被告"), _("当事人"), _("证据"), _("结果"), _("编号"), _("说明")]
    rows = [
        [
            *(str(r["line"]), r["claimant"], r["respondent"], str(r["parties"] or 2), str(r["pieces"])),
            *(r["state"], r["no"], "；".join([*r["faults"], r["why"]])),
        ]
        for r in _rows(list(found.rows.all()))
    ]
    response = HttpResponse(tables.report(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-{pk}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@never_cache
def again(request: HttpRequest, no: str) -> HttpResponse:
    """One more case for the same client: what is known is kept, only what differs is typed."""
    like = seen(request, no)
    kept = _kept(like, request.actor.person)
    if request.method != "POST":
        return _again(request, like, kept, {name: kept["old"][name] for name in another.COPIED})
    typed = answers(Another, request.POST)
    data = another.rewritten(typed, kept["old"]) if typed.get("respondent") else typed
    try:
        validated(Another, data)
        doubts = list(another.doubts(data, typed, kept["old"]))
        if doubts and request.POST.get("seen") != another.mark(typed):
            return _again(request, like, kept, data, faults=doubts, seen=another.mark(data), status=422)
        values = {**kept["values"], **{name: str(value) for name, value in data.items()}}
        receipt = filings.file_one(values, kept["agency"], kept["power"], actor=request.actor, court=like.court)
    except Invalid as invalid:
        return _again(request, like, kept, data, faults=invalid.errors, status=422)
    except Refused as refused:
        return _again(request, like, kept, data, refusals=refused.refusals, status=409)
    return redirect("receipt", receipt.no, receipt.seq)


def _kept(like: Matter, person: int | None) -> dict[str, Any]:
    """What is not typed again: the client, the cause, the capacity in which one acts, the power of attorney."""
    party = like.dispute.parties.filter(side="claimant").select_related("person").order_by("position").first()
    agents = Representative.objects.filter(party=party, person_id=person, until=None)
    agent = agents.exclude(kind="teller").first()
    told = {key for e in like.dispute.facts.get("evidence") or () for key in e.get("files") or ()}
    power = Upload.objects.filter(key__in=told, by_id=person).order_by("-id").first()
    if party is None or agent is None or power is None:
        raise Http404
    values = {
        "claimant": party.name,
        "claimant_id": unseal(party.person.id_sealed) if party.person.id_sealed else "",
        "claimant_phone": party.person.phone,
        "claimant_address": party.facts.get("address", ""),
        "legal_representative": party.facts.get("legal_representative") or "",
        "cause": like.dispute.cause,
    }
    agency = Agency(agent.kind, agent.firm)
    return {"values": values, "agency": agency, "power": power, "old": _old(like)}


def _old(like: Matter) -> dict[str, Any]:
    """What the earlier case said that this one may say otherwise."""
    told = like.dispute.facts
    claim = (told.get("claims") or [{}])[0]
    other = like.dispute.parties.filter(side="respondent").order_by("position").first()
    return {
        "claim": str(claim.get("text", "")),
        "amount": claim.get("amount"),
        "story": str(told.get("story", "")),
        "happened_on": told.get("happened_on"),
        "respondent": other.name if other else "",
    }


def _again(
    request: HttpRequest,
    like: Matter,
    kept: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    faults: Any = (),
    refusals: Any = (),
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    form = Form(Another, data, errors=faults)
    values = kept["values"]
    context = {
        "title": _("再立一件类似的"),
        "like": like,
        "facts": [
            (_("原告"), values["claimant"]),
            (_("住址"), values["claimant_address"]),
            (_("案由"), causes.cause(values["cause"]).name),
            (_("法院"), like.court.name),
            (_("授权委托书"), kept["power"].name),
        ],
        "form": form,
        "errors": form.summary(),
        "refusals": [refusal_text(r) for r in refusals],
        "seen": seen,
        "crumbs": [{"url": reverse("lawyer"), "label": _("代理人工作台")}, {"label": _("再立一件类似的")}],
    }
    return render(request, "lawyers/again.html", context, status=status)
