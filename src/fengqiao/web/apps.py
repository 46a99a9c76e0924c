"""The pages and the API."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components, static files."""

    name = "fengqiao.web"
    label = "web"
