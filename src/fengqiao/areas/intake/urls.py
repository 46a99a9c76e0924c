"""The addresses of the front door."""

from django.urls import path

from fengqiao.areas.intake import offline, pages, photo_pages

urlpatterns = [
    path("tell/", pages.start, name="tell"),
    path("tell/again/", pages.again, name="tell_again"),
    path("tell/photo/", photo_pages.choose, name="tell_photo"),
    path("tell/photo/<str:token>/", photo_pages.reading, name="tell_photo_read"),
    path("tell/many/<str:name>/", pages.many, name="tell_many"),
    path("tell/<str:code>/", pages.step, name="tell_step"),
    path("tell/<str:code>/draft/", pages.keep, name="tell_draft"),
    path("offline/tell/", offline.page, name="offline_tell"),
    path("offline/tell/take/", offline.take, name="offline_take"),
    path("offline/tell/open/", offline.go_on, name="offline_open"),
]
