"""Pages of HR and reviewers."""

from django.urls import URLPattern

staff_urls: list[URLPattern] = []
