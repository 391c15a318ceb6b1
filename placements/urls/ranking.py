"""Rank lists of both sides."""

from django.urls import path

from placements.views import agency_ranking, pair, ranking, signal

urlpatterns = [
    path("ranking/", ranking.ranking, name="ranking"),
    path("ranking/draft/", ranking.draft, name="ranking_draft"),
    path("ranking/certification/", ranking.certification, name="ranking_certification"),
    path("ranking/signals/<uuid:pk>/", signal.signal, name="signal"),
    path("ranking/together/", pair.own_pair, name="own_pair"),
    path("ranking/together/<uuid:pk>/confirmation/", pair.pair_confirmation, name="pair_confirmation"),
    path("ranking/together/<uuid:pk>/declination/", pair.pair_declination, name="pair_declination"),
    path("ranking/together/<uuid:pk>/taking-back/", pair.pair_taking_back, name="pair_taking_back"),
    path("ranking/together/<uuid:pk>/dissolution/", pair.pair_dissolution, name="pair_dissolution"),
    path("requisitions/<uuid:pk>/ranking/", agency_ranking.ranking, name="agency_ranking"),
    path("requisitions/<uuid:pk>/ranking/draft/", agency_ranking.draft, name="agency_ranking_draft"),
    path(
        "requisitions/<uuid:pk>/ranking/certification/",
        agency_ranking.certification,
        name="agency_ranking_certification",
    ),
    path("requisitions/<uuid:pk>/ranking/file/", agency_ranking.rank_file, name="agency_rank_file"),
    path("requisitions/<uuid:pk>/ranking/file/rejects/", agency_ranking.rejects, name="agency_rank_rejects"),
]
