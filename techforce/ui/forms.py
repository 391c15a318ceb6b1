"""How every form of the product is drawn: the renderer, its bound field, and the base classes of our forms."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.forms.widgets import Input

from techforce.ui.widgets import DateParts, WordCountTextarea

REQUIRED = forms.Field.default_error_messages["required"]
CSS_FOR: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, ""),
    (forms.FileInput, ""),
    (DateParts, ""),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (Input, "input"),
)
TEMPLATE_FOR: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "forms/widgets/choices.html"),
    (forms.RadioSelect, "forms/widgets/choices.html"),
    (forms.ClearableFileInput, "forms/widgets/file.html"),
)


class UIBoundField(BoundField):
    """A field as our templates draw it: our classes, our widget templates, and a target for the error summary."""

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the class for the widget, and keep ``aria-invalid`` off the single boxes of a group."""
        drawn = widget or self.field.widget
        built = super().build_widget_attrs(attrs, drawn)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # not allowed on each radio or checkbox of a group
        css = next((name for kind, name in CSS_FOR if isinstance(drawn, kind)), "")
        own = str(drawn.attrs.get("class", ""))
        joined = " ".join(dict.fromkeys(f"{css} {own} {built.get('class', '')}".split()))
        if joined:
            built["class"] = joined
        return built

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: Any = None, only_initial: bool = False
    ) -> Any:
        """Draw the control, with our template where Django's own would not carry our markup."""
        drawn = widget or self.field.widget
        for kind, name in TEMPLATE_FOR:
            if isinstance(drawn, kind) and str(drawn.template_name).startswith("django/"):
                drawn.template_name = name
                break
        if isinstance(drawn, DateParts):
            drawn.wrong_part = self._wrong_part()
            drawn.error_id = f"{self.auto_id}_error" if self.errors else ""
        return super().as_widget(drawn, attrs, only_initial)

    @property
    def aria_describedby(self) -> str | None:
        """Hint and error as Django joins them, then the word count if there is one."""
        joined = super().aria_describedby
        if isinstance(self.field.widget, WordCountTextarea) and self.auto_id and joined is not None:
            return f"{joined} {self.auto_id}_count".strip()
        return joined

    @property
    def error_target(self) -> str:
        """Where the error summary links to: the first control of this field that can be put right."""
        widget = self.field.widget
        if isinstance(widget, DateParts):
            return f"{self.auto_id}_{self._wrong_part() or 'month'}"
        if self.use_fieldset:
            return f"{self.auto_id}_0"
        return str(self.id_for_label or self.auto_id)

    @property
    def is_single_checkbox(self) -> bool:
        """True for one yes-or-no box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def _wrong_part(self) -> str:
        data = self.form.errors.as_data() if self.form.is_bound else {}
        codes = [error.code for error in data.get(self.name, [])]
        return next((str(code) for code in codes if code in DateParts.PARTS), "")


class Renderer(TemplatesSetting):
    """The project's form renderer; every form and field goes through ``templates/forms``."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = UIBoundField


class _Plain(forms.BaseForm):
    """What our forms share: no colon behind labels, and a request in words where something is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == REQUIRED:
                label = str(field.label or pretty_name(name))
                field.error_messages["required"] = ask_for(field.widget, label)

    # What the page answers when this form has errors.
    refusal_status = 422

    def refuse(self, refusal: Exception) -> None:
        """Say on the page, with what was typed still there, why the act was refused; the answer has its status."""
        self.add_error(None, str(refusal))
        self.refusal_status = getattr(refusal, "status", self.refusal_status)

    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, message) for each error in page order; an empty id for errors of the form."""
        return form_problems(self)


class UIForm(_Plain, forms.Form):
    """Base class of plain forms."""


def ask_for(widget: forms.Widget, label: str) -> str:
    """What to do about an empty field, from its label: "Enter your name" rather than "This field is required"."""
    if isinstance(widget, forms.CheckboxInput):
        return f"Check the box: {label}"
    if label.endswith("?"):
        return f"Answer the question: {label}"
    plain = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(widget, forms.FileInput):
        return f"Choose a file: {plain}"
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"Choose {plain}"
    return f"Enter {plain}"


def form_problems(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(id of the control, message) for each error of a bound form in page order; hidden fields count as the form's."""
    if not form.is_bound:
        return []
    found = [("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else getattr(bound, "error_target", bound.id_for_label)
        found += [(target, str(message)) for message in bound.errors]
    return found
