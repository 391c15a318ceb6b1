"""Pages of agencies."""

from django.urls import path

from agencies.views import acts, critical, reading, writing

app_name = "agencies"
urlpatterns = [
    path("requisitions/", reading.requisitions, name="requisitions"),
    path("requisitions/new/", writing.requisition_new, name="requisition_new"),
    path("requisitions/triage/", reading.triage, name="triage"),
    path("requisitions/triage/<uuid:pk>/cancellation/", acts.staff_cancellation, name="staff_cancellation"),
    path("requisitions/<uuid:pk>/", reading.requisition, name="requisition"),
    path("requisitions/<uuid:pk>/edit/", writing.requisition_edit, name="requisition_edit"),
    path("requisitions/<uuid:pk>/submission/", writing.submission, name="submission"),
    path("requisitions/<uuid:pk>/validation/", acts.validation, name="validation"),
    path("requisitions/<uuid:pk>/publication/", acts.publication, name="publication"),
    path("requisitions/<uuid:pk>/comments/", acts.sending_back, name="sending_back"),
    path("requisitions/<uuid:pk>/suspension/", acts.suspension, name="suspension"),
    path("requisitions/<uuid:pk>/closure/", acts.closure, name="closure"),
    path("requisitions/<uuid:pk>/cancellation/", acts.cancellation, name="cancellation"),
    path(
        "requisitions/<uuid:pk>/seats/<int:number>/cancellation/",
        acts.seat_cancellation,
        name="seat_cancellation",
    ),
    path("requisitions/<uuid:pk>/critical/", critical.claim, name="critical"),
    path("requisitions/<uuid:pk>/critical/withdrawal/", critical.withdrawal, name="critical_withdrawal"),
    path("critical/", critical.claims, name="critical_claims"),
    path("critical/<uuid:pk>/", critical.decision, name="critical_decision"),
    path("requisitions/<uuid:pk>/funding/", acts.funding, name="funding"),
    path("requisitions/<uuid:pk>/funding/withdrawal/", acts.funding_withdrawal, name="funding_withdrawal"),
]
