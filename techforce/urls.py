"""All pages. Public ones first, then one prefix for each app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from techforce.access.declaring import public, requires
from techforce.access.permissions import Permission
from techforce.accounts import views as session
from techforce.accounts.oidc import views as oidc
from techforce.ui import views as ui

# The admin has no way in of its own: everybody signs in at the same door.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# The interface knows nothing of access, so its few pages are declared here.
interface = [
    # Without a form token: it stands on every public page, and a token would make each visitor's page another one,
    # which no cache could keep. It sets nothing but the visitor's own choice of colours.
    path("theme/", public("POST")(csrf_exempt(ui.theme)), name="theme"),
    path("gallery/", public("GET")(ui.gallery), name="gallery"),
]

# Accounts know nothing of access either.
staff_sign_in = [
    path("start/", public("POST")(oidc.start), name="start"),
    path("callback/", public("GET")(oidc.callback), name="callback"),
    path("proof/", requires(Permission.SIGNED_IN)(oidc.proof), name="proof"),
    path("signed-out/", public("GET")(oidc.signed_out), name="signed_out"),
]
sessions = [
    path("session/", requires(Permission.SIGNED_IN, "POST")(session.use), name="use"),
    path("kept/", requires(Permission.SIGNED_IN, "GET", "POST")(session.kept_form), name="kept"),
]
# Named one by one: allauth's own list would add pages that sign up and tie accounts from elsewhere.
accounts = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include((sessions, "accounts"))),
    path("staff/", include((staff_sign_in, "oidc"))),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("placements.urls.public")),
    path("", include("techforce.operations.urls")),
    path("", include((interface, "ui"))),
    path("account/", include(accounts)),
    path("messages/", include("techforce.notifications.urls")),
    path("", include("techforce.programme.urls")),
    path("", include("applicants.urls")),
    path("", include("agencies.urls")),
    path("", include("partners.urls")),
    path("", include("placements.urls")),
    path("admin/", admin.site.urls),
]
