"""Certificates and the people on them."""

from django.urls import path

from placements.views import certificate

urlpatterns = [
    path("certification/", certificate.certification, name="certification"),
    path("certification/<uuid:pk>/", certificate.issuing, name="issuing"),
    path("certificates/", certificate.certificates, name="certificates"),
    path("certificates/<str:number>/", certificate.certificate, name="certificate"),
    path("certificates/<str:number>/<str:code>/", certificate.person, name="person"),
    path("entries/<uuid:pk>/confirmation/", certificate.confirmation, name="confirmation"),
]
