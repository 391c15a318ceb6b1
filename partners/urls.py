"""Pages of partners."""

from django.urls import path

from partners.views import partner

app_name = "partners"
urlpatterns = [path("partner/", partner.home, name="home")]
