"""A form that may be saved before it is complete."""

from techforce.ui.forms import UIForm


class DraftForm(UIForm):
    """A form that can be saved with holes: fields in `later` are asked for, but only submitting insists on them."""

    later: tuple[str, ...] = ()
    use_required_attribute = False

    def full_clean(self) -> None:
        for name in self.later:
            self.fields[name].required = False
        super().full_clean()
        for name in self.later:
            self.fields[name].required = True
