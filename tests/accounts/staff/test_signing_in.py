"""Staff sign in at the identity provider: the way in, what it counts for, the tie, the way out."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from techforce.access.actions import GrantRefused, revoke_role
from techforce.access.ties import untie_identity
from techforce.accounts.models import User
from techforce.audit.models import LedgerEntry
from tests.accounts.staff.conftest import at_provider, begin, sign_in
from tests.accounts.test_second_factor import by_code, enrol
from tests.support.identity_provider import STRONG, WEAK, IdentityProvider
from tests.support.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
STAFF_PAGE = reverse("applicants:screening")
LOGIN = reverse("account_login")


def test_sign_in_opens_staff_pages_without_a_factor_kept_here(
    provider: IdentityProvider, holly: User
) -> None:
    client = Client()
    assert sign_in(client)["Location"] == reverse("operations:home")
    assert client.get(STAFF_PAGE).status_code == 200
    assert not Authenticator.objects.exists()
    assert len(provider.spent) == 1


def test_what_is_asked_of_the_provider(provider: IdentityProvider, holly: User) -> None:
    asked = parse_qs(urlsplit(begin(Client())).query)
    assert asked["acr_values"] == [STRONG]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/account/staff/callback/"]
    assert min(len(asked["state"][0]), len(asked["nonce"][0])) >= 22


def test_nothing_in_the_address_changes_what_is_asked(provider: IdentityProvider, holly: User) -> None:
    query = "?auth_params=acr_values%3Dlow&scope=profile&process=connect&action=rerequest"
    answer = Client().post(reverse("oidc:start") + query)
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert (asked["acr_values"], sorted(asked["scope"][0].split())) == ([STRONG], ["email", "openid"])


def test_shared_secret_instead_of_a_key(provider: IdentityProvider, holly: User, settings) -> None:
    settings.OIDC_PRIVATE_KEY, settings.OIDC_CLIENT_SECRET = "", "s" * 40
    provider.secret = "s" * 40
    client = Client()
    sign_in(client)
    assert client.get(STAFF_PAGE).status_code == 200


def test_leads_to_the_page_that_was_wanted(provider: IdentityProvider, holly: User) -> None:
    assert sign_in(Client(), next=STAFF_PAGE)["Location"] == STAFF_PAGE
    assert sign_in(Client(), next="//evil.example/")["Location"] == reverse("operations:home")


def test_the_first_visit_ties_the_identity_and_says_so(provider: IdentityProvider, holly: User) -> None:
    sign_in(Client())
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.provider, tie.uid) == (holly, provider.base, "uuid-1")
    assert tie.extra_data == {"acr": STRONG}
    assert not SocialToken.objects.exists()
    acts = LedgerEntry.objects.about(holly).values_list("act", "actor_role", "data")
    assert list(acts) == [
        ("tie_identity", "hr", {"provider": provider.base}),
        ("sign_in", "hr", {"methods": ["oidc"], "strong": True}),
    ]
    run_jobs()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([holly.email], "Your account is tied to Example ID")
    ]


def test_afterwards_the_identity_counts_and_not_the_address(
    provider: IdentityProvider, holly: User, pat: User
) -> None:
    sign_in(Client())
    provider.person["email"] = pat.email
    client = Client()
    sign_in(client)
    assert client.session["_auth_user_id"] == str(holly.pk)
    assert SocialAccount.objects.count() == 1


def test_another_identity_with_the_same_address_is_refused(provider: IdentityProvider, holly: User) -> None:
    sign_in(Client())
    provider.person["sub"] = "uuid-2"
    client = Client()
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "tied to a different identity" in answer.content.decode()
    assert client.get(STAFF_PAGE).status_code == 302
    assert SocialAccount.objects.count() == 1


def test_an_operator_cuts_the_tie_on_the_record(
    provider: IdentityProvider, holly: User, otto: User, pat: User
) -> None:
    sign_in(Client())
    for by in (pat, holly):
        with pytest.raises(GrantRefused):
            untie_identity(holly, by=by, reason="No")
    assert untie_identity(holly, by=otto, reason="New identity")
    assert not untie_identity(holly, by=otto, reason="New identity")
    entries = LedgerEntry.objects.about(holly).filter(act="untie_identity")
    assert list(entries.values_list("actor", "actor_role", "reason")) == [
        (otto.pk, "operator", "New identity")
    ]
    provider.person["sub"] = "uuid-2"
    sign_in(Client())
    assert SocialAccount.objects.get().uid == "uuid-2"


def test_the_database_refuses_a_second_tie(holly: User) -> None:
    SocialAccount.objects.create(user=holly, provider="https://id.example", uid="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        SocialAccount.objects.create(user=holly, provider="https://id.example", uid="b")


@pytest.mark.parametrize("address", ["ada@example.com", "nobody@example.com"])
def test_candidates_and_strangers_get_no_account_and_no_right(
    provider: IdentityProvider, ada: User, address: str
) -> None:
    provider.person["email"] = address
    client = Client()
    answer = sign_in(client)
    assert (answer.status_code, SocialAccount.objects.count(), User.objects.count()) == (403, 0, 1)
    assert "No staff account goes with your address" in answer.content.decode()
    assert client.get(reverse("operations:account")).status_code == 302


def test_a_member_of_an_agency_may_come_in(provider: IdentityProvider, cora: User) -> None:
    provider.person["email"] = "Cora@VA.example"
    client = Client()
    sign_in(client)
    assert client.session["_auth_user_id"] == str(cora.pk)


def test_who_lost_every_right_comes_in_as_a_candidate(provider: IdentityProvider, holly: User) -> None:
    sign_in(Client())
    revoke_role(holly.grants.get(), by=None, reason="Left")
    client = Client()
    sign_in(client)
    assert client.get(STAFF_PAGE).status_code == 403
    assert client.get(reverse("operations:account")).status_code == 200


def test_closed_account_is_refused_tied_or_not(provider: IdentityProvider, holly: User) -> None:
    User.objects.filter(pk=holly.pk).update(is_active=False)
    assert sign_in(Client()).status_code == 403
    User.objects.filter(pk=holly.pk).update(is_active=True)
    sign_in(Client())
    User.objects.filter(pk=holly.pk).update(is_active=False)
    answer = sign_in(Client())
    assert (answer.status_code, "This account is closed" in answer.content.decode()) == (403, True)


def test_a_password_set_by_who_never_owned_the_address_is_gone(
    provider: IdentityProvider, holly: User
) -> None:
    holly.set_password("seven quiet otters swim")
    holly.save()
    EmailAddress.objects.filter(user=holly).update(verified=False)
    sign_in(Client())
    holly.refresh_from_db()
    assert not holly.has_usable_password()
    assert EmailAddress.objects.get(user=holly).verified


def test_a_factor_kept_here_is_not_asked_for_as_well(provider: IdentityProvider, holly: User) -> None:
    enrol(by_code(holly))
    client = Client()
    assert sign_in(client)["Location"] == reverse("operations:home")
    assert client.get(STAFF_PAGE).status_code == 200


def test_a_level_that_is_no_longer_allowed_ends_the_strength(
    provider: IdentityProvider, holly: User, settings
) -> None:
    client = Client()
    sign_in(client)
    settings.OIDC_ACR_ALLOWED = ["urn:example:aal:3"]
    assert client.get(STAFF_PAGE).status_code == 302
    settings.OIDC_ACR_ALLOWED = [WEAK, STRONG]
    assert client.get(STAFF_PAGE).status_code == 200


def test_the_mailbox_alone_neither_opens_staff_pages_nor_adds_a_factor(
    provider: IdentityProvider, holly: User
) -> None:
    sign_in(Client())
    client = by_code(holly)
    for path in (STAFF_PAGE, reverse("mfa_activate_totp"), reverse("mfa_add_webauthn")):
        assert client.get(path)["Location"].startswith(reverse("oidc:proof"))
    page = client.get(reverse("oidc:proof"), {"next": STAFF_PAGE}).content.decode()
    assert f'name="next" value="{STAFF_PAGE}"' in page
    sign_in(client)
    assert client.get(STAFF_PAGE).status_code == 200


def test_local_fallback_set_up_beforehand_works_when_the_provider_is_gone(
    provider: IdentityProvider, holly: User, settings
) -> None:
    client = Client()
    sign_in(client)
    enrol(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    provider.close()
    again = by_code(holly)
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert again.get(STAFF_PAGE).status_code == 200


def test_signing_out_says_that_the_provider_may_remember(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    sign_in(client)
    answer = client.post(reverse("account_logout"), follow=True)
    assert answer.redirect_chain == [(reverse("oidc:signed_out"), 302)]
    assert f'href="{provider.base}/bye?client_id=' in answer.content.decode()
    assert client.get(STAFF_PAGE).status_code == 302


def test_sign_in_by_code_ends_where_it_always_did(provider: IdentityProvider, ada: User) -> None:
    client = by_code(ada)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    entry = LedgerEntry.objects.about(ada).get()
    assert (entry.act, entry.data) == ("sign_in", {"methods": ["code"], "strong": False})


def test_the_provider_is_described_once_an_hour(provider: IdentityProvider, holly: User) -> None:
    for _ in range(3):
        sign_in(Client())
    assert provider.requests.count("GET /.well-known/openid-configuration") == 1
    assert provider.requests.count("GET /certs") == 1


def test_a_changed_key_is_fetched_at_once(provider: IdentityProvider, holly: User) -> None:
    sign_in(Client())
    provider.signing = provider.kid = "provider of next year"
    client = Client()
    sign_in(client)
    assert client.get(STAFF_PAGE).status_code == 200


def test_the_callback_works_once(provider: IdentityProvider, holly: User) -> None:
    client = Client()
    address = at_provider(begin(client))
    assert client.get(address).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(address).status_code == 400
    assert client.get(STAFF_PAGE).status_code == 302
