"""The first day, confirmed."""

from techforce.ui.forms import UIForm
from techforce.ui.widgets import DatePartsField


class DayOneForm(UIForm):
    """Which day was the first."""

    on = DatePartsField(label="What was the first day at work?", what="the first day")
