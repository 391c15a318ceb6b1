"""Pages of placements, one module for each group of nouns."""

from django.urls import URLPattern

from . import certificates, contacts, matches, offers, preference, ranking

app_name = "placements"
urlpatterns: list[URLPattern] = [
    *certificates.urlpatterns,
    *contacts.urlpatterns,
    *ranking.urlpatterns,
    *matches.urlpatterns,
    *offers.urlpatterns,
    *preference.urlpatterns,
]
