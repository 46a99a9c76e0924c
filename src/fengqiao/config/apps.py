"""Start-up: connects areas and adapters, and proves that all names meet."""

from django.apps import AppConfig

from fengqiao.config import wiring


class ConfigConfig(AppConfig):
    """Runs the wiring once all apps are loaded."""

    name = "fengqiao.config"
    label = "config"

    def ready(self) -> None:
        wiring.wire()
