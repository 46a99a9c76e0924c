"""The addresses of the hall."""

from django.urls import path

from fengqiao.areas.hall import desk, manage, pages

urlpatterns = [
    path("hall/", pages.guide, name="hall"),
    path("hall/take/", pages.take, name="hall_take"),
    path("hall/take/again/", pages.forget, name="hall_forget"),
    path("hall/book/", pages.book, name="hall_book"),
    path("hall/t/<str:code>/", pages.ticket, name="hall_ticket"),
    path("hall/screen/", pages.screen, name="hall_screen"),
    path("hall/kiosk/<str:token>/", pages.kiosk, name="hall_kiosk"),
    path("hall/window/", desk.window, name="hall_window"),
    path("hall/window/<int:pk>/sit/", desk.sit, name="hall_sit"),
    path("hall/window/act/", desk.act, name="hall_act"),
    path("hall/window/draft/", desk.draft, name="hall_draft"),
    path("hall/give/", desk.give, name="hall_give"),
    path("hall/manage/", manage.figures_page, name="hall_manage"),
    path("hall/tickets/", manage.tickets, name="hall_tickets"),
    path("hall/tickets/<int:pk>/", manage.trace, name="hall_trace"),
    path("hall/windows/new/", manage.window_form, name="hall_window_new"),
    path("hall/windows/<int:pk>/", manage.window_form, name="hall_window_edit"),
]
