"""Decides what a playlist is called and how it is described: the source's own theme, cleaned to what Spotify takes.

Pure. Spotify takes names of about 100 characters, and descriptions of one line of at most 300, without HTML; it has
refused addresses in them (live reports, 2024 to 2026).
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 300

_SEPARATOR = re.compile(r"\s+[-–—|»•·~]+\s+|\s*[|»]\s*")
_ABOUT_MUSIC = re.compile(
    r"\b(osts?|soundtracks?|bgm|music|musica|música|musique|songs?|themes?|tracks?|scores?|playlist|openings?|endings?"
    r"|setlist|concert|album)\b|サントラ|劇伴|音楽|主題歌|曲|歌|配乐|原声|音乐|음악|노래",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\b(blog|magazine|news|website|channel|podcast|wiki|forum|review)s?\b|ブログ|ニュース|博客|블로그", re.I
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s()<>“”\"]*"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|app|me|co|jp|de|fr|uk|blog|tv)\b[^\s()<>“”\"]*",
    re.IGNORECASE,
)
_HOLLOW = re.compile(r"\(\s*\)|\[\s*\]|“\s*”|\"\s*\"")


def theme_of(title: str) -> str:
    """The theme in a title: "The saddest soundtracks in Japan - SAD OST" is about "SAD OST".

    A title is often a sentence with a short label behind it, or in front of the site's name. A last part of at most
    three words that is about music is such a label; a last part that is not about music, behind one that is, is the
    site's name. So is what follows a colon a subtitle, where the words before it are about music. All else stays whole.
    """
    parts = [part for part in _SEPARATOR.split(clean_line(title)) if part]
    if len(parts) > 1:
        *front, last = parts
        is_label = _ABOUT_MUSIC.search(last) and not _SITE.search(last)
        if is_label and len(last.split()) <= 3 and any(_ABOUT_MUSIC.search(part) for part in front):
            return name(last)
        if not is_label and _ABOUT_MUSIC.search(parts[0]):
            return theme_of(clean_line(title)[: clean_line(title).rindex(last)].rstrip(" -–—|»•·~"))
    head, colon, subtitle = clean_line(title).replace("：", ": ").partition(": ")
    if colon and _ABOUT_MUSIC.search(head) and len(head.split()) > 1 and not re.search(r"\d", subtitle):
        return name(head)
    return name(title)


def name_from_source(source: str) -> str:
    """A name for a source without a title: what its file is called."""
    path = unquote(urlsplit(source).path) if "://" in source else source.replace("\\", "/")
    stem = PurePosixPath(path).stem or urlsplit(source).hostname or source
    return name(re.sub(r"[-_+]+", " ", stem)) or "ostsync"


def name(text: str) -> str:
    """A playlist name: one line, at most 100 characters, cut after a word."""
    return _cut(clean_line(text), LONGEST_NAME)


def description(text: str) -> str:
    """A description that Spotify takes: one line, no HTML, no addresses, at most 300 characters. May be empty."""
    line = clean_line(_ADDRESS.sub("", _TAG.sub("", text)))
    line = _HOLLOW.sub("", line).replace("<", "").replace(">", "").replace("://", " ")
    return _cut(" ".join(line.split()), LONGEST_DESCRIPTION)


def clean_line(text: str) -> str:
    """One line without control characters."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) != "Cs").split())


def _cut(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    short = line[: longest - 1]
    head, _, tail = short.rpartition(" ")
    return (head if head and len(tail) < 25 else short).rstrip(" ,;:-–—") + "…"
