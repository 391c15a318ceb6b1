"""Who reads for which track, in the admin: set by an act, never by editing rows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from techforce.access.holding import person

from .actions.reviewer import MOST_AT_ONCE, set_reviewer_track
from .models import ReviewerTrack


class ReviewerTrackForm(forms.ModelForm):
    cap = forms.IntegerField(label="Reviews at a time", min_value=1, max_value=MOST_AT_ONCE, initial=5)
    trained = forms.BooleanField(label="Is trained for this track", required=False)

    class Meta:
        model = ReviewerTrack
        fields = ("reviewer", "track", "cap")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trained"].initial = self.instance.trained_at is not None


@admin.register(ReviewerTrack)
class ReviewerTrackAdmin(admin.ModelAdmin):
    form = ReviewerTrackForm
    fields = ("reviewer", "track", "cap", "trained")
    list_display = ("reviewer", "track", "cap", "trained_at")
    list_filter = ("track",)
    list_select_related = ("reviewer", "track")
    autocomplete_fields = ("reviewer",)

    def get_readonly_fields(self, request: HttpRequest, obj: ReviewerTrack | None = None) -> tuple[str, ...]:
        return ("reviewer", "track") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: ReviewerTrack | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ReviewerTrack, form: Any, change: bool) -> None:
        trained = form.cleaned_data["trained"]
        set_row = set_reviewer_track(
            obj.reviewer, obj.track, by=person(request), cap=obj.cap, trained=trained
        )
        obj.pk = set_row.pk
