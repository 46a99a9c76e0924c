"""The addresses of the generic pages."""

from django.urls import path
from django.views.i18n import set_language

from fengqiao.web.api import api
from fengqiao.web.views import (
    account,
    accounts,
    calendar,
    desk,
    enquiry,
    errors,
    files,
    incoming,
    install,
    matters,
    public,
)

urlpatterns = [
    path("", public.home, name="home"),
    path("about/", public.about, name="about"),
    path("enquire/", enquiry.enquire, name="enquire"),
    path("enquire/code/", enquiry.send_code, name="enquire_code"),
    path("enquire/more/", enquiry.more, name="enquire_more"),
    path("enquire/end/", enquiry.end, name="enquire_end"),
    path("app.webmanifest", install.manifest, name="manifest"),
    path("sw.js", install.worker, name="worker"),
    path("offline/", install.offline, name="offline"),
    path("r/<str:no>/<int:seq>/", public.receipt, name="receipt"),
    path("r/<str:no>/<int:seq>/file/", public.receipt_file, name="receipt_file"),
    path("verify/", public.verify, name="verify"),
    path("heads/", public.heads, name="heads"),
    path("heads/key.pem", public.log_key, name="log_key"),
    path("heads/<str:day>.json", public.head, name="head"),
    path("draws/key.pem", public.draw_key, name="draw_key"),
    path("draws/", public.draws, name="draws"),
    path("draws/<str:no>/", public.draw, name="draw"),
    path("draws/<str:no>.json", public.draw_file, name="draw_file"),
    path("login/", accounts.sign_in, name="login"),
    path("login/staff/", accounts.staff_sign_in, name="staff_login"),
    path("account/", account.account, name="account"),
    path("account/language/", account.language, name="account_language"),
    path("account/tokens/", account.make_token, name="make_token"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("api/", api.urls),
    path("logout/", accounts.sign_out, name="logout"),
    path("join/", accounts.join, name="join"),
    path("join/<str:code>/", accounts.join, name="join_code"),
    path("display/", accounts.display, name="display"),
    path("language/", set_language, name="set_language"),
    path("desk/", desk.desk, name="desk"),
    path("inbox/", desk.inbox, name="inbox"),
    path("inbox/read/", desk.read_all, name="read_all"),
    path("inbox/<int:pk>/", desk.read, name="read"),
    path("matters/", matters.matters, name="matters"),
    path("m/<str:no>/", matters.matter, name="matter"),
    path("m/<str:no>/do/<str:name>/", matters.move, name="move"),
    path("m/<str:no>/draft/<str:name>/", matters.draft, name="draft"),
    path("papers/<int:pk>.<str:form>", files.paper, name="paper"),
    path("files/<str:key>/", files.upload, name="upload"),
    path("incoming/", incoming.files, name="incoming"),
    path("incoming/<str:key>/", incoming.file, name="incoming_file"),
    path("calendar/", calendar.week, name="calendar"),
    path("healthz", public.health, name="health"),
]

handler400, handler403, handler404, handler500 = errors.bad_request, errors.forbidden, errors.not_found, errors.failed
