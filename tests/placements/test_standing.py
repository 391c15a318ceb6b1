"""Where somebody stands after certification: the status page names the present stage and its way on, never a past one."""

from django.urls import reverse

from tests.factories import offers
from tests.factories import placements as make


def test_the_status_page_follows_the_entry_and_the_placement(as_, software, va, cora, hank, holly):
    entry = make.people_on(make.certificate(software, holly), 1)[0]
    requisition = make.requisition(va, software, cora)
    page = as_(entry.application.candidate.user)

    def read() -> str:
        return page.get(reverse("applicants:status")).content.decode()

    assert "<h1>Available</h1>" in read()
    offer = offers.sent(entry, requisition, holly)
    assert "<h1>You have an offer</h1>" in read()
    assert "You, before it expires." in read()
    assert reverse("placements:own_offer", args=[offer.pk]) in read()
    placement = offers.onboarding(offer)
    assert "<h1>Onboarding</h1>" in read()
    assert reverse("placements:own_placement") in read()
    assert reverse("placements:own_offer", args=[offer.pk]) not in read()
    offers.cleared(placement, hank, holly)
    assert "<h1>Cleared to start</h1>" in read()
    assert "You: confirm that you are available" not in read()


def test_a_requisition_leads_its_agency_to_ranking_and_nobody_else(as_, software, va, cora, hank, pat):
    requisition = make.requisition(va, software, cora)
    address = reverse("agencies:requisition", args=[requisition.pk])
    ranking = reverse("placements:agency_ranking", args=[requisition.pk])

    assert ranking in as_(cora).get(address).content.decode()
    for other in (hank, pat):
        assert ranking not in as_(other).get(address).content.decode()
