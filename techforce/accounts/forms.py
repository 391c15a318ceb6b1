"""Account forms where allauth's own leave a gap."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP


class ActivateTOTPForm(BaseActivateTOTPForm):
    """Spends the code that enrolled the device, else it would open one sign-in for thirty seconds."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        TOTP(Authenticator(user_id=self.user.pk, type=Authenticator.Type.TOTP))._mark_code_used(code)
        return code
