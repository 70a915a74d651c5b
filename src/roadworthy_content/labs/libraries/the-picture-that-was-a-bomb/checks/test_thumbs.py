"""`thumbnail`, given pictures that the judge makes."""

from io import BytesIO

import pytest
from pictures import CORNERS, Image, corners, file, held, noise, png
from thumbs import BadPictureError, thumbnail

WHITE = (255, 255, 255)


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


def shown(data, what="a picture", **options):
    """What the learner makes of a file, decoded by the judge; it has to be an RGB JPEG."""
    try:
        made = bytes(thumbnail(data, **options))
    except BadPictureError as error:
        pytest.fail(f"{what} was refused: {error}")
    image = Image.open(BytesIO(made))
    same((image.format, image.mode), ("JPEG", "RGB"), f"format and mode of what was made of {what}")
    image.load()
    image.weight, image.file = len(made), made
    return image


def refused(data, what):
    """Hold that a file is refused."""
    try:
        made = thumbnail(data)
    except BadPictureError:
        return
    except Exception as error:  # anything else is what the learner should not let through
        pytest.fail(f"{what} should be a BadPictureError, and was {type(error).__name__}: {str(error)[:120]}")
    pytest.fail(f"{what} was shown, as a file of {len(made)} bytes")


def near(found, wanted, what, off=30):
    found = tuple(found)
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) <= off, (
        f"{what}: the colour should be about {wanted}, and is {found}"
    )


def at(image, x, y):
    """The colour at a place, as parts of width and height."""
    return image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))


def test_it_fits_and_keeps_its_shape(rng):
    """The longer side has at most so many pixels, the shape stays, and small pictures are not made larger"""
    size = rng.randrange(60, 300)
    for width, height in ((800, 600), (600, 800), (901, 300), (1000, 1000), (4000, 3), (2, 3000)):
        image = shown(file(corners(width, height)), f"{width} x {height} pixels", size=size)
        scale = size / max(width, height)
        wanted = [max(1, round(side * scale)) for side in (width, height)]
        off = max(abs(one - other) for one, other in zip(image.size, wanted, strict=True))
        assert off <= 1 and max(image.size) <= size, (
            f"{width} x {height}, size {size}: about {wanted}, found {image.size}"
        )
    for width, height in ((size, 40), (20, 30), (1, 1)):
        small = shown(file(corners(width, height)), f"{width} x {height} pixels", size=size)
        same(small.size, (width, height), f"size of a picture of {width} x {height}, where {size} are allowed")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(rng, orientation):
    """However the camera was held, the picture stands upright, and is not turned again by who shows it"""
    width, height = rng.randrange(300, 500), rng.randrange(500, 700)
    for kind in ("JPEG", "PNG", "WEBP"):
        image = shown(
            held(corners(width, height), orientation, kind), f"a {kind} with orientation {orientation}", size=100
        )
        same(image.width < image.height, True, f"whether {image.size} is upright, as {width} x {height}, in a {kind}")
        found = [at(image, x, y) for x, y in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))]
        for colour, (name, wanted) in zip(found, CORNERS.items(), strict=True):
            near(colour, wanted, f"the {name} corner of a {kind} with orientation {orientation}")
        same(image.getexif().get(0x0112, 1), 1, "the orientation that is left")


def test_nothing_but_the_picture_is_left(rng):
    """No place, comment, XMP or colour profile of the upload is left"""
    secret = f"secret-{rng.randrange(10**9)}"
    exif = Image.Exif()
    exif[0x010E] = secret
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 30.0), 29: secret})
    profile = secret.encode() * 30
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{secret}</x:xmpmeta>".encode()
    for kind, options in (
        ("JPEG", {"exif": exif, "comment": secret, "icc_profile": profile, "xmp": xmp}),
        ("PNG", {"exif": exif, "icc_profile": profile}),
        ("WEBP", {"exif": exif, "icc_profile": profile, "xmp": xmp}),
        ("GIF", {"comment": secret.encode()}),
    ):
        image = shown(file(corners(90, 60), kind, **options), f"a {kind} with metadata")
        assert secret.encode() not in image.file, f"what a {kind} says about itself is in the small picture too"
        left = sorted(
            set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}
        )
        same((left, dict(image.getexif())), ([], {}), f"what is left of the metadata of a {kind}")


