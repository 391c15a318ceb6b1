"""Rank lists of both sides."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
