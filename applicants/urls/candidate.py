"""Pages of candidates."""

from django.urls import URLPattern

candidate_urls: list[URLPattern] = []
