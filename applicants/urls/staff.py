"""Pages of HR and reviewers."""

from django.urls import URLPattern, path

from ..views import employers, merging, ready, reviewing, screening, staff_application

staff_urls: list[URLPattern] = [
    path("screening/", screening.queue, name="screening"),
    path("screening/next/", screening.next_in_queue, name="screen_next"),
    path("screening/ready/", ready.ready, name="ready"),
    path("screening/qualification/", ready.qualification, name="qualification"),
    path("screening/ties/", employers.possible_ties, name="possible_ties"),
    path("screening/ties/<int:pk>/decision/", employers.tie_decision, name="tie_decision"),
    path("screening/duplicates/", merging.duplicates, name="duplicates"),
    path("screening/duplicates/<int:pk>/", merging.duplicate, name="duplicate"),
    path("screening/<uuid:pk>/", screening.screen, name="screen"),
    path("screening/<uuid:pk>/decision/", screening.decision, name="eligibility_decision"),
    path("screening/<uuid:pk>/question/", screening.question, name="question"),
    path("screening/<uuid:pk>/hidden-words/", screening.hidden_words, name="hidden_words"),
    path(
        "screening/<uuid:pk>/hidden-words/<int:phrase>/removal/",
        screening.hidden_word_removal,
        name="hidden_word_removal",
    ),
    path("applications/", staff_application.applications, name="staff_applications"),
    path("applications/<uuid:pk>/", staff_application.application, name="staff_application"),
    path("applications/<uuid:pk>/lapse/", staff_application.lapse, name="lapse"),
    path("applications/<uuid:pk>/conflicts/", staff_application.conflicts, name="conflicts"),
    path(
        "applications/<uuid:pk>/reviews/<uuid:review>/return/",
        staff_application.review_return,
        name="review_return",
    ),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/next/", reviewing.next_review, name="next_review"),
    path("reviews/employers/", employers.my_employers, name="my_employers"),
    path("reviews/conflicts/", reviewing.my_conflicts, name="my_conflicts"),
    path("reviews/<uuid:pk>/", reviewing.scoring, name="scoring"),
    path("reviews/<uuid:pk>/recusal/", reviewing.recusal, name="recusal"),
]
