"""The address of the page that changes a channel."""

from django.urls import path

from fengqiao.areas.green import pages

urlpatterns = [path("m/<str:no>/green/", pages.change, name="green_channel")]
