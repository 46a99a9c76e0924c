"""The addresses of the figures."""

from django.urls import path

from fengqiao.areas.supervision import pages

urlpatterns = [
    path("figures/", pages.figures, name="figures"),
    path("figures/<str:code>/<str:part>/", pages.figure, name="figure"),
]
