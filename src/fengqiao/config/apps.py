"""Start-up: connects areas and adapters, and proves that all names meet."""

import gc
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from fengqiao.config import wiring
from fengqiao.core.registry import RegistryError, registry

COLLECT = (50_000, 20, 50)
"""New objects before the youngest generation is searched for garbage, and how often for each older one.

The procedures, words and pages loaded at the start live as long as the process: searching them again and again took up
to a quarter of its time (the simulation of two months; 40 MB more at its height).
"""


def names_meet(**_options: Any) -> list[CheckMessage]:
    """A check of Django's: every procedure, role, effect and rule that an area names exists."""
    try:
        registry.check()
    except RegistryError as faults:
        return [Error(fault, id="fengqiao.E001") for fault in str(faults).splitlines()]
    return []


class ConfigConfig(AppConfig):
    """Runs the wiring once all apps are loaded."""

    name = "fengqiao.config"
    label = "config"

    def ready(self) -> None:
        wiring.wire()
        register(names_meet)
        gc.set_threshold(*COLLECT)
        gc.freeze()
