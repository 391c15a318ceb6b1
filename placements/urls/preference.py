"""Veterans' preference and pass-over cases."""

from django.urls import path

from placements.views import pass_over, preference

urlpatterns = [
    path("preference/", preference.own_preference, name="own_preference"),
    path("preference/withdrawal/", preference.preference_withdrawal, name="preference_withdrawal"),
    path("preference/<uuid:pk>/decision/", preference.preference_decision, name="preference_decision"),
    path("requisitions/<uuid:pk>/pass-overs/", pass_over.pass_overs, name="pass_overs"),
    path(
        "requisitions/<uuid:pk>/pass-overs/<str:code>/", pass_over.pass_over_request, name="pass_over_request"
    ),
    path("my-pass-overs/<uuid:pk>/", pass_over.own_pass_over, name="own_pass_over"),
    path("pass-overs/", pass_over.pass_over_desk, name="pass_over_desk"),
    path("pass-overs/<uuid:pk>/", pass_over.pass_over, name="pass_over"),
    path("pass-overs/<uuid:pk>/withdrawal/", pass_over.pass_over_withdrawal, name="pass_over_withdrawal"),
    path("pass-overs/<uuid:pk>/decision/", pass_over.pass_over_decision, name="pass_over_decision"),
]
