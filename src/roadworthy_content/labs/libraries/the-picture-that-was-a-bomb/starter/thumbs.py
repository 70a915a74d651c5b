"""Small pictures of what people upload."""

from io import BytesIO

from PIL import Image


class BadPictureError(Exception):
    """What was uploaded cannot be shown."""


def thumbnail(data: bytes, *, size: int = 320, most_bytes: int = 20_000) -> bytes:
    """Return a small JPEG of an uploaded picture."""
    image = Image.open(BytesIO(data))
    image = image.convert("RGB").resize((size, size))
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
