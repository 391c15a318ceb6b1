"""Pages of cohorts and tracks."""

from django.urls import path

from . import views

app_name = "programme"
urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("cohorts/<slug:slug>/stage/", views.stage, name="stage"),
    path("cohorts/<slug:slug>/setup/", views.setup, name="setup"),
    path("cohorts/<slug:slug>/cancellation/", views.cancellation, name="cancellation"),
    path("cohorts/<slug:slug>/tracks/<slug:key>/window/", views.track_window, name="track_window"),
    path("cohorts/<slug:slug>/tracks/<slug:key>/opening/", views.opening, name="opening"),
    path("cohorts/<slug:slug>/tracks/<slug:key>/closing/", views.closing, name="closing"),
]
