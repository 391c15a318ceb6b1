"""What a new request starts with for people who are not ranked."""

import pytest

from agencies.forms.requisition import NewRequisitionForm
from techforce.programme.models import Cohort


@pytest.mark.parametrize(
    ("policy", "initial"),
    [("certificate_order", "certificate_order"), ("excluded", "excluded"), ("", "excluded")],
)
def test_a_request_starts_with_the_policy_of_its_cohort(policy, initial, software, cora):
    Cohort.objects.update(unranked_policy=policy)
    assert NewRequisitionForm(user=cora)["unranked_policy"].initial == initial
