"""The addresses of the pages of payment."""

from django.urls import path

from fengqiao.areas.fees import pages

urlpatterns = [
    path("pay/callback/", pages.callback, name="pay_callback"),
    path("pay/<str:no>/", pages.pay, name="pay"),
    path("pay/<str:no>/back/", pages.back, name="pay_back"),
]
