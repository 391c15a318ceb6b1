"""Account forms where allauth's own leave a gap."""

from allauth.account.fields import PasswordField
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP


class LoginForm(BaseLoginForm):
    """One form for both ways in: with a password it is checked, without one a code is sent."""

    def _setup_password_field(self) -> None:
        # allauth drops the field when sign-up asks for no password; some people set one later.
        self.fields["password"] = PasswordField(
            show_reset_help=True, label="Password", autocomplete="current-password", required=False
        )


class ActivateTOTPForm(BaseActivateTOTPForm):
    """Spends the code that enrolled the device, else it would open one sign-in for thirty seconds."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        TOTP(Authenticator(user_id=self.user.pk, type=Authenticator.Type.TOTP))._mark_code_used(code)
        return code
