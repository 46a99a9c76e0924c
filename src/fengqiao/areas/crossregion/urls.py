"""The addresses of cross-region filing."""

from django.urls import path

from fengqiao.areas.crossregion import inbound, pages

urlpatterns = [
    path("nearest/", pages.nearest, name="nearest_court"),
    path("figures/cross-region/", pages.answer_times, name="cross_region_figures"),
    path("exchange/v1/handovers", inbound.handovers, name="handovers"),
    path("exchange/v1/handovers/query", inbound.handovers_query, name="handovers_query"),
    path("exchange/v1/handovers/files", inbound.handovers_files, name="handovers_files"),
]
