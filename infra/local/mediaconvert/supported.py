"""Which job settings are carried out here; all others are refused, none is ignored.

A tuple lists the values that are taken; ``Must`` says that the setting has to be given, because
the service's own default is not carried out. ``ANY`` is taken as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Spec = Any  # Any: a nested description of settings
Given = Any  # Any: settings as the model names them
ANY = object()


class Must(tuple[Given, ...]):
    """One of these values, and not left out."""

    __slots__ = ()


PREPROCESSORS: Spec = {
    "Deinterlacer": {
        "Algorithm": ("INTERPOLATE",),
        "Control": ("NORMAL",),
        "Mode": ("DEINTERLACE",),
    },
    "ColorCorrector": {
        "ColorSpaceConversion": Must(["FORCE_709"]),
        "HdrToSdrToneMapper": ("PRESERVE_DETAILS",),
    },
}
H264: Spec = {
    "RateControlMode": Must(["QVBR"]),
    "QvbrSettings": {"QvbrQualityLevel": ANY},
    "MaxBitrate": ANY,
    "QualityTuningLevel": ("SINGLE_PASS", "SINGLE_PASS_HQ"),
    "CodecProfile": Must(["HIGH"]),
    "CodecLevel": ("AUTO",),
    "InterlaceMode": ("PROGRESSIVE",),
    "FramerateControl": Must(["SPECIFIED"]),
    "FramerateNumerator": ANY,
    "FramerateDenominator": ANY,
    "FramerateConversionAlgorithm": ("DUPLICATE_DROP",),
    "GopSize": ANY,
    "GopSizeUnits": Must(["FRAMES"]),
    "GopClosedCadence": (1,),
    "MinIInterval": (0,),
    "SceneChangeDetect": Must(["DISABLED"]),
    "DynamicSubGop": ("STATIC",),
    "NumberBFramesBetweenReferenceFrames": (0, 1, 2),
    "ParControl": Must(["SPECIFIED"]),
    "ParNumerator": (1,),
    "ParDenominator": (1,),
}
CAPTURE: Spec = {
    "FramerateNumerator": ANY,
    "FramerateDenominator": ANY,
    "MaxCaptures": ANY,
    "Quality": ANY,
}
AAC: Spec = {
    "RateControlMode": ("CBR",),
    "CodecProfile": ("LC",),
    "CodingMode": Must(["CODING_MODE_2_0"]),
    "Bitrate": ANY,
    "SampleRate": ANY,
    "Specification": ("MPEG4",),
}
OUTPUT: Spec = {
    "NameModifier": ANY,
    "Extension": ("jpg",),
    "ContainerSettings": {
        "Container": Must(["CMFC", "RAW"]),
        "CmfcSettings": {
            "AudioGroupId": ANY,
            "AudioRenditionSets": ANY,
            "AudioTrackType": ("ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT",),
            "AudioDuration": Must(["MATCH_VIDEO_DURATION"]),
        },
    },
    "VideoDescription": {
        "Width": ANY,
        "Height": ANY,
        "ScalingBehavior": Must(["STRETCH_TO_OUTPUT"]),
        "VideoPreprocessors": PREPROCESSORS,
        "CodecSettings": {
            "Codec": ("H_264", "FRAME_CAPTURE"),
            "H264Settings": H264,
            "FrameCaptureSettings": CAPTURE,
        },
    },
    "AudioDescriptions": [
        {
            "AudioSourceName": ANY,
            "StreamName": ANY,
            "LanguageCodeControl": ("FOLLOW_INPUT",),
            "CodecSettings": {"Codec": ("AAC",), "AacSettings": AAC},
        }
    ],
    "CaptionDescriptions": [
        {
            "CaptionSelectorName": ANY,
            "CustomLanguageCode": ANY,
            "LanguageDescription": ANY,
            "DestinationSettings": {
                "DestinationType": Must(["WEBVTT"]),
                "WebvttDestinationSettings": {"StylePassthrough": ("DISABLED",)},
            },
        }
    ],
}
CMAF: Spec = {
    "Destination": ANY,
    "SegmentControl": Must(["SEGMENTED_FILES"]),
    "SegmentLength": ANY,
    "SegmentLengthControl": Must(["GOP_MULTIPLE"]),
    "FragmentLength": ANY,
    "TargetDurationCompatibilityMode": Must(["SPEC_COMPLIANT"]),
    "ManifestDurationFormat": ("FLOATING_POINT",),
    "ManifestCompression": ("NONE",),
    "CodecSpecification": ("RFC_6381",),
    "StreamInfResolution": ("INCLUDE",),
    "WriteHlsManifest": ("ENABLED",),
    "WriteDashManifest": ("ENABLED",),
    "WriteSegmentTimelineInRepresentation": ("ENABLED",),
    "MpdProfile": ("MAIN_PROFILE",),
    "MpdManifestBandwidthType": ("AVERAGE",),
}
JOB: Spec = {
    "TimecodeConfig": {"Source": ("ZEROBASED",)},
    "Inputs": [
        {
            "FileInput": ANY,
            "TimecodeSource": ("ZEROBASED",),
            "VideoSelector": {
                "ColorSpace": ("FOLLOW",),
                "Rotate": ("AUTO", "DEGREE_0", "DEGREES_90", "DEGREES_180", "DEGREES_270"),
            },
            "AudioSelectors": {
                "*": {
                    "DefaultSelection": ("DEFAULT",),
                    "SelectorType": ("TRACK",),
                    "Tracks": [ANY],
                }
            },
            "CaptionSelectors": {
                "*": {
                    "SourceSettings": {
                        "SourceType": ("WEBVTT",),
                        "FileSourceSettings": {"SourceFile": ANY},
                    }
                }
            },
        }
    ],
    "OutputGroups": [
        {
            "Name": ANY,
            "OutputGroupSettings": {
                "Type": ("CMAF_GROUP_SETTINGS", "FILE_GROUP_SETTINGS"),
                "CmafGroupSettings": CMAF,
                "FileGroupSettings": {"Destination": ANY},
            },
            "Outputs": [OUTPUT],
        }
    ],
}


def objections(given: Given, spec: Spec = JOB, at: str = "/settings") -> Iterator[str]:
    """What stands in the way of carrying out the settings."""
    if spec is ANY:
        return
    if isinstance(spec, tuple):
        if given not in spec:
            yield f"{at}: {given!r} is not supported here"
        return
    if isinstance(spec, list):
        for number, each in enumerate(given):
            yield from objections(each, spec[0], f"{at}/{number}")
        return
    yield from _of_structure(given, spec, at)


def _of_structure(given: Given, spec: Mapping[str, Spec], at: str) -> Iterator[str]:
    for name, each in given.items():
        described = spec.get(name, spec.get("*"))
        if described is None:
            yield f"{at}/{name}: is not supported here"
        else:
            yield from objections(each, described, f"{at}/{name}")
    # The sound's own settings are asked of sound only: pictures share the container's.
    needed = {name for name, each in spec.items() if isinstance(each, Must)} - {"AudioDuration"}
    for name in sorted(needed - set(given)):
        yield f"{at}/{name}: has to be given here"
