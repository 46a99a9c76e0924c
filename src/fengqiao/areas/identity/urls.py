"""The addresses of the pages of identity."""

from django.urls import path

from fengqiao.areas.identity import desk, pages, phone_pages, security, signing_in

urlpatterns = [
    path("identity/", pages.overview, name="identity"),
    path("identity/document/", pages.document, name="identity_document"),
    path("identity/code/", pages.code, name="identity_code"),
    path("identity/face/", pages.face, name="identity_face"),
    path("identity/face/<str:no>/", pages.face_back, name="identity_face_back"),
    path("identity/by-hand/", pages.by_hand, name="identity_by_hand"),
    path("identity/desk/", desk.desk, name="identity_desk"),
    path("identity/desk/<str:no>/", desk.decide, name="identity_decide"),
    path("account/security/", security.overview, name="security"),
    path("account/security/app/", security.app, name="security_app"),
    path("account/security/app/remove/", security.remove_app, name="security_app_remove"),
    path("account/security/codes/", security.new_codes, name="security_codes"),
    path("account/security/passkey/", security.passkey, name="security_passkey"),
    path("account/security/passkey/<int:pk>/remove/", security.remove_passkey, name="security_passkey_remove"),
    path("account/security/visits/end-others/", security.end_other_visits, name="security_end_others"),
    path("account/security/visits/<int:pk>/end/", security.end_visit, name="security_end"),
    path("account/phone/", phone_pages.number, name="phone_change"),
    path("account/phone/codes/", phone_pages.codes, name="phone_codes"),
    path("account/phone/stop/", phone_pages.stop, name="phone_stop"),
    path("login/second/", signing_in.second, name="second_step"),
    path("login/second/setup/", signing_in.second_setup, name="second_setup"),
    path("login/passkey/", signing_in.by_passkey, name="passkey_login"),
    path("login/sso/", signing_in.sso, name="sso"),
    path("login/sso/back/", signing_in.sso_back, name="sso_back"),
]
