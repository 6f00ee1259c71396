"""Facts about the laptop's Probe: what ffprobe found, told as the service tells it."""

from pathlib import Path

import pytest

from infra.local.mediaconvert import media

PICTURE = {"index": 0, "codec_type": "video", "codec_name": "h264", "avg_frame_rate": "25/1"}
FORMAT = {"format_name": "avi", "duration": "8.0"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"duration": "6.000000"}, 6.0),
        ({"tags": {"DURATION": "01:00:06.021000000"}}, 3606.021),  # of Matroska
        ({"duration": "N/A", "tags": {"DURATION": "soon"}}, None),
        ({"tags": {"DURATION": "1:2"}}, None),
        ({}, None),
    ],
)
def test_a_track_lasts_as_long_as_the_file_says_of_it(
    said: dict[str, object], told: float | None
) -> None:
    found = media.container({"format": FORMAT, "streams": [{**PICTURE, **said}]}, Path("film.avi"))
    assert found["Duration"] == 8.0
    assert found["Tracks"][0]["Duration"] == told
