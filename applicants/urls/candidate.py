"""Pages of candidates."""

from django.urls import URLPattern, path

from ..views import application, apply, joining, resume, status

candidate_urls: list[URLPattern] = [
    path("apply/", apply.start, name="start"),
    path("apply/drafts/", apply.drafts, name="drafts"),
    path("eligibility-check/", apply.eligibility_check, name="eligibility_check"),
    path("status/", status.status, name="status"),
    path("apply/<uuid:pk>/", application.application, name="application"),
    path("apply/<uuid:pk>/resume/", resume.resume, name="resume"),
    path("apply/<uuid:pk>/resume/removal/", resume.resume_removal, name="resume_removal"),
    path("apply/<uuid:pk>/resume/file/", resume.resume_file, name="resume_file"),
    path("apply/<uuid:pk>/review/", application.review, name="review"),
    path("apply/<uuid:pk>/submission/", application.submission, name="submission"),
    path("apply/<uuid:pk>/receipt/", application.receipt, name="receipt"),
    path("apply/<uuid:pk>/reopening/", application.reopening, name="reopening"),
    path("apply/<uuid:pk>/withdrawal/", status.withdrawal, name="withdrawal"),
    path("apply/<uuid:pk>/answer/", status.answer, name="answer"),
    path("apply/<uuid:pk>/joining/", joining.joining, name="joining"),
    path("apply/<uuid:pk>/consents/", status.consents, name="consents"),
    path("apply/<uuid:pk>/<slug:step>/", application.step, name="step"),
    path("documents/<uuid:pk>/", resume.document, name="document"),
]
