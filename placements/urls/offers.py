"""Offers, placements and the board."""

from django.urls import path

from placements.views import board, move, offer, placement, term, track_end

urlpatterns = [
    path("my-offers/<uuid:pk>/", offer.own_offer, name="own_offer"),
    path("my-offers/<uuid:pk>/acceptance/", offer.acceptance, name="acceptance"),
    path("my-offers/<uuid:pk>/declination/", offer.declination, name="declination"),
    path("my-placement/", placement.own_placement, name="own_placement"),
    path("my-placement/steps/<int:order>/completion/", placement.own_step, name="own_step"),
    path("my-placement/day-one/", placement.own_day_one, name="own_day_one"),
    path("offers/", offer.offers, name="offers"),
    path("offers/<uuid:pk>/", offer.offer, name="offer"),
    path("offers/<uuid:pk>/sending/", offer.sending, name="sending"),
    path("offers/<uuid:pk>/rescission/", offer.rescission, name="rescission"),
    path("placements/", placement.placements, name="placements"),
    path("placements/<uuid:pk>/", placement.placement, name="placement"),
    path("placements/<uuid:pk>/steps/<int:order>/completion/", placement.step, name="step"),
    path("placements/<uuid:pk>/day-one/", placement.day_one, name="day_one"),
    path("placements/<uuid:pk>/extension/", term.extension, name="extension"),
    path("placements/<uuid:pk>/early-end/", term.early_end, name="early_end"),
    path("placements/<uuid:pk>/exit-answer/", term.exit_answer, name="exit_answer"),
    path("placements/<uuid:pk>/completion/", term.completion, name="completion"),
    path("placements/<uuid:pk>/graduation/", term.graduation, name="graduation"),
    path("placements/<uuid:pk>/move/", move.proposal, name="move_proposal"),
    path("moves/<uuid:pk>/", move.move, name="move"),
    path("moves/<uuid:pk>/agreement/", move.agreement, name="move_agreement"),
    path("moves/<uuid:pk>/refusal/", move.refusal, name="move_refusal"),
    path("moves/<uuid:pk>/calling-off/", move.calling_off, name="move_calling_off"),
    path("my-placement/leaving/", term.own_leaving, name="own_leaving"),
    path("my-placement/leaving/taking-back/", term.own_taking_back, name="own_taking_back"),
    path("cohorts/<slug:cohort>/tracks/<slug:key>/end/", track_end.track_end, name="track_end"),
    path("board/", board.board, name="board"),
    path("board/<slug:cohort>/<slug:stage>/", board.stage, name="stage"),
]
