"""The addresses of the calculators and of the statute library."""

from django.urls import path

from fengqiao.areas.calculators import pages, rulepages

urlpatterns = [
    path("calc/", pages.overview, name="calculators"),
    path("calc/<slug:code>/", pages.calculator, name="calculator"),
    path("law/", rulepages.index, name="law_rules"),
    path("law/<str:id>/", rulepages.rule, name="law_rule"),
]
