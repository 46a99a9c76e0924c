"""The addresses of cross-region filing."""

from django.urls import path

from fengqiao.areas.crossregion import pages

urlpatterns = [
    path("nearest/", pages.nearest, name="nearest_court"),
    path("figures/cross-region/", pages.answer_times, name="cross_region_figures"),
]
