"""Decides which bytes are certainly no text, by the signature that they begin with, and what a person calls them."""

from __future__ import annotations

SAVE_AS = "Open it, and save the list as text, as a web page or as CSV (UTF-8)."
UNPACK = "Unpack it, and give the file in it that lists the tracks."
EXPORT = "Give the page, the table or the playlist file that lists the tracks."

_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF-", "a PDF", SAVE_AS),
    (0, b"{\\rtf", "a rich text file", SAVE_AS),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file", SAVE_AS),
    (0, b"\x1f\x8b", "a gzip archive", UNPACK),
    (0, b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (0, b"\xfd7zXZ\x00", "an xz archive", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (257, b"ustar", "a tar archive", UNPACK),
    (0, b"SQLite format 3\x00", "an SQLite database", EXPORT),
    (0, b"\x89PNG\r\n\x1a\n", "a picture", EXPORT),
    (0, b"\xff\xd8\xff", "a picture", EXPORT),
    (0, b"GIF89a", "a picture", EXPORT),
    (4, b"ftyp", "an audio or video file", EXPORT),
    (0, b"ID3\x03", "an audio file", EXPORT),
    (0, b"ID3\x04", "an audio file", EXPORT),
    (0, b"fLaC\x00", "an audio file", EXPORT),
    (0, b"OggS\x00", "an audio file", EXPORT),
    (0, b"\x7fELF", "a program", EXPORT),
    (0, b"MZ\x90\x00", "a program", EXPORT),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_INSIDE_OF_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"Index/Document.iwa", "an Apple Numbers, Pages or Keynote document"),
    (b"mimetypeapplication/epub+zip", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
)
_NAMES = 64_000
"""Bytes of a ZIP archive in which the names of its first files are looked for."""


def named(data: bytes) -> tuple[str, str] | None:
    """What the bytes are and what to do with them, where they are certainly no text; else None. Unpacks nothing."""
    if data.startswith(_ZIP):
        for inside, what in _INSIDE_OF_ZIP:
            if inside in data[:_NAMES]:
                return what, SAVE_AS
        return "a ZIP archive", UNPACK
    for place, signature, what, advice in _SIGNATURES:
        if data.startswith(signature, place):
            return what, advice
    return None
