"""docs/settings.md tells the truth about what the settings read."""

import re

from tests.support import deployment

# Read by the Makefile, by `make run` or by pytest plugins rather than by a settings module.
OUTSIDE_SETTINGS = {
    "DJANGO_SETTINGS_MODULE", "PORT", "RELOAD", "DEMO_SCALE", "PYTEST_ARGS", "PYTEST_WORKERS", "CHROMIUM",
}  # fmt: skip
SET_BY_TOOLS = {"PYTEST_XDIST_WORKER"}


def rows() -> dict[str, list[str]]:
    """Return the table rows by name; a row may explain several names."""
    text = (deployment.ROOT / "docs" / "settings.md").read_text()
    found: dict[str, list[str]] = {}
    for line in re.findall(r"(?m)^\| `.*$", text):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`([A-Z_]+)`", cells[0]):
            found.setdefault(name, cells)
    return found


def test_every_setting_is_explained_and_nothing_else():
    read = deployment.environment_names("base", "local", "test", "production") - SET_BY_TOOLS
    assert set(rows()) == read | OUTSIDE_SETTINGS


def test_required_means_that_production_refuses_to_start_without():
    assert {name for name, cells in rows().items() if cells[1] == "required"} == deployment.required_names()


def test_the_readme_names_the_required_ones():
    text = (deployment.ROOT / "README.md").read_text()
    assert set(re.findall(r"(?m)^\| `([A-Z_]+)`", text)) == deployment.required_names()


def test_names_read_outside_the_settings_are_really_read():
    sources = [
        deployment.ROOT / "Makefile",
        *deployment.ROOT.glob(".ci/*"),
        *deployment.ROOT.glob("techforce/**/*.py"),
    ]
    text = "\n".join(path.read_text() for path in sources)
    assert {name for name in OUTSIDE_SETTINGS if not re.search(rf"\b{name}\b", text)} == set()
