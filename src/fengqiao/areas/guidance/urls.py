"""The addresses of the guidance."""

from django.urls import path

from fengqiao.areas.guidance import pages, paperpages

urlpatterns = [
    path("guide/risk/", pages.risk, name="guide_risk"),
    path("guide/papers/", paperpages.papers, name="guide_papers"),
    path("guide/papers/<slug:kind>/<slug:form>/", paperpages.sample, name="guide_paper"),
]
