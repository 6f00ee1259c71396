"""One real film all the way: uploaded, transcoded, and every file of it played through the edge."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree

import m3u8
import pytest

from infra.local.demo_films import PATTERNS
from infra.local.mediaconvert import tools
from tests.e2e.behind import Behind
from tests.e2e.filming import ffmpeg, settled, uploads
from tests.e2e.people import Person, signed_in
from tests.e2e.visiting import Visitor

SECONDS, RATE = 12, 25  # two segments of every track
MPD = "{urn:mpeg:dash:schema:mpd:2011}"
VTT = "WEBVTT\n\n00:01.000 --> 00:11.000\nA clock runs\n"


@dataclass(frozen=True, slots=True)
class Track:
    """A playlist with all its segments, on disk; ``size`` of pictures, else None."""

    playlist: Path
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Viewing:
    """Somebody with the address of a manifest, who keeps every file that it names."""

    visitor: Visitor
    manifest_url: str
    folder: Path

    def master(self) -> m3u8.M3U8:
        return m3u8.loads(self._kept(self.manifest_url).decode(), uri=self.manifest_url)

    def tracks(self) -> Iterator[Track]:
        master = self.master()
        for each in master.playlists:
            yield Track(self._track(each.uri), tuple(each.stream_info.resolution))
        for each in master.media:
            yield Track(self._track(each.uri))

    def dash(self) -> Iterator[Path]:
        """Each picture and sound of the DASH manifest, put together as a player appends it."""
        url = self.manifest_url.replace("master.m3u8", "master.mpd")
        root = ElementTree.fromstring(self._kept(url).decode())  # noqa: S314  # of our own making
        for each in root.iter(MPD + "Representation"):
            template = each.find(MPD + "SegmentTemplate")
            if template is None or not each.get("mimeType", "").endswith("/mp4"):
                continue
            lines = template.iter(MPD + "S")
            count = sum(1 + int(line.get("r", "0")) for line in lines)
            media = template.get("media", "")
            names = [template.get("initialization", "")]
            names += [media.replace("$Number%09d$", f"{n + 1:09d}") for n in range(count)]
            whole = self.folder.parent / f"dash-{each.get('id')}.mp4"
            whole.write_bytes(b"".join(self._kept(urljoin(url, name)) for name in names))
            yield whole

    def files(self) -> list[str]:
        """The names of all that was fetched."""
        return sorted(each.name for each in self.folder.iterdir())

    def beginning(self) -> Path:
        """The first segment of the smallest picture, as a player appends it."""
        (smallest, *_) = sorted(self.master().playlists, key=lambda p: p.stream_info.bandwidth)
        url = urljoin(self.manifest_url, smallest.uri)
        playlist = m3u8.loads(self._kept(url).decode(), uri=url)
        names = [playlist.segment_map[0].uri, playlist.segments[0].uri]
        whole = self.folder.parent / "beginning.mp4"
        whole.write_bytes(b"".join(self._kept(urljoin(url, name)) for name in names))
        return whole

    def _track(self, uri: str) -> Path:
        url = urljoin(self.manifest_url, uri)
        playlist = m3u8.loads(self._kept(url).decode(), uri=url)
        assert playlist.is_endlist
        for part in (*playlist.segment_map, *playlist.segments):
            self._kept(urljoin(url, part.uri))
        return self.folder / Path(urlsplit(url).path).name

    def _kept(self, url: str) -> bytes:
        path = urlsplit(url).path
        answer = self.visitor.gets(path)
        assert answer.status == 200, path
        to = self.folder / Path(path).name
        to.write_bytes(answer.body)
        return answer.body


def decoded(source: str) -> dict[str, int]:
    """Frames or packets by kind of stream, of a source that is decoded without an error."""
    options = ["-v", "error"]
    if source.endswith(".m3u8"):
        options += ["-allowed_extensions", "ALL", "-extension_picky", "0"]
    command = [tools.find("ffprobe"), *options, "-count_frames", "-of", "json"]
    command += ["-show_entries", "stream=codec_type,nb_read_frames,width,height", source]
    done = subprocess.run(  # noqa: S603  # of this test
        command, capture_output=True, text=True, check=True, timeout=240
    )
    assert done.stderr == ""
    streams = json.loads(done.stdout)["streams"]
    read = [each for each in streams if "nb_read_frames" in each]  # players leave captions off
    return {each["codec_type"]: int(each["nb_read_frames"]) for each in read}


@pytest.mark.timeout(600)
def test_V4_V7_every_file_of_a_real_film_plays_with_the_token_and_none_without(
    ada: Person, visitor: Visitor, tmp_path: Path
) -> None:
    source, captions, folder = tmp_path / "Clock.mp4", tmp_path / "en.vtt", tmp_path / "played"
    folder.mkdir()
    captions.write_text(VTT)
    ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=s=854x480:r={RATE}:d={SECONDS}"),
        *("-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}", "-shortest"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", str(source)),
    )
    video_id = uploads(ada, source, captions={"en": captions})
    assert settled(ada, video_id)["status"] == "ready"
    stream = ada.ok("POST", f"/api/videos/{video_id}/streams", {}).json  # her own: no plan
    viewing = Viewing(visitor, stream["manifestUrl"], folder)

    tracks = list(viewing.tracks())
    names = {each.type: each.name for each in viewing.master().media}
    assert names["SUBTITLES"] == "English"
    assert sorted(min(each.size) for each in tracks if each.size) == [240, 480]
    for track in tracks:
        found = decoded(str(track.playlist))
        if track.size:
            assert found["video"] == SECONDS * RATE
        elif "audio" in found:
            assert found["audio"] == pytest.approx(SECONDS * 48_000 / 1024, abs=3)
        else:
            assert found == {"subtitle": 1}
    assert sum(name.endswith(".cmfv") for name in viewing.files()) == 2 * (2 + 1)

    hls = viewing.files()
    frames = [found for whole in viewing.dash() for found in decoded(str(whole)).items()]
    assert [count for kind, count in frames if kind == "video"] == [SECONDS * RATE] * 2
    assert [kind for kind, _ in frames].count("audio") == 1
    assert set(viewing.files()) == {*hls, "master.mpd"}  # the same files for both

    for name in viewing.files():
        assert visitor.gets(f"/videos/{video_id}/{name}").status == 403, name
        assert visitor.gets(f"/t/a.b.c/videos/{video_id}/{name}").status == 403, name
    assert decoded(stream["manifestUrl"])["video"] == SECONDS * RATE


def test_the_first_click_of_a_newcomer_plays(
    behind: Behind, visitor: Visitor, tmp_path: Path
) -> None:
    """A film of the demo: found in the catalogue, started, and its beginning decoded."""
    said, pattern = behind.stack.said, PATTERNS[0]
    token = signed_in(behind, said["demoUser"], said["demoPassword"])["AccessToken"]
    demo = visitor.bearing(token)
    listed = demo.gets(f"/api/videos/search?q={quote(pattern.title)}").json["items"]
    (film,) = [each for each in listed if each["title"] == pattern.title]
    stream = demo.asks("POST", f"/api/videos/{film['id']}/streams", body={}).json
    folder = tmp_path / "played"
    folder.mkdir()
    begun = Viewing(visitor, stream["manifestUrl"], folder).beginning()
    assert decoded(str(begun)) == {"video": pattern.seconds * RATE}
    assert visitor.gets(urlsplit(stream["manifestUrl"]).path.replace("/t/", "/t/x")).status == 403
    assert (
        demo.asks("POST", f"/api/streams/{stream['sessionId']}/end", body={"position": 0}).status
        == 204
    )
