"""The addresses of the lawyer's desk."""

from django.urls import path

from fengqiao.areas.lawyers import batches, pages

urlpatterns = [
    path("lawyer/", pages.workbench, name="lawyer"),
    path("lawyer/calendar/key/", pages.make_key, name="lawyer_key"),
    path("lawyer/calendar.ics", pages.download, name="lawyer_calendar"),
    path("ics/<str:key>.ics", pages.calendar, name="lawyer_ics"),
    path("lawyer/batch/", batches.new, name="batch_new"),
    path("lawyer/batch/template.xlsx", batches.template, name="batch_template"),
    path("lawyer/batch/<int:pk>/", batches.batch, name="batch"),
    path("lawyer/batch/<int:pk>/send/", batches.send, name="batch_send"),
    path("lawyer/batch/<int:pk>/report.csv", batches.report, name="batch_report"),
    path("lawyer/again/<str:no>/", batches.again, name="lawyer_again"),
]
