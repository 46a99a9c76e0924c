"""The addresses of the handover centre."""

from django.urls import path

from fengqiao.areas.handover import pages

urlpatterns = [
    path("handover/", pages.take, name="handover"),
    path("handover/items/", pages.items, name="handover_items"),
    path("handover/sheet/", pages.sheet, name="handover_sheet"),
    path("handover/c/<str:code>/", pages.check, name="handover_check"),
    path("handover/loose/<int:pk>/", pages.settle, name="handover_settle"),
]
