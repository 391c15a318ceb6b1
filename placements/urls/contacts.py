"""Contact between the two sides: fit interviews, pairs that must not meet, and reports about conduct."""

from django.urls import path

from placements.views import conduct, exclusions, interview

urlpatterns = [
    path("requisitions/<uuid:pk>/interviews/", interview.interviews, name="interviews"),
    path("requisitions/<uuid:pk>/interviews/<str:code>/", interview.invitation, name="interview_invitation"),
    path("interviews/<uuid:pk>/", interview.interview, name="interview"),
    path("interviews/<uuid:pk>/cancellation/", interview.cancellation, name="interview_cancellation"),
    path("interviews/<uuid:pk>/outcome/", interview.outcome, name="interview_outcome"),
    path("my-interviews/<uuid:pk>/", interview.own_interview, name="own_interview"),
    path("my-interviews/<uuid:pk>/acceptance/", interview.own_acceptance, name="own_interview_acceptance"),
    path("my-interviews/<uuid:pk>/declination/", interview.own_declination, name="own_interview_declination"),
    path("applications/<uuid:pk>/exclusions/", exclusions.exclusions, name="exclusions"),
    path("exclusions/<uuid:pk>/lifting/", exclusions.exclusion_lifting, name="exclusion_lifting"),
    path("conduct/", conduct.own_reports, name="own_reports"),
    path("conduct/report/", conduct.report, name="conduct_reporting"),
    path("conduct/reports/", conduct.reports, name="conduct_reports"),
    path("conduct/reports/<uuid:pk>/", conduct.conduct_report, name="conduct_report"),
    path("conduct/reports/<uuid:pk>/taking-up/", conduct.taking_up, name="conduct_taking_up"),
    path("conduct/reports/<uuid:pk>/decision/", conduct.decision, name="conduct_decision"),
]
