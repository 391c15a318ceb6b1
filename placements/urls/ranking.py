"""Rank lists of both sides."""

from django.urls import path

from placements.views import agency_ranking, ranking

urlpatterns = [
    path("ranking/", ranking.ranking, name="ranking"),
    path("ranking/draft/", ranking.draft, name="ranking_draft"),
    path("ranking/certification/", ranking.certification, name="ranking_certification"),
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
