"""The one Django app of the core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Holds every shared table."""

    name = "fengqiao.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
