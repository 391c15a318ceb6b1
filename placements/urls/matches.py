"""Match runs and their results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
