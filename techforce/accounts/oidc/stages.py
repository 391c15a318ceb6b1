"""Steps of signing in that a second factor at the identity provider makes needless."""

from allauth.mfa.stages import AuthenticateStage as BaseAuthenticateStage
from django.http import HttpRequest

from techforce.accounts.strength import proven_at_provider


class AuthenticateStage(BaseAuthenticateStage):
    """Asks for the factor kept here, unless one was just proven at the provider."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if proven_at_provider(request, self.login.user):
            return False
        return bool(super()._should_handle(request))
