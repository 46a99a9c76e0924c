"""A day is written as the reader writes it, wherever its figures come from."""

from __future__ import annotations

from datetime import date
from unittest import mock

import pytest
from django.utils import translation

from fengqiao.core import words
from fengqiao.web.templatetags.words import day

pytestmark = pytest.mark.pure

SAID = [
    ("2026-12-07", "2026年12月7日", "7 December 2026"),
    ("2026-06-04 23:59", "2026年6月4日 23:59", "4 June 2026 23:59"),
    ("2026-02-31", "2026-02-31", "2026-02-31"),
    ("2026-13-01 25:00", "2026-13-01 25:00", "2026-13-01 25:00"),
    ("2606-96951201-5", "2606-96951201-5", "2606-96951201-5"),
    ("合同2026-12-07签订", "合同2026-12-07签订", "合同2026-12-07签订"),
    (12, "12", "12"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), SAID)
def test_days_among_the_values_of_a_text_are_written_out_and_nothing_else_is(
    value: object, chinese: str, english: str
) -> None:
    with mock.patch.object(words, "gettext", return_value="<{at}>"):
        assert words.say("any.key", {"at": value}, "zh-hans") == f"<{chinese}>"
        assert words.say("any.key", {"at": value}, "en") == f"<{english}>"


def test_a_page_and_a_message_write_the_same_day_alike() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert day(date(2026, 12, 7)) == words.written("2026-12-07") == words.day_in_words(date(2026, 12, 7))
