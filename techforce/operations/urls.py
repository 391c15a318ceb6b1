"""Pages of operations: where to start, health, the local demo."""

from django.urls import path

from .views import cohort, demo, health, home, jobs, ledger, messages

app_name = "operations"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("home/roles/", home.roles, name="roles"),
    path("account/", home.account, name="account"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("operations/jobs/", jobs.jobs, name="jobs"),
    path("operations/jobs/<uuid:pk>/", jobs.job, name="job"),
    path("operations/jobs/<uuid:pk>/retry/", jobs.retry, name="job_retry"),
    path("operations/jobs/<uuid:pk>/cancellation/", jobs.cancellation, name="job_cancellation"),
    path("operations/messages/", messages.dead_letters, name="dead_letters"),
    path("operations/messages/<uuid:pk>/resending/", messages.resending, name="resending"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verification/", ledger.verification, name="verification"),
    path("cohorts/new/", cohort.cohort_new, name="cohort_new"),
    path("demo/", demo.cast, name="demo"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
    path("demo/mail/", demo.mail, name="demo_mail"),
]
