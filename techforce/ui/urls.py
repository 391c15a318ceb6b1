"""URLs of the interface itself."""

from django.urls import path

from techforce.ui import views

app_name = "ui"

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("gallery/", views.gallery, name="gallery"),
]
