"""Texts that come from a court's own folder are read as plain values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from fengqiao.kernel import yamls


def test_words_numbers_lists_and_days_are_read(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("名称: 某某区\nlimit: 3\nsince: 2026-01-01\nfrom: [1.5, yes]\n", encoding="utf-8")
    assert yamls.read(tmp_path / "own.yaml") == {"名称": "某某区", "limit": 3, "since": date(2026, 1, 1), "from": [1.5, True]}
    assert yamls.parse("") is None


@pytest.mark.parametrize("text", ["!!python/object/apply:os.getcwd []", "!!python/name:os.system ''", "a: [1"])
def test_no_object_of_somebodys_choosing_is_made(text: str) -> None:
    """Attack: a settings file that calls a function of the platform's process when it is read."""
    with pytest.raises(yaml.YAMLError):
        yamls.parse(text)
