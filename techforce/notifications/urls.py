"""Pages of notifications."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<uuid:pk>/", views.message, name="message"),
    path("<uuid:pk>/reading/", views.reading, name="reading"),
]
