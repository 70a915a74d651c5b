"""Pictures that the judge makes, honest and otherwise."""

import struct
import zlib
from io import BytesIO

from PIL import (  # all plugins now: the judge takes a submodule that appears during a check for a patch
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    IcoImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

PLUGINS = (
    BmpImagePlugin, GifImagePlugin, IcoImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, PpmImagePlugin,
    TiffImagePlugin, WebPImagePlugin,
)  # fmt: skip
Image.init()
ORIENTATION = 0x0112
CORNERS = {"red": (230, 20, 20), "green": (20, 200, 40), "blue": (30, 40, 220), "yellow": (240, 220, 20)}


def file(image, kind="PNG", **options):
    """The bytes of a picture."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners(width, height):
    """A picture whose quarters are red, green (above), blue and yellow (below)."""
    image = Image.new("RGB", (width, height))
    places = ((0, 0), (width // 2, 0), (0, height // 2), (width // 2, height // 2))
    for colour, (x, y) in zip(CORNERS.values(), places, strict=True):
        image.paste(colour, (x, y, x + width - width // 2, y + height - height // 2))
    return image


def noise(rng, width, height):
    """A picture that does not compress well."""
    return Image.frombytes("RGB", (width, height), rng.randbytes(width * height * 3))


# How a picture has to be changed so that its orientation, when it is applied, makes it upright again.
TURNS = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_270,),
}


def held(image, orientation, kind="JPEG"):
    """A picture as a camera stores it that was held in some way."""
    for turn in TURNS[orientation]:
        image = image.transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return file(image, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))


def png(width, height, rows=None):
    """A grey PNG of one colour; with fewer rows than its header says, if told so."""
    packer = zlib.compressobj(1)
    row = b"\0" + b"\x80" * width
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
