"""All pages. Public ones first, then one prefix for each app."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("placements.urls.public")),
    path("", include("techforce.operations.urls")),
    path("account/", include("allauth.urls")),
    path("messages/", include("techforce.notifications.urls")),
    path("", include("applicants.urls")),
    path("", include("agencies.urls")),
    path("", include("partners.urls")),
    path("", include("placements.urls")),
    path("admin/", admin.site.urls),
]