def test_what_is_clear_becomes_white(rng):
    """Transparent parts become white, half transparent ones a mixture, in all modes that have them"""
    colour = tuple(rng.randrange(0, 120) for _ in range(3))
    for alpha, wanted in ((0, WHITE), (255, colour), (128, tuple((part + 255) // 2 for part in colour))):
        for kind in ("PNG", "WEBP"):
            image = shown(
                file(
                    Image.new("RGBA", (40, 40), (*colour, alpha)),
                    kind,
                    **({"exact": True, "lossless": True} if kind == "WEBP" else {}),
                )
            )
            near(at(image, 0.5, 0.5), wanted, f"RGBA {colour} with alpha {alpha}, as {kind}", off=12)
    grey = shown(file(Image.new("LA", (40, 40), (10, 0))))
    near(at(grey, 0.5, 0.5), WHITE, "LA, all clear", off=12)
    palette = Image.new("P", (40, 40), 1)
    palette.putpalette([200, 30, 30, *colour])
    for kind in ("PNG", "GIF"):
        clear = shown(file(palette, kind, transparency=1), f"a {kind} with a transparent colour")
        near(at(clear, 0.5, 0.5), WHITE, f"a palette whose colour {colour} is transparent, as {kind}", off=12)
        near(at(shown(file(palette, kind)), 0.5, 0.5), colour, f"a palette without transparency, as {kind}", off=12)


def test_every_kind_of_picture_keeps_its_look(rng):
    """Grey, black-and-white and CMYK pictures look as before, and an animation shows its first frame"""
    grey = rng.randrange(40, 220)
    for kind in ("PNG", "JPEG"):
        near(
            at(shown(file(Image.new("L", (50, 40), grey), kind)), 0.5, 0.5),
            (grey,) * 3,
            f"grey {grey}, as {kind}",
            off=8,
        )
    near(at(shown(file(Image.new("1", (50, 40), 1))), 0.5, 0.5), WHITE, "a white picture in black and white")
    cmyk = corners(80, 60).convert("CMYK")
    image = shown(file(cmyk, "JPEG", quality=95), "a CMYK picture")
    near(at(image, 0.1, 0.1), CORNERS["red"], "the red corner of a CMYK picture", off=40)
    frames = [Image.new("RGB", (60, 60), colour) for colour in ((20, 200, 40), (230, 20, 20), (0, 0, 0))]
    for kind in ("GIF", "WEBP"):
        moving = file(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        near(at(shown(moving, f"a moving {kind}"), 0.5, 0.5), (20, 200, 40), f"the first frame of a {kind}", off=25)


def test_bombs_are_refused():
    """Pictures of more than 40 million pixels are refused by their header; those of fewer are shown"""
    for width, height in ((6400, 6300), (100_000, 401)):
        refused(png(width, height), f"a picture of {width} x {height} pixels")
    for width, height in ((30_000, 30_000), (60_000, 60_000)):
        refused(png(width, height, rows=1), f"a header of {width} x {height} pixels, and little more")
    image = shown(png(6000, 5000), "a picture of 6000 x 5000 pixels", size=60)
    same(image.size, (60, 50), "size of a picture of 6000 x 5000")


def test_only_four_formats_are_opened(rng):
    """JPEG, PNG, GIF and WebP are shown, and nothing else that Pillow could read"""
    picture = corners(64, 48)
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        same(shown(file(picture, kind), kind).size, (64, 48), f"size of a {kind}")
    for kind in ("BMP", "TIFF", "PPM", "ICO"):
        refused(file(picture, kind), f"a {kind}")
    for text in (b"", b"GIF89a", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", b"<svg/>", rng.randbytes(500)):
        refused(text, f"{text[:20]!r}")


def test_broken_files_are_refused(rng):
    """Files that are cut off or damaged are refused, and no other exception gets out"""
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = file(noise(rng, 60, 60), kind)
        for part in (0.3, 0.6, 0.9):
            refused(whole[: int(len(whole) * part)], f"a {kind} of which {part:.0%} is there")
        for place in (2, 12, 30):
            damaged = bytearray(whole)
            damaged[place : place + 12] = rng.randbytes(12)
            try:
                thumbnail(bytes(damaged))
            except BadPictureError:
                continue
            except Exception as error:  # anything else is what the learner should not let through
                pytest.fail(f"a damaged {kind} should be refused, and was {type(error).__name__}: {str(error)[:120]}")


def test_it_is_as_good_as_its_weight_allows(rng):
    """The small picture has at most so many bytes, and is no worse than it has to be"""
    heavy = noise(rng, 300, 200)
    data = file(heavy)
    weights = {}
    for most in (44_000, 36_000, 28_000):
        image = shown(data, "noise", size=300, most_bytes=most)
        weights[most] = image.weight
        same(image.size, (300, 200), f"size, where {most} bytes are allowed")
        assert image.weight <= most, f"{most} bytes are allowed, and the small picture has {image.weight}"
        assert image.weight > 0.85 * most, f"{most} bytes are allowed, and the small picture uses only {image.weight}"
    light = shown(file(corners(300, 200)), size=300)
    best = file(corners(300, 200), "JPEG", quality=90)
    assert light.quantization[0][:8] == Image.open(BytesIO(best)).quantization[0][:8], (
        "a picture that is light enough should have quality 90, no more and no less"
    )
    tiny = shown(data, "noise", size=300, most_bytes=3000)
    assert tiny.weight <= 3000, f"3000 bytes are allowed, and the small picture has {tiny.weight}"
    assert tiny.width >= 60 and abs(tiny.width / tiny.height - 1.5) < 0.1, (
        f"made smaller to fit 3000 bytes: {tiny.size}"
    )
