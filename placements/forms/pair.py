"""The other person's receipt number."""

import re

from django import forms
from django.core.exceptions import ValidationError

from techforce.ui.forms import UIForm

SHAPE = re.compile(r"TF-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}")


class PairForm(UIForm):
    """Whom to ask."""

    number = forms.CharField(
        label="The other person’s receipt number",
        max_length=40,
        help_text="Like TF-7KQ4-MDXP-R9. It stands on their status page; ask them for it.",
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )

    def clean_number(self) -> str:
        """In the letters in which it was given out. Raises ValidationError for anything of another shape."""
        typed = re.sub(r"[\s–—]+", "", self.cleaned_data["number"]).upper()
        if not SHAPE.fullmatch(typed):
            raise ValidationError(
                "A receipt number looks like TF-7KQ4-MDXP-R9. Check it with the other person."
            )
        return typed
