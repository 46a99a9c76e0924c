"""Papers and files: read only by those who may see their matter."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fengqiao.core import access, ports
from fengqiao.core.errors import NotFound
from fengqiao.core.words import has, word
from fengqiao.kernel.paper import parse, plain
from fengqiao.web.guard import signed_in
from fengqiao.web.views import errors

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """An issued paper: to read on the page, as PDF, or as Word."""
    document = access.papers(request.actor).filter(pk=pk).select_related("matter").first()
    if document is None or (form != "html" and form not in _TYPES):
        raise Http404
    access.noted(request.actor, document.matter, f"paper {pk}")
    composed = parse(document.text)
    title = word(f"paper.{document.kind}") if has(f"paper.{document.kind}") else document.title
    if form == "html":
        context = {
            "title": title,
            "lines": plain(composed).splitlines(),
            "document": document,
            "matter": document.matter,
            "pdf_url": reverse("paper", args=[pk, "pdf"]),
            "docx_url": reverse("paper", args=[pk, "docx"]),
            "crumbs": [
                {"url": reverse("matter", args=[document.matter.no]), "label": str(document.matter)},
                {"label": title},
            ],
        }
        return render(request, "web/paper.html", context)
    setter = ports.typesetter()
    content = setter.pdf(composed, document.issued_at) if form == "pdf" else setter.docx(composed)
    response = HttpResponse(content, content_type=_TYPES[form])
    name = quote(f"{document.title}-{document.matter.no}.{form}")
    kind = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@signed_in
def upload(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    """A file that somebody brought, as a download, never to be run in the browser."""
    try:
        found = access.upload(request.actor, key)
    except NotFound as absent:
        raise Http404 from absent
    if found.blob.held:
        return errors.withheld(request, found.blob.scan)
    response = FileResponse(ports.storage().open(found.blob_id), content_type=found.blob.kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
