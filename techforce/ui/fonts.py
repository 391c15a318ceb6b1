"""Cuts Public Sans down to what the pages use: ``python -m techforce.ui.fonts [folder]``."""

import sys
from pathlib import Path

import fontpkg_public_sans
from fontTools import subset

DEFAULT = Path("var/static/vendor/public-sans")
LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,"
    "U+2212,U+2215,U+FEFF,U+FFFD"
)
# Names of people: the rest of Latin, so that no letter falls back to another typeface.
LATIN_EXT = (
    "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,"
    "U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)
FILES = {"public-sans.woff2": LATIN, "public-sans-latin-ext.woff2": LATIN_EXT}


def source() -> Path:
    """The variable font as its package ships it."""
    return Path(fontpkg_public_sans.__file__).parent / "files" / "PublicSans[wght].ttf"


def build(out_dir: Path) -> list[Path]:
    """Write the font files that are missing or older than their source; return all of them."""
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, characters in FILES.items():
        target = out_dir / name
        written.append(target)
        if target.exists() and target.stat().st_mtime >= source().stat().st_mtime:
            continue
        _cut(characters, target)
    return written


def _cut(characters: str, target: Path) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    font = subset.load_font(str(source()), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(characters))
    cutter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT):
        print(f"{path}  {path.stat().st_size:,} bytes")
