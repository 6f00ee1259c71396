"""One film for all tests that only watch it: made once, whichever worker comes first."""

import fcntl
import time
from pathlib import Path

from tests.browser.watching import CAPTIONS, phone_clip
from tests.e2e.behind import Behind
from tests.e2e.filming import settled, uploads
from tests.e2e.people import Person, sign_up
from tests.e2e.waiting import eventually

SECONDS = 90  # of which a player fetches 30 ahead


def shown_once(behind: Behind, folder: Path) -> tuple[Person, str]:
    """Somebody with a film that was watched, and one that failed. ``folder`` is all workers'."""
    note = folder / "shown.txt"
    with (folder / "shown.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            person, video_id = _made(behind, folder)
            note.write_text(f"{person.username} {video_id}")
    username, video_id = note.read_text().split()
    return sign_up(behind, username), video_id


def _made(behind: Behind, folder: Path) -> tuple[Person, str]:
    person = sign_up(behind)
    person.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    captions = folder / "en.vtt"
    captions.write_text(CAPTIONS)
    more = {"maturity": "all", "genres": ["Family"], "captions": {"en": captions}}
    said = "A test pattern walks the beach.\nFilmed upright, as phones are held."
    video_id = uploads(
        person, phone_clip(folder / "Beach at noon.mp4", SECONDS), description=said, **more
    )
    fake = folder / "Broken.mp4"
    fake.write_bytes(b"no film" * 1000)
    uploads(person, fake)
    assert settled(person, video_id)["status"] == "ready"
    _watched(person, video_id)
    return person, video_id


def _watched(person: Person, video_id: str) -> None:
    session = person.ok("POST", f"/api/videos/{video_id}/streams", {}).json["sessionId"]
    for second, quality in ((2, "240p"), (5, "480p")):
        time.sleep(2)
        report = {"position": second, "quality": quality, "startupMs": 640, "rebuffers": 1}
        person.ok("PATCH", f"/api/streams/{session}", report)
    person.ok("POST", f"/api/streams/{session}/end", {"position": 6})
    path = f"/api/videos/{video_id}/analytics"
    eventually(lambda: person.ok("GET", path).json["watchTime"], lambda seconds: seconds > 0)
