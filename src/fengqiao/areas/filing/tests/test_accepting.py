"""The page of accepting a case: what is proposed is named before it is chosen."""

from __future__ import annotations

from typing import Any

from fengqiao.core.models import Matter
from fengqiao.core.testing import matter
from fengqiao.web.testing import Visitor


def test_the_choice_of_the_proposal_says_which_procedure_and_why(filing: Matter, clerk: Any) -> None:
    path = f"/m/{filing.no}/do/accept/"
    page = Visitor(clerk).get(path)
    assert "按建议：" in page.text and "程序" in page.text.split("按建议：")[1][:12]
    english = Visitor(clerk).get(path, HTTP_ACCEPT_LANGUAGE="en").text
    assert "As proposed: " in english
    page.send({})
    assert matter(filing.no).state == "accepted"
