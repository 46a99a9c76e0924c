"""Start-up: connects areas and adapters, and proves that all names meet."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from fengqiao.config import wiring
from fengqiao.core.registry import RegistryError, registry


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
