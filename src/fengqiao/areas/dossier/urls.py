"""The addresses of the e-file."""

from django.urls import path

from fengqiao.areas.dossier import pages

urlpatterns = [
    path("m/<str:no>/dossier/", pages.dossier, name="dossier"),
    path("m/<str:no>/dossier/secret/", pages.open_secret, name="dossier_secret"),
    path("m/<str:no>/dossier/bind/<str:name>/", pages.bind, name="dossier_bind"),
    path("m/<str:no>/dossier/bundle/<str:key>/", pages.bundle, name="dossier_bundle"),
    path("m/<str:no>/dossier/bundle/<str:key>/file/", pages.bundle_file, name="dossier_file"),
]
