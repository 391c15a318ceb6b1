"""A step's form filled with what is stored, so that it says what is still wrong."""

from typing import TypeVar

from django.http import QueryDict

from techforce.ui.widgets import DateParts, split_date

from ..models import Application
from .employers import EmployersInput
from .fields import SkillLevels
from .step import StepForm

F = TypeVar("F", bound=StepForm)


def filled(form_class: type[F], application: Application) -> F:
    """The form as if somebody had just posted the stored answers."""
    empty = form_class(application)
    data = QueryDict(mutable=True)
    for bound in empty:
        value, widget, name = bound.value(), bound.field.widget, bound.html_name
        if isinstance(widget, DateParts):
            year, month, day = split_date(value)
            data.update({f"{name}_year": year, f"{name}_month": month, f"{name}_day": day})
        elif isinstance(widget, SkillLevels):
            data.update({f"{name}_{key}": str(level) for key, level in (value or {}).items()})
        elif isinstance(widget, EmployersInput):
            data.update(widget.as_posted(name, value))
        elif isinstance(value, list):
            data.setlist(name, [str(item) for item in value])
        else:
            data[name] = "" if value is None else str(value)
    return form_class(application, data)
