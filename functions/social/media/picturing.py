"""From an uploaded file to pictures of four sizes, by Pillow. Trusts nothing in the file.

Only whitelisted formats are opened, and the number of pixels is judged by the header, before one
of them is decoded. Everything is encoded anew: what is not pixels (place, camera, comments,
appended archives) does not get through. The first frame of an animation is taken.
"""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from .model import LARGEST, SQUARE
from .ports import Rendered, Undevelopable

# Pillow's name of each format we take.
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
MOST_PIXELS = 40_000_000  # 160 MB once decoded, of the function's memory
SIDES = ((LARGEST, 2048), ("medium", 1024), ("small", 480))  # of the longer side, never more
SQUARE_SIDE = 400
QUALITY = 82
EFFORT = 4  # of WebP's 0 to 6
Decoded = Image.Image


class Pillow:
    """``Darkroom``."""

    def develop(self, body: bytes, content_type: str) -> list[Rendered]:
        image = decoded(body, content_type)
        return list(_sizes(image))


def decoded(body: bytes, content_type: str) -> Decoded:
    """Upright, in RGB or RGBA, without anything but pixels. Raises Undevelopable."""
    try:
        with warnings.catch_warnings():
            # Ours is the lower limit; Pillow's own would only be said aloud.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=tuple(FORMATS.values())) as opened:
                _accepted(opened, content_type)
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                return _plain(upright)
    except UnidentifiedImageError as error:
        raise Undevelopable("The file is no JPEG, PNG, WebP or GIF image.") from error
    except Image.DecompressionBombError as error:
        raise Undevelopable(_TOO_MANY) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # What Pillow's decoders raise for files that are cut off or damaged.
        raise Undevelopable("The image is damaged or not complete.") from error


_TOO_MANY = f"The image has more than {MOST_PIXELS // 1_000_000} million pixels."


def _accepted(image: Decoded, content_type: str) -> None:
    if image.format != FORMATS[content_type]:
        raise Undevelopable(f"The file is {image.format}, and {content_type} was announced.")
    if image.width * image.height > MOST_PIXELS:
        raise Undevelopable(_TOO_MANY)


def _plain(image: Decoded) -> Decoded:
    """Sixteen bits become eight by scaling: Pillow's own conversion would only cut them off."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    transparent = image.has_transparency_data
    return image.convert("RGBA" if transparent else "RGB")


def _sizes(image: Decoded) -> Iterator[Rendered]:
    for name, side in SIDES:
        copy = image.copy()
        copy.thumbnail((side, side), Image.Resampling.LANCZOS)
        yield _rendered(name, copy)
    side = min(SQUARE_SIDE, image.width, image.height)
    yield _rendered(SQUARE, ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS))


def _rendered(name: str, image: Decoded) -> Rendered:
    image.info.clear()  # what Pillow would write along: profiles, comments
    to = io.BytesIO()
    image.save(to, "WEBP", quality=QUALITY, method=EFFORT)
    return Rendered(name=name, body=to.getvalue(), width=image.width, height=image.height)
