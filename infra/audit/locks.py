"""Every lock of Python packages there is, those of opt-in tools too."""

from infra.packaging import ROOT

VENDOR = "layers/vendor/requirements.lock"
PLACES = ("", "layers/*/", "infra/*/", "tests/*/")


def locks() -> list[str]:
    """Their paths in the repository."""
    found = (f for place in PLACES for f in sorted(ROOT.glob(f"{place}requirements.lock")))
    return [file.relative_to(ROOT).as_posix() for file in found]
