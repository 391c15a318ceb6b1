"""Pages of operations: where to start, health, the local demo."""

from django.urls import path

from .views import demo, health, home

app_name = "operations"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("home/roles/", home.roles, name="roles"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("demo/", demo.cast, name="demo"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
    path("demo/mail/", demo.mail, name="demo_mail"),
]
