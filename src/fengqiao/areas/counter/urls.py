"""The addresses of the counter and of the places."""

from django.urls import path

from fengqiao.areas.counter import pages

urlpatterns = [
    path("s/<str:code>/", pages.arrive, name="station"),
    path("kiosk/", pages.kiosk, name="kiosk"),
    path("kiosk/end/", pages.kiosk_end, name="kiosk_end"),
    path("counter/", pages.window, name="counter"),
    path("counter/code/", pages.code, name="counter_code"),
    path("counter/reader/", pages.reader, name="counter_reader"),
    path("counter/begin/", pages.begin, name="counter_begin"),
    path("counter/vouch/", pages.vouch, name="counter_vouch"),
    path("counter/take/", pages.take_up, name="counter_take"),
    path("counter/hand/<int:pk>/", pages.resume, name="counter_resume"),
    path("counter/stations/", pages.all_stations, name="stations"),
    path("counter/stations/<str:code>/sign/", pages.sign, name="station_sign"),
    path("counter/stations/<str:code>/kiosk/", pages.become_kiosk, name="become_kiosk"),
    path("counter/stations/<str:code>/key/", pages.reader_key, name="reader_key"),
]
