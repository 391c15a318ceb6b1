"""Pages of placements, one module for each group of nouns."""

from django.urls import URLPattern

from . import certificates, matches, offers, ranking

app_name = "placements"
urlpatterns: list[URLPattern] = [
    *certificates.urlpatterns,
    *ranking.urlpatterns,
    *matches.urlpatterns,
    *offers.urlpatterns,
]
