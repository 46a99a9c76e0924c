"""The documentation says what is: generated pages are fresh, named commands and settings exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fengqiao
from fengqiao.config import cli, reference
from fengqiao.config.commands import docs
from fengqiao.core.registry import registry
from fengqiao.law.settings import all_settings

PACKAGE = Path(fengqiao.__file__).parent
ROOT = PACKAGE.parents[1]
WRITTEN = sorted(p for p in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if ".venv" not in p.parts)
GENERATED = docs.generated()


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_pages_are_fresh(name: str) -> None:
    """Where this fails: run ``fengqiao docs``."""
    held = docs.DOCS / name
    assert held.exists() and held.read_text("utf-8") == GENERATED[name]


def test_every_procedure_has_its_page_and_its_picture() -> None:
    for p in registry.current():
        assert f"procedures/{p.code}.md" in GENERATED
        picture = GENERATED[f"procedures/{p.code}.svg"]
        assert picture.startswith("<svg ") and all(f">{state}</text>" in picture for state in p.all_states)


def test_every_variable_of_the_environment_is_documented() -> None:
    text = (PACKAGE / "config" / "env.py").read_text("utf-8")
    used = set(re.findall(r'(?:environ\.get|_flag)\(\s*"([A-Z_]+)"', text))
    used |= set(re.findall(r'env\.secret\(ENV, "([A-Z_]+)"\)', (PACKAGE / "config" / "settings.py").read_text("utf-8")))
    assert len(used) > 5
    assert used == set(reference.ENVIRONMENT)


def test_every_open_point_of_the_law_is_documented() -> None:
    page = GENERATED["settings.md"]
    assert [s.id for s in all_settings() if f"`{s.id}`" not in page] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_and_targets_named_in_a_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    blocks = "\n".join(re.findall(r"```(?:sh|bash|console|shell)\n(.*?)```", text, re.S)) + "\n" + "\n".join(
        re.findall(r"`((?:fengqiao|make) [a-z][^`\n]*)`", text)
    )
    commands = set(re.findall(r"(?:^|[\s/;&$])fengqiao ([a-z][a-z-]*)", blocks))
    assert commands <= {*cli.COMMANDS, "manage", "help"}, page.name
    targets = set(re.findall(r"(?:^|[\s;&])make ([a-z][a-z-]*)", blocks))
    makefile = (ROOT / "Makefile").read_text("utf-8") if (ROOT / "Makefile").exists() else ""
    assert targets <= set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M)), page.name


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_of_the_terminal_has_its_module_and_its_line_of_usage() -> None:
    for name, module in cli.COMMANDS.items():
        path = PACKAGE.parent / (module.replace(".", "/") + ".py")
        assert path.exists(), f"{name}: {module} is missing"
        assert re.search(rf"^  {name}\b", cli.USAGE, re.M), f"{name} is not in the usage"
