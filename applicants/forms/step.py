"""The base of the forms of the application's steps."""

from copy import copy
from typing import Any, ClassVar, Self

from django.utils import timezone

from techforce.ui.forms import UIForm

from ..answers import stored_answers
from ..models import Application
from ..rules.completeness import ASK, step_gaps


class StepForm(UIForm):
    """One step. Checks two things apart: what can be stored, and (only with `complete`) what counts as complete.

    A story of ninety words can be stored and is not complete; the thirty-first of February can be neither.
    """

    step: ClassVar[str]

    def __init__(self, application: Application, data: Any = None, *, complete: bool = True) -> None:
        self.application = application
        self.complete = complete
        super().__init__(data, initial=stored_answers(application, self.step))
        for name, words in ASK[self.step].items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = words
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that come from the database."""

    def full_clean(self) -> None:
        """Check. Short of complete nothing has to be there, though the page goes on asking for it."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = self.complete
        super().full_clean()
        for field in asked:
            field.required = True

    def clean(self) -> dict[str, Any]:
        """Hold the answers against the rules of a complete application."""
        cleaned = super().clean() or {}
        if self.complete:
            for gap in step_gaps(self.step, self.judged(cleaned), today=timezone.localdate()):
                if gap.field not in self.errors:
                    self.add_error(gap.field, gap.words)
        return cleaned

    def judged(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The answers as the rules read them."""
        return cleaned

    def storable(self) -> dict[str, Any]:
        """What can be kept from the posted data, complete or not; an answer that is no answer is left out."""
        lenient = self._lenient()
        lenient.is_valid()
        return dict(lenient.cleaned_data)

    def unstorable(self) -> int:
        """How many posted answers cannot be kept as they stand."""
        return len(self._lenient().errors)

    def _lenient(self) -> Self:
        """The same form, choices and all, that is checked anew and asks for nothing."""
        lenient = copy(self)
        # Its fields and what was typed are shared; what the check finds, and where it shows, is not.
        lenient.complete = False
        vars(lenient).update(_errors=None, _bound_fields_cache={})
        return lenient
