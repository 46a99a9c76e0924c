"""The one place that knows everything: which areas there are and which adapters they stand on."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.conf import settings

from fengqiao.adapters import sandbox
from fengqiao.adapters.binding import PdfBinder
from fengqiao.adapters.clamd import Clamd
from fengqiao.adapters.reading import RapidReader
from fengqiao.adapters.storage import FolderStorage
from fengqiao.adapters.typesetting import PaperTypesetter
from fengqiao.config import exchanging, identifying, lockering, paying
from fengqiao.core import ports
from fengqiao.core.registry import Area, registry
from fengqiao.law import settings as law_settings

OWN_SETTINGS = "law-settings.yaml"
AREAS = Path(__file__).resolve().parents[1] / "areas"


def area_names() -> list[str]:
    """The areas of this installation: every folder of areas/ that has an area.py."""
    return sorted(p.parent.name for p in AREAS.glob("*/area.py"))


def areas() -> list[Area]:
    """Import and return all areas."""
    return [import_module(f"fengqiao.areas.{name}.area").AREA for name in area_names()]


def adopt_settings() -> list[str]:
    """Take the settings that this court has fixed itself (``law-settings.yaml`` in DATA_DIR); their ids."""
    own = settings.DATA_DIR / OWN_SETTINGS
    law_settings.reset()
    return law_settings.adopt(own) if own.exists() else []


def wire() -> None:
    """Connect areas and adapters, and take the court's own settings."""
    for area in areas():
        registry.add(area)
    adopt_settings()
    ports.connect(
        storage=FolderStorage(settings.DATA_DIR / "files"),
        scanner=Clamd(settings.ENV.clamd) if settings.ENV.clamd else ports.NoScanner(),
        binder=PdfBinder(),
        reader=RapidReader(),
        sms=sandbox.SandboxSms(settings.DATA_DIR / "sandbox"),
        typesetter=PaperTypesetter(),
        payments=paying.providers(),
        identity=identifying.provider(),
        exchange=exchanging.exchange(),
        exchange_gate=exchanging.gate(),
        locker=lockering.locker(),
    )
