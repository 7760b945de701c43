"""Decides how a cover looks: a quiet field of colour, a few bars, and the theme's name; or a file of the person's.

Drawn from the name alone, so that the same name always gets the same cover. Nothing of Spotify's artwork goes in.
Spotify takes a JPEG whose base64 form has at most 256 kB (Web API, upload a custom playlist cover image).
"""

from __future__ import annotations

import colorsys
import hashlib
import io
import os
import struct
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import ConfigError

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIZE = 640
MARGIN = 56
LARGEST = 190_000
"""Bytes of a JPEG that Spotify takes; 188 kB went through, 191 kB did not (live reports)."""
VERSION = 1
"""Of the design: part of the digest, so that a new design is a new cover."""
FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKjp-Regular.otf", "NotoSansJP-Regular.otf", "SourceHanSans-Regular.ttc",
    "ipag.ttf", "ipagp.ttf", "TakaoGothic.ttf", "VL-Gothic-Regular.ttf", "wqy-zenhei.ttc", "DroidSansFallback.ttf",
    "ヒラギノ角ゴシック W3.ttc", "Hiragino Sans GB.ttc", "AppleSDGothicNeo.ttc", "PingFang.ttc", "Arial Unicode.ttf",
    "YuGothR.ttc", "meiryo.ttc", "msgothic.ttc", "malgun.ttf", "msyh.ttc",
)  # fmt: skip
"""Fonts with Japanese, Korean or Chinese letters that systems bring along."""


_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, NotImplementedError,
    struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises for pictures that are damaged (Pillow, Tests/oss-fuzz; and seen with cut and flipped files)."""


def digest(name: str, file: Path | None = None) -> str:
    """Tells covers apart. Raises ConfigError where the file cannot be read."""
    return hashlib.sha256(_read(file) if file else f"drawn {VERSION} {name}".encode()).hexdigest()[:16]


def from_file(file: Path) -> bytes:
    """A picture of the person's as a square JPEG that Spotify takes. Raises ConfigError where it is none."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(_read(file))) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (*_BROKEN, UnidentifiedImageError, Image.DecompressionBombError) as problem:
        raise ConfigError(f"The cover {file} is not a picture that can be read.", "Use a JPEG or PNG.") from problem
    return _jpeg(ImageOps.fit(upright, (SIZE, SIZE)))


def drawn(name: str) -> bytes:
    """A cover for this name, as JPEG."""
    from PIL import Image, ImageDraw

    seed = hashlib.sha256(name.encode()).digest()
    hue = seed[0] / 256
    image = Image.linear_gradient("L").resize((SIZE, SIZE))
    dark, light = _colour(hue, 0.42, 0.20), _colour(hue + 0.06, 0.38, 0.42)
    canvas = Image.composite(Image.new("RGB", (SIZE, SIZE), dark), Image.new("RGB", (SIZE, SIZE), light), image)
    draw = ImageDraw.Draw(canvas)
    _bars(draw, seed, _colour(hue + 0.10, 0.30, 0.72))
    _words(draw, name)
    return _jpeg(canvas)


def _bars(draw: ImageDraw.ImageDraw, seed: bytes, colour: tuple[int, int, int]) -> None:
    """Like the level of a quiet passage: one bar for each byte of the name's digest."""
    count, gap = 24, 8
    width = (SIZE - 2 * MARGIN - (count - 1) * gap) / count
    for n in range(count):
        height = 10 + (seed[n + 1] / 255) ** 2 * 150
        left = MARGIN + n * (width + gap)
        draw.rounded_rectangle(
            (left, SIZE - MARGIN - height, left + width, SIZE - MARGIN), radius=width / 2, fill=colour
        )


def _words(draw: ImageDraw.ImageDraw, name: str) -> None:
    """The name, as large as it fits on four lines; nothing where no font on this system has its letters."""
    path = _font_for(name)
    if path == "":
        return
    for size in range(92, 29, -6):
        font = _font(path, size)
        lines = list(_lines(draw, name, font))
        if len(lines) <= 4 and all(draw.textlength(line, font=font) <= SIZE - 2 * MARGIN for line in lines):
            break
    else:
        lines = lines[:4]
    for n, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + n * size * 1.2), line, font=font, fill=(245, 243, 238))


def _lines(draw: ImageDraw.ImageDraw, name: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Iterator[str]:
    """Breaks between words, and between any two letters of scripts that write without spaces."""
    line = ""
    for piece in _pieces(name):
        if line and draw.textlength((line + piece).rstrip(), font=font) > SIZE - 2 * MARGIN:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(name: str) -> Iterator[str]:
    word = ""
    for letter in name:
        if unicodedata.east_asian_width(letter) in "WF":
            if word:
                yield word
            yield letter
            word = ""
        else:
            word += letter
            if letter == " ":
                yield word
                word = ""
    if word:
        yield word


def _font_for(name: str) -> str | None:
    """None for Pillow's own font, a path for one of the system's, "" where none has the letters."""
    if all(ord(letter) < 0x250 or unicodedata.category(letter)[0] in "ZP" for letter in name):
        return None
    return next((str(path) for path in _system_fonts()), "")


def _system_fonts() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        roots = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    elif sys.platform == "darwin":
        roots = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        roots = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]
    found = {path.name: path for root in roots if root.is_dir() for path in root.rglob("*") if path.name in FONTS}
    return (found[name] for name in FONTS if name in found)


def _font(path: str | None, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _jpeg(image: Image.Image) -> bytes:
    """The best quality that fits."""
    for quality in (92, 85, 75, 60, 40, 20):
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality, optimize=True)
        if data.tell() <= LARGEST:
            break
    return data.getvalue()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise ConfigError(
            f"The cover {file} cannot be read: {reason}.", "Check the path under [[playlists]]."
        ) from problem
