"""Pages that need no account."""

from django.urls import path

from placements.views import fit, public, verification

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("work/", public.work, name="work"),
    path("work/<slug:number>/", public.project, name="project"),
    path("tracks/", public.tracks, name="tracks"),
    path("tracks/<slug:slug>/", public.track, name="track"),
    path("agencies/", public.agencies, name="agencies"),
    path("partners/", public.partners, name="partners"),
    path("how-it-works/", public.how_it_works, name="how_it_works"),
    path("verify/", verification.verifications, name="verifications"),
    path("verify/<int:number>/", verification.verification_page, name="verification"),
    path("verify/<int:number>/bundle.zip", verification.verification_file, name="verification_file"),
    path("how-it-works/fit/", fit.published, name="fit"),
    path("about/", public.about, name="about"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
]
