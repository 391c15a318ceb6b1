"""Many ids in one parameter find what `in` finds."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from placements.models import RankList
from techforce.many_ids import as_text, ids_of


def test_many_ids_are_asked_for_with_one_parameter(closed) -> None:
    wanted = [closed.one.application_id, str(closed.two.application_id)]
    with CaptureQueriesContext(connection) as queries:
        lists = RankList.objects.filter(application__in=ids_of(wanted)).annotate(names=as_text("certified"))
        found = {row.application_id: row.names for row in lists}
    assert len(queries) == 1
    assert {str(pk) for pk in found} == {str(pk) for pk in wanted}
    assert found == {
        row.application_id: [str(pk) for pk in row.certified]
        for row in RankList.objects.filter(application__in=wanted)
    }
    assert not RankList.objects.filter(application__in=ids_of([])).exists()
