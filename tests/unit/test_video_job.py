"""Facts about job settings: golden files of what is ordered for sources of every kind.

After a change that is wanted, ``python -m tests.unit.test_video_job`` writes the files anew.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.validate import ParamValidator

from infra.local.mediaconvert import order, shapes
from tests.fakes.video_sources import SOURCES
from video.transcoding import job, planning, probing
from video.transcoding.job import Settings
from video.transcoding.model import Caption

GOLDEN = Path(__file__).parent / "golden"
CAPTIONS = (
    Caption(language="en", label="English", key="videos/captions/v1/en.vtt"),
    Caption(language="pt-BR", label="Português", key="videos/captions/v1/pt-BR.vtt"),
)


def ordered(source: str) -> Settings:
    plan = planning.plan(probing.probed(SOURCES[source]))
    captions = CAPTIONS if source == "full-hd" else ()
    return job.settings(plan, bucket="films", video_id="v1", captions=captions)


def golden(source: str) -> Path:
    return GOLDEN / f"job-{source}.json"


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_ordered_is_what_was_agreed(source: str) -> None:
    assert ordered(source) == json.loads(golden(source).read_text())


@pytest.mark.parametrize("source", SOURCES)
def test_the_service_takes_what_is_ordered(source: str) -> None:
    given = {"Role": "arn:aws:iam::000000000000:role/media", "Settings": ordered(source)}
    shape = shapes.model().operation_model("CreateJob").input_shape
    assert shape is not None
    assert ParamValidator().validate(given, shape).generate_report() == ""


@pytest.mark.parametrize("source", SOURCES)
def test_the_laptop_carries_out_what_is_ordered(source: str) -> None:
    read = order.read(ordered(source))
    assert read.pictures
    assert read.source == "s3://films/videos/originals/v1.mp4"


def test_every_output_carries_its_rung_in_its_name() -> None:
    outputs = ordered("uhd-60")["OutputGroups"][0]["Outputs"]
    names = [each["NameModifier"] for each in outputs]
    assert names == ["_240p", "_480p", "_720p", "_1080p", "_4K", "_audio"]


def test_bit_rates_of_the_ladder_are_caps() -> None:
    outputs = ordered("uhd-60")["OutputGroups"][0]["Outputs"][:5]
    h264 = [each["VideoDescription"]["CodecSettings"]["H264Settings"] for each in outputs]
    assert [each["MaxBitrate"] // 1000 for each in h264] == [400, 1000, 2500, 5000, 15000]
    assert {each["RateControlMode"] for each in h264} == {"QVBR"}


@pytest.mark.parametrize("source", SOURCES)
def test_V4_all_renditions_have_the_same_closed_groups_of_pictures(source: str) -> None:
    film = ordered(source)["OutputGroups"][0]
    pictures = [each for each in film["Outputs"] if "VideoDescription" in each]
    paces = {
        tuple(
            each["VideoDescription"]["CodecSettings"]["H264Settings"][name]
            for name in (
                "GopSize",
                "FramerateNumerator",
                "FramerateDenominator",
                "GopClosedCadence",
                "SceneChangeDetect",
                "NumberBFramesBetweenReferenceFrames",
            )
        )
        for each in pictures
    }
    assert len(paces) == 1
    gop, numerator, denominator, closed, cuts, _ = paces.pop()
    assert gop * denominator / numerator == pytest.approx(2, rel=0.02)
    assert (closed, cuts) == (1, "DISABLED")


def test_what_is_not_carried_out_on_the_laptop_is_refused_there() -> None:
    for path, value in (
        (("TimecodeConfig", "Source"), "EMBEDDED"),
        (("OutputGroups", 0, "OutputGroupSettings", "CmafGroupSettings", "Encryption"), {}),
        (("Inputs", 0, "InputClippings"), []),
    ):
        settings = ordered("full-hd")
        changed: Any = settings
        for step in path[:-1]:
            changed = changed[step]
        changed[path[-1]] = value
        with pytest.raises(shapes.BadRequest, match="not supported here"):
            order.read(settings)


def test_a_setting_whose_default_is_not_carried_out_has_to_be_given() -> None:
    settings = ordered("full-hd")
    output = settings["OutputGroups"][0]["Outputs"][0]
    del output["VideoDescription"]["CodecSettings"]["H264Settings"]["SceneChangeDetect"]
    with pytest.raises(shapes.BadRequest, match="SceneChangeDetect"):
        order.read(settings)


if __name__ == "__main__":
    for each in SOURCES:
        golden(each).write_text(json.dumps(ordered(each), sort_keys=True) + "\n")
