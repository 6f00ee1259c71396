"""The settings of one MediaConvert job: ``JobSettings`` of the 2017-08-29 API. Pure.

High dynamic range is mapped to the standard one (H.264 of 8 bits plays everywhere); five channels
are mixed to two; a variable frame rate becomes constant. Scene cuts place no keyframes: they come
every two seconds, in all renditions at the same instants, and a segment is five of those groups.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from . import keys
from .model import SEGMENT_SECONDS, Caption, Plan, Rendition

Settings = dict[str, Any]  # Any: the service's own nested structures

AUDIO_GROUP = "audio"
AUDIO_SELECTOR = "Audio Selector 1"
AUDIO_BITRATE, SAMPLE_RATE = 128_000, 48_000
QUALITY = 7  # of QVBR's 1 to 10, below the cap
POSTER_HEIGHT = 720  # at most
JPEG_QUALITY = 80


def settings(
    plan: Plan, *, bucket: str, video_id: str, captions: Sequence[Caption] = ()
) -> Settings:
    """What ``create_job(Settings=…)`` takes; reads the original, writes into the film's folder."""
    folder = f"s3://{bucket}/{keys.folder(video_id)}"
    return {
        "TimecodeConfig": {"Source": "ZEROBASED"},
        "Inputs": [_input(plan, f"s3://{bucket}/{keys.original(video_id)}", bucket, captions)],
        "OutputGroups": [
            {
                "Name": "Film",
                "OutputGroupSettings": _cmaf(folder + keys.MASTER),
                "Outputs": list(_outputs(plan, captions)),
            },
            _captured(plan, folder + keys.POSTER, _poster_size(plan), *_poster_pace(plan)),
            _captured(
                plan,
                folder + keys.STORYBOARD,
                (plan.storyboard.width, plan.storyboard.height),
                plan.storyboard.interval,
                plan.storyboard.count,
            ),
        ],
    }


def _input(plan: Plan, source: str, bucket: str, captions: Sequence[Caption]) -> Settings:
    rotate = "AUTO" if plan.rotation is None else _ROTATIONS.get(plan.rotation, "DEGREE_0")
    made: Settings = {
        "FileInput": source,
        "TimecodeSource": "ZEROBASED",
        "VideoSelector": {"ColorSpace": "FOLLOW", "Rotate": rotate},
    }
    if plan.has_audio:
        track = {"DefaultSelection": "DEFAULT", "SelectorType": "TRACK", "Tracks": [1]}
        made["AudioSelectors"] = {AUDIO_SELECTOR: track}
    if captions:
        made["CaptionSelectors"] = {
            _caption_selector(each): {
                "SourceSettings": {
                    "SourceType": "WEBVTT",
                    "FileSourceSettings": {"SourceFile": f"s3://{bucket}/{each.key}"},
                }
            }
            for each in captions
        }
    return made


_ROTATIONS = {90: "DEGREES_90", 180: "DEGREES_180", 270: "DEGREES_270"}


def _cmaf(destination: str) -> Settings:
    return {
        "Type": "CMAF_GROUP_SETTINGS",
        "CmafGroupSettings": {
            "Destination": destination,
            "SegmentControl": "SEGMENTED_FILES",
            "SegmentLength": SEGMENT_SECONDS,
            "SegmentLengthControl": "GOP_MULTIPLE",
            "FragmentLength": SEGMENT_SECONDS,
            "TargetDurationCompatibilityMode": "SPEC_COMPLIANT",
            "ManifestDurationFormat": "FLOATING_POINT",
            "ManifestCompression": "NONE",
            "CodecSpecification": "RFC_6381",
            "StreamInfResolution": "INCLUDE",
            "WriteHlsManifest": "ENABLED",
            "WriteDashManifest": "ENABLED",
            "WriteSegmentTimelineInRepresentation": "ENABLED",
            "MpdProfile": "MAIN_PROFILE",
            "MpdManifestBandwidthType": "AVERAGE",
        },
    }


def _outputs(plan: Plan, captions: Sequence[Caption]) -> Iterator[Settings]:
    sound = {"AudioRenditionSets": AUDIO_GROUP} if plan.has_audio else {}
    for rendition in plan.renditions:
        yield {
            "NameModifier": keys.modifier(rendition.rung.name),
            "ContainerSettings": _container(sound),
            "VideoDescription": _video(
                plan,
                (rendition.width, rendition.height),
                {"Codec": "H_264", "H264Settings": _h264(plan, rendition)},
            ),
        }
    if plan.has_audio:
        yield _audio()
    for caption in captions:
        yield _caption(caption)


def _container(cmfc: Settings) -> Settings:
    return {"Container": "CMFC", **({"CmfcSettings": cmfc} if cmfc else {})}


