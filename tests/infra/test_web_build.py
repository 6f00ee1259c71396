"""The web client as it is built: small at first, nothing inline, in step with the API."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.web_build import DOCUMENT, WEB, web_files

FIRST_LOAD = 150 * 1024  # bytes as they travel
NPM = Path(sys.executable).parent / "npm"


@pytest.fixture(scope="module")
def page() -> str:
    return (web_files() / "index.html").read_text()


def test_the_first_load_is_small(page: str) -> None:
    """All that the page names, and the pages a visitor and a reader open first with their parts."""
    files = {web_files() / name for name in re.findall(r'(?:src|href)="/app/([^"]+)"', page)}
    for opened in ("Welcome", "Home"):
        files |= _with_parts(opened)
    size = sum(_travelling(file) for file in files)
    assert 30_000 < size <= FIRST_LOAD, f"{size:,} bytes"


def test_the_player_the_chart_and_the_proof_of_passwords_come_when_they_are_needed(
    page: str,
) -> None:
    """None of the large libraries is in what the page loads at once."""
    scripts = [web_files() / name for name in re.findall(r'/app/(assets/[^"]+\.js)"', page)]
    loaded = "".join(script.read_text() for script in scripts)
    assert loaded
    for mark in ("hlsManifestLoading", "uPlot", "AWSCognitoIdentityProviderService.RespondToAuth"):
        assert mark not in loaded


def test_nothing_of_the_page_is_inline(page: str) -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_all_but_the_page_and_its_neighbours_say_their_content_by_name() -> None:
    names = {f.name for f in web_files().iterdir() if f.is_file()}
    assert names == {"index.html", "favicon.svg", "theme.js"}
    for file in (web_files() / "assets").iterdir():
        assert re.search(r"-[\w-]{8}\.\w+$", file.name), file.name


def test_the_lock_names_no_registry() -> None:
    for lock in ("web/package-lock.json", "infra/package-lock.json"):
        packages = json.loads((WEB.parent / lock).read_text())["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == []


def test_a_client_that_has_drifted_from_the_api_is_not_built(tmp_path: Path) -> None:
    """A field is renamed in the document: the client that reads it does not pass its types."""
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "web" / "node_modules").symlink_to(WEB / "node_modules")
    renamed = tmp_path / DOCUMENT.relative_to(WEB.parent)
    renamed.parent.mkdir(parents=True)
    renamed.write_text(DOCUMENT.read_text().replace('"totalClicks"', '"clicksInAll"'))
    done = subprocess.run(  # noqa: S603  # fixed arguments
        [str(NPM), "run", "--silent", "build"],
        cwd=tmp_path / "web",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "totalClicks" in done.stdout


def _with_parts(name: str) -> set[Path]:
    """A page's script and style, and the scripts it imports statically."""
    assets = web_files() / "assets"
    found = set(assets.glob(f"{name}-*"))
    assert found, name
    for script in [f for f in found if f.suffix == ".js"]:
        found |= {
            assets / part for part in re.findall(r'from"\./([\w.-]+\.js)"', script.read_text())
        }
    return found


def _travelling(file: Path) -> int:
    body = file.read_bytes()
    return len(body) if file.suffix == ".woff2" else len(gzip.compress(body, 6))
