"""Fixtures of the page tests."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.cache import cache
from seeing import Scene

from fengqiao.core import places, testing
from fengqiao.core.models import Court, Document, Upload
from fengqiao.web import uploads
from fengqiao.web.shell import home_court


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    """The court of the installation."""
    home_court.cache_clear()
    yield testing.court()
    home_court.cache_clear()


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


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """Tries that a test before has counted are not held against this one."""
    cache.clear()
    yield
    cache.clear()
