"""The ledger, for those who may replay any decision."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from techforce.access.declaring import SignedInRequest, requires
from techforce.access.permissions import Permission
from techforce.audit.actions import VERIFY
from techforce.audit.models import LedgerEntry, LedgerSeal
from techforce.jobs.actions import enqueue
from techforce.operations.forms import LedgerFilter
from techforce.ui.pagination import page_by_key
from techforce.ui.responses import form_response

NEWEST_SEALS = 5


@requires(Permission.LEDGER_READ)
def ledger(request: SignedInRequest) -> HttpResponse:
    """Entries, newest first, with the newest seals and the last proof."""
    form = LedgerFilter(request.GET)
    page = page_by_key(form.entries(), ("-id",), request.GET.get("after"), size=50)
    context = {
        "form": form,
        "page": page,
        "seals": LedgerSeal.objects.defer("digests")[:NEWEST_SEALS],
        "proof": LedgerEntry.objects.filter(subject_type="audit.ledgerseal", act=VERIFY).first(),
    }
    return form_response(request, "operations/ledger.html", context, form)


@requires(Permission.LEDGER_READ, "POST")
def verification(request: SignedInRequest) -> HttpResponse:
    """Prove the whole ledger in the background."""
    enqueue("audit.verify", by=request.user.pk)
    messages.success(request, "The ledger is being checked. The result appears here.")
    return HttpResponseRedirect(reverse("operations:ledger"))
