"""The addresses of delegation and of company accounts."""

from django.urls import path

from fengqiao.areas.delegation import companies, pages

urlpatterns = [
    path("delegation/", pages.overview, name="delegation"),
    path("delegation/new/", pages.new, name="delegation_new"),
    path("delegation/act/", pages.act, name="acting"),
    path("delegation/<int:pk>/", pages.mandate, name="mandate"),
    path("delegation/<int:pk>/accept/", pages.accept, name="mandate_accept"),
    path("delegation/<int:pk>/end/", pages.end, name="mandate_end"),
    path("m/<str:no>/power/<int:pk>/", pages.power_file, name="power_file"),
    path("company/new/", companies.new, name="company_new"),
    path("company/<int:pk>/confirm/", companies.confirm, name="company_confirm"),
]
