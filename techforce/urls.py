"""All pages. Public ones first, then one prefix for each app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from techforce.access.declaring import public
from techforce.ui import views as ui

# The admin has no way in of its own: everybody signs in at the same door.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# The interface knows nothing of access, so its few pages are declared here.
interface = [
    path("theme/", public("POST")(ui.theme), name="theme"),
    path("gallery/", public("GET")(ui.gallery), name="gallery"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("placements.urls.public")),
    path("", include("techforce.operations.urls")),
    path("", include((interface, "ui"))),
    path("account/", include("allauth.urls")),
    path("messages/", include("techforce.notifications.urls")),
    path("", include("applicants.urls")),
    path("", include("agencies.urls")),
    path("", include("partners.urls")),
    path("", include("placements.urls")),
    path("admin/", admin.site.urls),
]
