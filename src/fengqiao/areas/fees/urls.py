"""The addresses of the pages of payment and of the cashier's desk."""

from django.urls import path

from fengqiao.areas.fees import desk, pages

urlpatterns = [
    path("pay/callback/<slug:channel>/", pages.callback, name="pay_callback"),
    path("pay/<slug:no>/", pages.pay, name="pay"),
    path("pay/<slug:no>/back/", pages.back, name="pay_back"),
    path("pay/<slug:no>/by/<slug:channel>/", pages.way, name="pay_way"),
    path("tickets/<str:no>/", desk.ticket, name="fee_ticket"),
    path("fees/", desk.desk, name="fees_desk"),
    path("fees/differences/<int:pk>/", desk.difference, name="fees_difference"),
    path("fees/files/<slug:channel>/<str:day>/", desk.statement, name="fees_statement"),
]
