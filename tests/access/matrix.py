"""The table of rights: who gets what from which page, by which method.

One line for each page and method: name | ids of the world (see world.py) | method | who gets which status.
Who is not named is refused: 403, or for a visitor 302 to the sign-in page. In scope without a valid body is 422,
a state that does not allow it 409, out of scope 404. "everyone" is everybody who is signed in, "anybody" visitors too.
"""

TABLE = """
# public
public:home | | GET | anybody 200
public:work | | GET | anybody 200
public:project | number=published_number | GET | anybody 200
public:tracks | | GET | anybody 200
public:track | slug=track_key | GET | anybody 200
public:agencies | | GET | anybody 200
public:partners | | GET | anybody 200
public:how_it_works | | GET | anybody 200
public:verifications | | GET | anybody 200
public:verification | number=run | GET | anybody 404
public:verification_file | number=run | GET | anybody 404
public:fit | | GET | anybody 200
public:about | | GET | anybody 200
public:accessibility | | GET | anybody 200
public:privacy | | GET | anybody 200
# operations
operations:home | | GET | everyone 302
operations:roles | | GET | everyone 200
operations:account | | GET | everyone 200
operations:healthz | | GET | anybody 200
operations:readyz | | GET | anybody 200
operations:jobs | | GET | otto 200
operations:job | pk=job | GET | otto 200
operations:job_retry | pk=job | POST | otto 409
operations:job_cancellation | pk=job | POST | otto 302
operations:dead_letters | | GET | otto 200
operations:resending | pk=dead | POST | otto 302
operations:ledger | | GET | pat 200, audrey 200
operations:verification | | POST | pat 302, audrey 302
operations:cohort_new | | GET | pat 200
operations:cohort_new | | POST | pat 422
operations:demo | | GET | anybody 404
operations:demo_sign_in | | POST | anybody 404
operations:demo_mail | | GET | anybody 404
# staff sign-in: there are no such pages without an identity provider, see tests/accounts/staff
oidc:start | | POST | anybody 404
oidc:callback | | GET | anybody 404
oidc:proof | | GET | everyone 404
oidc:signed_out | | GET | anybody 404
# the session itself
accounts:use | | POST | everyone 204
accounts:kept | | GET | everyone 302
accounts:kept | | POST | everyone 302
# ui
ui:theme | | POST | anybody 302
ui:gallery | | GET | anybody 200
# notifications
notifications:inbox | | GET | everyone 200
notifications:message | pk=message | GET | everyone 404, ada 200
notifications:reading | pk=message | POST | everyone 404, ada 302
# applicants
applicants:start | | GET | anybody 200
applicants:drafts | | POST | ada 404, ben 404
applicants:eligibility_check | | GET | anybody 200
applicants:eligibility_check | | POST | anybody 422
applicants:status | | GET | ada 200, ben 200
applicants:application | pk=draft | GET | ada 302, ben 404
applicants:resume | pk=draft | GET | ada 200, ben 404
applicants:resume | pk=draft | POST | ada 422, ben 404
applicants:resume_removal | pk=draft | POST | ada 302, ben 404
applicants:resume_file | pk=draft | GET | ada 200, ben 404
applicants:review | pk=draft | GET | ada 200, ben 404
applicants:submission | pk=draft | POST | ada 422, ben 404
applicants:receipt | pk=draft | GET | ada 404, ben 404
applicants:reopening | pk=draft | POST | ada 409, ben 404
applicants:withdrawal | pk=draft | GET | ada 200, ben 404
applicants:withdrawal | pk=draft | POST | ada 302, ben 404
applicants:answer | pk=draft | GET | ada 302, ben 404
applicants:answer | pk=draft | POST | ada 422, ben 404
applicants:joining | pk=draft | GET | ada 302, ben 404
applicants:joining | pk=draft | POST | ada 302, ben 404
applicants:consents | pk=draft | POST | ada 302, ben 404
applicants:step | pk=draft step='contact' | GET | ada 200, ben 404
applicants:step | pk=draft step='contact' | POST | ada 409, ben 404
applicants:document | pk=resume | GET | holly 200, pat 200, audrey 200
applicants:screening | | GET | holly 200
applicants:screen_next | | GET | holly 302
applicants:ready | | GET | holly 200
applicants:qualification | | GET | holly 302
applicants:qualification | | POST | holly 302
applicants:possible_ties | | GET | holly 200
applicants:tie_decision | pk='1' | POST | holly 404
applicants:duplicates | | GET | holly 200
applicants:duplicate | pk='1' | GET | holly 404
applicants:duplicate | pk='1' | POST | holly 404
applicants:screen | pk=waiting | GET | holly 200
applicants:eligibility_decision | pk=waiting | POST | holly 422
applicants:question | pk=waiting | POST | holly 422
applicants:hidden_words | pk=waiting | POST | holly 422
applicants:hidden_word_removal | pk=waiting phrase='1' | POST | holly 404
applicants:staff_applications | | GET | holly 200, pat 200, audrey 200
applicants:staff_application | pk=waiting | GET | holly 200, pat 200, audrey 200
applicants:conflicts | pk=waiting | GET | holly 200
applicants:conflicts | pk=waiting | POST | holly 422
applicants:lapse | pk=waiting | POST | holly 422
applicants:review_return | pk=read review=review | POST | holly 404
applicants:reviews | | GET | rosa 200, remy 200
applicants:next_review | | POST | rosa 302, remy 302
applicants:my_employers | | GET | rosa 200, remy 200
applicants:my_employers | | POST | rosa 302, remy 302
applicants:my_conflicts | | GET | rosa 200, remy 200
applicants:scoring | pk=review | GET | rosa 200, remy 404
applicants:scoring | pk=review | POST | rosa 422, remy 404
applicants:recusal | pk=review | POST | rosa 422, remy 404
# agencies
agencies:requisitions | | GET | pat 200, audrey 200, cora 200, hank 200, theo 200, tess 200
agencies:requisition_new | | GET | cora 200, tess 200
agencies:requisition_new | | POST | cora 422, tess 422
agencies:triage | | GET | pat 200
agencies:staff_cancellation | pk=published | GET | pat 200
agencies:staff_cancellation | pk=published | POST | pat 422
agencies:requisition | pk=request | GET | pat 200, audrey 200, cora 200, hank 200, theo 200, tess 404
agencies:requisition_edit | pk=own_draft | GET | cora 200, tess 404
agencies:requisition_edit | pk=own_draft | POST | cora 422, tess 404
agencies:submission | pk=own_draft | POST | cora 302, tess 404
agencies:validation | pk=request | POST | pat 302
agencies:publication | pk=request | POST | pat 409
agencies:sending_back | pk=request | GET | pat 200
agencies:sending_back | pk=request | POST | pat 422
agencies:suspension | pk=published | GET | pat 200
agencies:suspension | pk=published | POST | pat 422
agencies:closure | pk=published | GET | pat 200
agencies:closure | pk=published | POST | pat 422
agencies:cancellation | pk=own_draft | GET | cora 200, tess 404
agencies:cancellation | pk=own_draft | POST | cora 422, tess 404
agencies:seat_cancellation | pk=published number='1' | GET | pat 200, cora 200, tess 404
agencies:seat_cancellation | pk=published number='1' | POST | pat 422, cora 422, tess 404
agencies:critical | pk=own_draft | GET | cora 200, tess 404
agencies:critical | pk=own_draft | POST | cora 422, tess 404
agencies:critical_withdrawal | pk=own_draft | POST | cora 409, tess 404
agencies:critical_claims | | GET | sam 200
agencies:critical_decision | pk=critical_claim | GET | sam 200
agencies:critical_decision | pk=critical_claim | POST | sam 422
agencies:funding | pk=own_draft | GET | hank 200
agencies:funding | pk=own_draft | POST | hank 422
agencies:funding_withdrawal | pk=own_draft | GET | hank 200
agencies:funding_withdrawal | pk=own_draft | POST | hank 422
# partners
partners:home | | GET | parker 200
# placements
placements:certification | | GET | holly 200
placements:issuing | pk=track | GET | holly 200
placements:issuing | pk=track | POST | holly 422
placements:certificates | | GET | cora 200, hank 200, theo 200, tess 200
placements:certificate | number=certificate | GET | cora 200, hank 200, theo 200, tess 200
placements:person | number=certificate code=code | GET | cora 200, hank 200, theo 200, tess 200
placements:confirmation | pk=entry | POST | ada 302, ben 404
placements:ranking | | GET | ada 200, ben 200
placements:ranking_draft | | POST | ada 302, ben 302
placements:ranking_certification | | POST | ada 302, ben 302
placements:signal | pk=published | GET | ada 404, ben 302
placements:signal | pk=published | POST | ada 404, ben 302
placements:own_pair | | GET | ada 200, ben 200
placements:own_pair | | POST | ada 422, ben 422
placements:pair_confirmation | pk=pair | POST | ada 302, ben 404
placements:pair_declination | pk=pair | POST | ada 302, ben 404
placements:pair_taking_back | pk=pair | POST | ada 403, ben 404
placements:pair_dissolution | pk=pair | POST | ada 409, ben 404
placements:agency_ranking | pk=published | GET | cora 200, tess 404
placements:agency_ranking_draft | pk=published | POST | cora 422, tess 404
placements:agency_ranking_certification | pk=published | POST | cora 422, tess 404
placements:agency_rank_file | pk=published | GET | cora 200, tess 404
placements:agency_rank_file | pk=published | POST | cora 422, tess 404
placements:agency_rank_rejects | pk=published | POST | cora 422, tess 404
placements:matches | | GET | pat 200, sam 200, audrey 200
placements:match_start | | POST | pat 422
placements:ranking_window | cohort=cohort | GET | pat 200
placements:ranking_window | cohort=cohort | POST | pat 422
placements:interviews | pk=published | GET | cora 200, hank 200, theo 200, tess 404
placements:interview_invitation | pk=published code=code | GET | cora 404, tess 404
placements:interview_invitation | pk=published code=code | POST | cora 404, tess 404
placements:interview | pk=interview | GET | cora 200, hank 200, theo 200, tess 404
placements:interview_cancellation | pk=interview | POST | cora 422, tess 404
placements:interview_outcome | pk=interview | POST | cora 422, tess 404
placements:own_interview | pk=interview | GET | ada 200, ben 404
placements:own_interview_acceptance | pk=interview | POST | ada 422, ben 404
placements:own_interview_declination | pk=interview | POST | ada 302, ben 404
placements:own_preference | | GET | ada 200, ben 200
placements:own_preference | | POST | ada 422, ben 422
placements:preference_withdrawal | | POST | ada 302, ben 404
placements:preference_decision | pk=claim | GET | holly 200
placements:preference_decision | pk=claim | POST | holly 422
placements:pass_overs | pk=published | GET | cora 200, tess 404
placements:pass_over_request | pk=published code=code | GET | cora 404, tess 404
placements:pass_over_request | pk=published code=code | POST | cora 404, tess 404
placements:own_pass_over | pk=case | GET | ada 200, ben 404
placements:own_pass_over | pk=case | POST | ada 422, ben 404
placements:pass_over_desk | | GET | pat 200, sam 200, audrey 200
placements:pass_over | pk=case | GET | pat 200, sam 200, audrey 200
placements:pass_over_withdrawal | pk=case | POST | cora 302, tess 404
placements:pass_over_decision | pk=case | POST | sam 422
placements:own_reports | | GET | ada 200, ben 200, cora 200, hank 200, theo 200, tess 200
placements:conduct_reporting | | GET | ada 200, ben 200, cora 200, hank 200, theo 200, tess 200
placements:conduct_reporting | | POST | ada 422, ben 422, cora 422, hank 422, theo 422, tess 422
placements:conduct_reports | | GET | holly 200, pat 200, audrey 200
placements:conduct_report | pk=conduct | GET | holly 200, pat 200, audrey 200
placements:conduct_taking_up | pk=conduct | POST | holly 302, pat 302
placements:conduct_decision | pk=conduct | POST | holly 422, pat 422
placements:fit_weights | pk=track | GET | pat 200
placements:fit_weights | pk=track | POST | pat 422
placements:round_new | cohort=cohort | GET | pat 200
placements:round_new | cohort=cohort | POST | pat 422
placements:round | pk=round | GET | pat 200, sam 200, audrey 200
placements:round_cancellation | pk=round | POST | pat 422
placements:round_conclusion | pk=round | POST | pat 422
placements:reversion | pk=published | GET | pat 200
placements:reversion | pk=published | POST | pat 422
placements:seat_caps | cohort=cohort | GET | pat 200
placements:seat_caps | cohort=cohort | POST | pat 422
placements:cap_removal | pk=cap | POST | pat 409
placements:exclusions | pk=waiting | GET | holly 200, pat 200
placements:exclusions | pk=waiting | POST | holly 422, pat 422
placements:exclusion_lifting | pk=exclusion | GET | holly 200, pat 200
placements:exclusion_lifting | pk=exclusion | POST | holly 422, pat 422
placements:pins | cohort=cohort | GET | pat 200, sam 200, audrey 200
placements:pin_proposal | cohort=cohort | POST | pat 422
placements:pin | pk=pin | GET | pat 200, sam 200, audrey 200
placements:pin_approval | pk=pin | POST | sam 409
placements:pin_refusal | pk=pin | POST | sam 422
placements:pin_withdrawal | pk=pin | POST | pat 422
placements:match_run | number=run | GET | pat 200, sam 200, audrey 200
placements:match_progress | number=run | GET | pat 204, sam 204, audrey 204
placements:match_people | number=run | GET | pat 200, sam 200, audrey 200
placements:match_bundle | number=run | GET | pat 404, sam 404, audrey 404
placements:match_trial | number=completed_run | GET | pat 200
placements:match_trial | number=completed_run | POST | pat 422
placements:match_against | number=completed_run | GET | pat 404, sam 404, audrey 404
placements:match_comparison | number=completed_run other=completed_run | GET | pat 200, sam 200, audrey 200
placements:match_crossing | number=completed_run other=completed_run | GET | pat 200, sam 200, audrey 200
placements:override_proposal | number=completed_run | GET | pat 200
placements:override_proposal | number=completed_run | POST | pat 422
placements:override | pk=override | GET | pat 200, sam 200, audrey 200
placements:override_approval | pk=override | POST | sam 422
placements:override_refusal | pk=override | POST | sam 422
placements:override_withdrawal | pk=override | POST | pat 302
placements:match_cancellation | number=run | POST | pat 409
placements:match_review | number=run | POST | pat 409
placements:match_approval | number=run | POST | sam 422
placements:match_discard | number=run | POST | pat 422, sam 422, audrey 403
placements:own_result | | GET | ada 200, ben 200
placements:requisition_result | pk=published | GET | pat 200, audrey 200, cora 200, hank 200, theo 200, tess 404
placements:own_offer | pk=offer | GET | ada 200, ben 404
placements:acceptance | pk=offer | GET | ada 200, ben 404
placements:acceptance | pk=offer | POST | ada 422, ben 404
placements:declination | pk=offer | GET | ada 200, ben 404
placements:declination | pk=offer | POST | ada 302, ben 404
placements:own_placement | | GET | ada 200, ben 404
placements:own_step | order='3' | POST | ada 302, ben 404
placements:own_day_one | | POST | ada 422, ben 404
placements:offers | | GET | holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 200
placements:offer | pk=offer | GET | holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 404
placements:sending | pk=offer | POST | holly 422, pat 422
placements:rescission | pk=offer | POST | holly 422, pat 422
placements:placements | | GET | holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 200
placements:placement | pk=placement | GET | holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 404
placements:step | pk=placement order='1' | POST | cora 302, hank 302, tess 404
placements:day_one | pk=placement | POST | cora 422, hank 422, tess 404
placements:extension | pk=serving | GET | holly 200, pat 200
placements:extension | pk=serving | POST | holly 422, pat 422
placements:early_end | pk=serving | GET | holly 200, pat 200
placements:early_end | pk=serving | POST | holly 422, pat 422
placements:exit_answer | pk=serving | GET | holly 200, pat 200
placements:exit_answer | pk=serving | POST | holly 422, pat 422
placements:completion | pk=serving | POST | holly 422, pat 422
placements:graduation | pk=serving | POST | holly 409, pat 409
placements:move_proposal | pk=serving | GET | holly 200, pat 200
placements:move_proposal | pk=serving | POST | holly 422, pat 422
placements:move | pk=move | GET | everyone 404, holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 200
placements:move_agreement | pk=move | POST | everyone 404, holly 409, pat 409, audrey 409, cora 409, hank 409, theo 409, tess 409
placements:move_refusal | pk=move | GET | everyone 404, holly 200, pat 200, audrey 200, cora 200, hank 200, theo 200, tess 200
placements:move_refusal | pk=move | POST | everyone 404, holly 422, pat 422, audrey 422, cora 422, hank 422, theo 422, tess 422
placements:move_calling_off | pk=move | GET | holly 200, pat 200
placements:move_calling_off | pk=move | POST | holly 422, pat 422
placements:own_leaving | | GET | ada 302, ben 404
placements:own_leaving | | POST | ada 422, ben 404
placements:own_taking_back | | POST | ada 302, ben 404
placements:board | | GET | holly 200, pat 200, sam 200, audrey 200, ollie 200
placements:stage | cohort=cohort stage='submitted' | GET | holly 200, pat 200, audrey 200
placements:track_end | cohort=cohort key=track_key | GET | pat 200
placements:track_end | cohort=cohort key=track_key | POST | pat 422
# programme
programme:setup | slug=cohort | GET | pat 200
programme:setup | slug=cohort | POST | pat 422
programme:cohorts | | GET | pat 200
programme:cohort | slug=cohort | GET | pat 200
programme:stage | slug=cohort | POST | pat 404
programme:cancellation | slug=cohort | GET | pat 200
programme:cancellation | slug=cohort | POST | pat 422
programme:track_window | slug=cohort key=track_key | GET | pat 200
programme:track_window | slug=cohort key=track_key | POST | pat 422
programme:opening | slug=cohort key=track_key | POST | pat 409
programme:closing | slug=cohort key=track_key | GET | pat 200
programme:closing | slug=cohort key=track_key | POST | pat 422
"""
