"""Match runs and their results."""

from django.urls import path

from placements.views import (
    caps,
    fit,
    match_result,
    match_run,
    override,
    pins,
    ranking_round,
    reversion,
    trial,
    verification,
)

urlpatterns = [
    path("matches/", match_run.matches, name="matches"),
    path("matches/runs/", match_run.start, name="match_start"),
    path("matches/window/<slug:cohort>/", match_run.window, name="ranking_window"),
    path("matches/fit/<uuid:pk>/", fit.weights, name="fit_weights"),
    path("matches/rounds/new/<slug:cohort>/", ranking_round.round_new, name="round_new"),
    path("matches/rounds/<uuid:pk>/", ranking_round.ranking_round, name="round"),
    path(
        "matches/rounds/<uuid:pk>/cancellation/", ranking_round.round_cancellation, name="round_cancellation"
    ),
    path("matches/rounds/<uuid:pk>/conclusion/", ranking_round.round_conclusion, name="round_conclusion"),
    path("matches/caps/<slug:cohort>/", caps.caps, name="seat_caps"),
    path("matches/cap/<int:pk>/removal/", caps.cap_removal, name="cap_removal"),
    path("matches/pins/<slug:cohort>/", pins.pins, name="pins"),
    path("matches/pins/<slug:cohort>/proposal/", pins.pin_proposal, name="pin_proposal"),
    path("pins/<uuid:pk>/", pins.pin, name="pin"),
    path("pins/<uuid:pk>/approval/", pins.pin_approval, name="pin_approval"),
    path("pins/<uuid:pk>/refusal/", pins.pin_refusal, name="pin_refusal"),
    path("pins/<uuid:pk>/withdrawal/", pins.pin_withdrawal, name="pin_withdrawal"),
    path("matches/<int:number>/", match_run.match_run, name="match_run"),
    path("matches/<int:number>/progress/", match_run.progress, name="match_progress"),
    path("matches/<int:number>/people/", match_run.people, name="match_people"),
    path("matches/<int:number>/bundle.zip", verification.match_bundle, name="match_bundle"),
    path("matches/<int:number>/trial/", trial.trial, name="match_trial"),
    path("matches/<int:number>/against/", trial.against, name="match_against"),
    path("matches/<int:number>/against/<int:other>/", trial.match_comparison, name="match_comparison"),
    path("matches/<int:number>/against/<int:other>/pairs/", trial.match_crossing, name="match_crossing"),
    path("matches/<int:number>/override/", override.proposal, name="override_proposal"),
    path("overrides/<uuid:pk>/", override.override, name="override"),
    path("overrides/<uuid:pk>/approval/", override.approval, name="override_approval"),
    path("overrides/<uuid:pk>/refusal/", override.refusal, name="override_refusal"),
    path("overrides/<uuid:pk>/withdrawal/", override.withdrawal, name="override_withdrawal"),
    path("matches/<int:number>/cancellation/", match_run.cancellation, name="match_cancellation"),
    path("matches/<int:number>/review/", match_run.review, name="match_review"),
    path("matches/<int:number>/approval/", match_run.approval, name="match_approval"),
    path("matches/<int:number>/discard/", match_run.discard, name="match_discard"),
    path("result/", match_result.own_result_page, name="own_result"),
    path("requisitions/<uuid:pk>/reversion/", reversion.reversion_page, name="reversion"),
    path("requisitions/<uuid:pk>/result/", match_result.requisition_result_page, name="requisition_result"),
]
