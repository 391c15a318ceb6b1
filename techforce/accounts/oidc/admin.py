"""Keeps allauth's tables out of the admin: the provider comes from the settings, ties are made and cut by acts."""

from allauth.socialaccount import admin as registered  # noqa: F401 - registers what is taken back here
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

admin.site.unregister([SocialAccount, SocialApp, SocialToken])