def _video(plan: Plan, size: tuple[int, int], codec: Settings) -> Settings:
    preprocessors: Settings = {
        "Deinterlacer": {"Algorithm": "INTERPOLATE", "Control": "NORMAL", "Mode": "DEINTERLACE"}
    }
    if plan.dynamic_range != "sdr":
        preprocessors["ColorCorrector"] = {
            "ColorSpaceConversion": "FORCE_709",
            "HdrToSdrToneMapper": "PRESERVE_DETAILS",
        }
    return {
        "Width": size[0],
        "Height": size[1],
        "ScalingBehavior": "STRETCH_TO_OUTPUT",  # by less than two pixels: sides are even
        "VideoPreprocessors": preprocessors,
        "CodecSettings": codec,
    }


def _h264(plan: Plan, rendition: Rendition) -> Settings:
    return {
        "RateControlMode": "QVBR",
        "QvbrSettings": {"QvbrQualityLevel": QUALITY},
        "MaxBitrate": rendition.rung.bitrate,
        "QualityTuningLevel": "SINGLE_PASS_HQ",
        "CodecProfile": "HIGH",
        "CodecLevel": "AUTO",
        "InterlaceMode": "PROGRESSIVE",
        "FramerateControl": "SPECIFIED",
        "FramerateNumerator": plan.frame_rate.numerator,
        "FramerateDenominator": plan.frame_rate.denominator,
        "FramerateConversionAlgorithm": "DUPLICATE_DROP",
        "GopSize": float(plan.gop_frames),
        "GopSizeUnits": "FRAMES",
        "GopClosedCadence": 1,
        "MinIInterval": 0,
        "SceneChangeDetect": "DISABLED",
        "DynamicSubGop": "STATIC",
        "NumberBFramesBetweenReferenceFrames": 2,
        "ParControl": "SPECIFIED",
        "ParNumerator": 1,
        "ParDenominator": 1,
    }


def _audio() -> Settings:
    aac = {
        "RateControlMode": "CBR",
        "CodecProfile": "LC",
        "CodingMode": "CODING_MODE_2_0",
        "Bitrate": AUDIO_BITRATE,
        "SampleRate": SAMPLE_RATE,
        "Specification": "MPEG4",
    }
    cmfc = {
        "AudioGroupId": AUDIO_GROUP,
        "AudioTrackType": "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT",
        "AudioDuration": "MATCH_VIDEO_DURATION",
    }
    description = {
        "AudioSourceName": AUDIO_SELECTOR,
        "StreamName": AUDIO_GROUP,
        "LanguageCodeControl": "FOLLOW_INPUT",
        "CodecSettings": {"Codec": "AAC", "AacSettings": aac},
    }
    return {
        "NameModifier": keys.AUDIO,
        "ContainerSettings": _container(cmfc),
        "AudioDescriptions": [description],
    }


def _caption(caption: Caption) -> Settings:
    description = {
        "CaptionSelectorName": _caption_selector(caption),
        "CustomLanguageCode": caption.language,
        "LanguageDescription": caption.label,
        "DestinationSettings": {
            "DestinationType": "WEBVTT",
            "WebvttDestinationSettings": {"StylePassthrough": "DISABLED"},
        },
    }
    return {
        "NameModifier": keys.caption_modifier(caption.language),
        "ContainerSettings": _container({}),
        "CaptionDescriptions": [description],
    }


def _caption_selector(caption: Caption) -> str:
    return f"Captions {caption.language}"


def _captured(
    plan: Plan, destination: str, size: tuple[int, int], every: int, most: int
) -> Settings:
    capture = {
        "FramerateNumerator": 1,
        "FramerateDenominator": every,
        "MaxCaptures": most,
        "Quality": JPEG_QUALITY,
    }
    return {
        "Name": destination.rpartition("/")[2].capitalize(),
        "OutputGroupSettings": {
            "Type": "FILE_GROUP_SETTINGS",
            "FileGroupSettings": {"Destination": destination},
        },
        "Outputs": [
            {
                "Extension": "jpg",
                "ContainerSettings": {"Container": "RAW"},
                "VideoDescription": _video(
                    plan, size, {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": capture}
                ),
            }
        ],
    }


def _poster_size(plan: Plan) -> tuple[int, int]:
    fitting = [each for each in plan.renditions if each.rung.height <= POSTER_HEIGHT]
    chosen = (fitting or plan.renditions)[-1]
    return chosen.width, chosen.height


def _poster_pace(plan: Plan) -> tuple[int, int]:
    """The service always captures the first frame; a second one comes where the poster is."""
    return (plan.poster_at, 2) if plan.poster_at else (1, 1)
