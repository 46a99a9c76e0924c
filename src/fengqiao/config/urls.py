"""All addresses: the generic pages, then whatever pages the areas bring."""

from importlib import import_module

from django.conf import settings
from django.urls import include, path

from fengqiao.config import sandbox_pages
from fengqiao.config.wiring import areas
from fengqiao.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *[path("", include(import_module(area.urls).urlpatterns)) for area in areas() if area.urls],
    path("", include("fengqiao.web.urls")),
    *(sandbox_pages.urlpatterns if settings.DEMO else ()),
]
