"""The addresses of the handover centre."""

from django.urls import path

from fengqiao.areas.handover import locker_pages, pages

urlpatterns = [
    path("handover/", pages.take, name="handover"),
    path("handover/items/", pages.items, name="handover_items"),
    path("handover/sheet/", pages.sheet, name="handover_sheet"),
    path("handover/c/<str:code>/", pages.check, name="handover_check"),
    path("handover/loose/<int:pk>/", pages.settle, name="handover_settle"),
    path("handover/locker/", locker_pages.held, name="handover_locker"),
    path("handover/locker/callback/", locker_pages.callback, name="handover_callback"),
    path("m/<str:no>/locker/", locker_pages.drop, name="handover_drop"),
    path("m/<str:no>/locker/code/", locker_pages.code, name="handover_code"),
]
