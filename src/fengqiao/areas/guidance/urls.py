"""The addresses of the guidance."""

from django.urls import path

from fengqiao.areas.guidance import pages

urlpatterns = [
    path("guide/risk/", pages.risk, name="guide_risk"),
]
