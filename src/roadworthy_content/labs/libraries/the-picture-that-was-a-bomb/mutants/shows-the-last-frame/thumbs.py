"""Small pictures of what people upload."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
WORST, BEST = 30, 90
SMALLER = 0.8
# What decoders raise for files that are not as they should be.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error)


class BadPictureError(Exception):
    """What was uploaded cannot be shown."""


def thumbnail(data: bytes, *, size: int = 320, most_bytes: int = 20_000) -> bytes:
    """Return a small JPEG of an uploaded picture.

    Args:
        data: The file, from anybody.
        size: The most pixels of the longer side.
        most_bytes: The most bytes of the result.

    Raises:
        BadPictureError: It is too large, damaged, or in a format that is not shown.
    """
    try:
        image = upright(data, size)
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise BadPictureError(f"this picture cannot be read: {error}") from None
    image = on_white(image)
    image.thumbnail((size, size), Image.Resampling.LANCZOS)
    while (found := best_that_fits(image, most_bytes)) is None:
        if max(image.size) == 1:
            raise BadPictureError(f"no picture has less than {most_bytes} bytes")
        image = image.resize(tuple(max(1, int(side * SMALLER)) for side in image.size))
    return found


def upright(data: bytes, size: int) -> Image.Image:
    """Return the first frame as it was meant to be seen; raises BadPictureError for one that is too large."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is a lower one
        image = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise BadPictureError(f"{image.width} times {image.height} pixels are too many")
    image.draft(None, (2 * size, 2 * size))  # a JPEG need not be decoded in full
    image.seek(getattr(image, "n_frames", 1) - 1)
    image.load()
    return ImageOps.exif_transpose(image)


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparency, as it looks on white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def best_that_fits(image: Image.Image, most_bytes: int) -> bytes | None:
    """Return the JPEG of the best quality that has at most so many bytes, or None."""
    found, low, high = None, WORST, BEST
    while low <= high:
        quality = (low + high) // 2
        tried = jpeg(image, quality)
        if len(tried) <= most_bytes:
            found, low = tried, quality + 1
        else:
            high = quality - 1
    return found


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Return a JPEG of the pixels alone."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
