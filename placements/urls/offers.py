"""Offers, placements and the board."""

from django.urls import path

from placements.views import board, offer, placement

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
    path("board/", board.board, name="board"),
    path("board/<slug:cohort>/<slug:stage>/", board.stage, name="stage"),
]
