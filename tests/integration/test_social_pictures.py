"""Pillow on real files, good ones and hostile ones."""

import contextlib
import io
import random
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from social.media.picturing import MOST_PIXELS, Pillow, decoded
from social.media.ports import Rendered, Undevelopable

RED, BLUE = (255, 0, 0), (0, 0, 255)
ORIENTATION, GPS = 0x0112, 0x8825


def halves(width: int = 1600, height: int = 900, mode: str = "RGB") -> Image.Image:
    """The upper half is red, the lower one blue."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image.convert(mode)


def saved(image: Image.Image, format_: str, **how: Any) -> bytes:  # Any: Pillow's options
    to = io.BytesIO()
    image.save(to, format_, **how)
    return to.getvalue()


def developed(body: bytes, content_type: str) -> Mapping[str, Rendered]:
    return {each.name: each for each in Pillow().develop(body, content_type)}


def opened(rendered: Rendered) -> Image.Image:
    image = Image.open(io.BytesIO(rendered.body))
    image.load()
    return image


def near(seen: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 40 for a, b in zip(seen, wanted, strict=False))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_format_becomes_webp_of_four_sizes(format_: str) -> None:
    sizes = developed(saved(halves(4000, 2000), format_), f"image/{format_.lower()}")
    assert {n: (p.width, p.height) for n, p in sizes.items()} == {
        "large": (2048, 1024),
        "medium": (1024, 512),
        "small": (480, 240),
        "square": (400, 400),
    }
    for each in sizes.values():
        image = opened(each)
        assert image.format == "WEBP"
        assert image.size == (each.width, each.height)
        assert near(image.convert("RGB").getpixel((each.width // 2, 5)), RED)
        assert near(image.convert("RGB").getpixel((each.width // 2, each.height - 5)), BLUE)


def test_a_small_image_is_never_made_larger() -> None:
    sizes = developed(saved(halves(30, 20), "PNG"), "image/png")
    assert {(p.width, p.height) for n, p in sizes.items() if n != "square"} == {(30, 20)}
    assert (sizes["square"].width, sizes["square"].height) == (20, 20)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000)])
def test_the_thinnest_images_keep_a_pixel(size: tuple[int, int]) -> None:
    for each in developed(saved(Image.new("RGB", size), "PNG"), "image/png").values():
        assert each.width >= 1
        assert each.height >= 1


def test_where_and_with_what_it_was_taken_does_not_get_through() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0)}
    body = saved(halves(), "JPEG", exif=exif, comment=b"taken at home", icc_profile=b"a profile")
    assert b"A camera maker" in body
    for each in developed(body, "image/jpeg").values():
        for said in (b"camera", b"taken at home", b"a profile", b"EXIF", b"XMP", b"ICCP"):
            assert said not in each.body
        assert not opened(each).getexif()


def test_words_in_a_png_and_what_was_appended_do_not_get_through() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "somebody")
    body = saved(halves(), "PNG", pnginfo=words) + b"PK\x03\x04 an archive"
    for each in developed(body, "image/png").values():
        assert b"somebody" not in each.body
        assert b"archive" not in each.body


def test_a_camera_held_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the top is at the right
    large = developed(saved(halves(), "JPEG", exif=exif), "image/jpeg")["large"]
    assert (large.width, large.height) == (900, 1600)
    assert near(opened(large).convert("RGB").getpixel((880, 800)), RED)
    assert near(opened(large).convert("RGB").getpixel((20, 800)), BLUE)


@pytest.mark.parametrize(
    ("mode", "format_"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG")],
)
def test_colours_of_any_kind_become_plain(mode: str, format_: str) -> None:
    sizes = developed(saved(halves(mode=mode), format_), f"image/{format_.lower()}")
    assert opened(sizes["large"]).mode in {"RGB", "RGBA"}


def test_sixteen_bits_are_scaled_not_cut() -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    image = decoded(saved(grey, "PNG"), "image/png")
    assert near(image.getpixel((20, 20)), (128, 128, 128))


def test_transparency_is_kept() -> None:
    glass = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    large = developed(saved(glass, "PNG"), "image/png")["large"]
    assert opened(large).getpixel((20, 20))[3] == 0  # type: ignore[index]  # RGBA


def test_of_an_animation_the_first_frame_is_shown() -> None:
    frames = [Image.new("RGB", (40, 40), each) for each in (RED, BLUE)]
    body = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    large = opened(developed(body, "image/gif")["large"])
    assert getattr(large, "n_frames", 1) == 1
    assert near(large.convert("RGB").getpixel((20, 20)), RED)


def test_a_bomb_is_refused_by_its_header() -> None:
    """60,000 by 60,000 black pixels in a few bytes: no pixel of them is decoded."""
    bomb = png_of(60_000, 60_000)
    assert len(bomb) < 200
    with pytest.raises(Undevelopable, match="million pixels"):
        decoded(bomb, "image/png")


def test_the_pixels_allowed_are_counted_exactly() -> None:
    side = 1_000
    with pytest.raises(Undevelopable, match="million pixels"):
        decoded(png_of(MOST_PIXELS // side + 1, side), "image/png")
    with pytest.raises(Undevelopable, match="damaged"):  # got past the header
        decoded(png_of(MOST_PIXELS // side, side), "image/png")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_was_cut_off_is_refused(format_: str, kept: float) -> None:
    body = saved(Image.effect_noise((400, 300), 90).convert("RGB"), format_)
    with pytest.raises(Undevelopable):
        decoded(body[: int(len(body) * kept)], f"image/{format_.lower()}")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF"])
def test_however_a_file_is_damaged_it_is_a_picture_or_refused(format_: str) -> None:
    body = saved(Image.effect_noise((64, 48), 90).convert("RGB"), format_)
    for seed in range(100):
        chance = random.Random(seed)  # the same damage in every run
        damaged = bytearray(body)
        for _ in range(chance.choice((1, 3, 20, 200))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Undevelopable):
            assert decoded(bytes(damaged), f"image/{format_.lower()}").mode in {"RGB", "RGBA"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBP",
    ],
)
def test_what_is_no_image_is_refused(body: bytes) -> None:
    with pytest.raises(Undevelopable):
        decoded(body, "image/png")


@pytest.mark.parametrize("format_", ["BMP", "TIFF", "ICO", "PPM"])
def test_formats_nobody_asked_for_are_not_opened(format_: str) -> None:
    with pytest.raises(Undevelopable, match="no JPEG, PNG, WebP or GIF"):
        decoded(saved(halves(64, 64), format_), "image/png")


def test_a_file_is_what_it_was_announced_as() -> None:
    with pytest.raises(Undevelopable, match="The file is GIF, and image/png was announced"):
        decoded(saved(halves(40, 40), "GIF"), "image/png")


def png_of(width: int, height: int) -> bytes:
    """A PNG of that many pixels by its header, with next to none behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(b"\0" * 100)),
            chunk(b"IEND", b""),
        ]
    )
