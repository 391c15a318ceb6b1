import difflib
from tests.placements.test_publishing import *


def test_dbg(world, cohort, pat, sam):
    before = seen(world)
    run = carried_out(create_match_run(cohort, by=pat))
    mid = seen(world)
    send_for_approval(run, by=pat)
    approve_match_run(run, by=sam, publish_at=timezone.now() + timedelta(hours=1))
    after = seen(world)
    for a, b in ((before, mid), (mid, after)):
        for k in a:
            if a[k] != b[k]:
                print(k)
                print(
                    "\n".join(
                        list(
                            difflib.unified_diff(a[k][1].splitlines(), b[k][1].splitlines(), lineterm="", n=0)
                        )[:12]
                    )[:1500]
                )
    assert 0
