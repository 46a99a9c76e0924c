"""The addresses of the front door."""

from django.urls import path

from fengqiao.areas.intake import pages

urlpatterns = [
    path("tell/", pages.start, name="tell"),
    path("tell/again/", pages.again, name="tell_again"),
    path("tell/<str:code>/", pages.step, name="tell_step"),
    path("tell/<str:code>/draft/", pages.keep, name="tell_draft"),
]
