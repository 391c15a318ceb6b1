"""A browser session for a member of the cast, with the second factor proven."""

import time

from django.test import Client

from techforce.accounts.models import User


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    """A test client signed in as `user`."""
    client = Client()
    client.force_login(user)
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client
