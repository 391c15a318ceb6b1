"""Pages of applicants: the candidate's and the staff's."""

from .candidate import candidate_urls
from .staff import staff_urls

app_name = "applicants"
urlpatterns = [*candidate_urls, *staff_urls]
