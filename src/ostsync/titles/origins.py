"""Origins: does a segment of a title name its work, a guest, or the role that the piece plays in the work?

"From "Frozen"", "To the Moon OST" and 電影"英雄本色"主題曲 name a work, "feat. Tom Morello" a guest, "Ending Theme"
a role. Segments are handed in as written.
"""

from __future__ import annotations

import re

from ostsync.titles.fold import fold

_SOUNDTRACK = (
    r"(?:original |official |the |complete )*(?:(?:motion picture|movie|film|video game|game|tv|television|series|anime"
    r"|animation|drama|cast|musical|broadway) )*(?:original )?(?:sound ?tracks?|score|ost|o\.s\.t\.?)"
    r"(?:[\s,]+(?:vol|pt|part|volume)\.?\s*\d+)?"
)
_KIND = (
    r"(?:(?:the |an? )?(?:original |hit |netflix |hbo )*(?:motion picture|movie|film|video game|game|tv series"
    r"|television series|series|tv show|show|anime|drama|musical)\s+)?"
)
_FROM = re.compile(
    r"^(?:(?:music|songs?|theme|love theme|main theme|main title|soundtrack|score|taken|inspired by)"
    r"\s+)?"
    r"(?:(?-i:[ぁ-んァ-ヶー一-鿿]+) from|from|aus|de la película|tiré de|(?:featured|as heard|as seen) (?:in|on))\s+"
    rf"{_KIND}(?P<work>.+)$",
    re.IGNORECASE,
)
_OST_FIRST = re.compile(r"^(?:OST|O\.S\.T\.?)\s+(?P<work>.+)$", re.IGNORECASE)
_OST_LAST = re.compile(rf"^(?P<work>.+?)[\s:,'\"”]+{_SOUNDTRACK}$", re.IGNORECASE)
_OST_TAIL = re.compile(
    rf"(?:[\s:,'\"”]+{_SOUNDTRACK}|\s*/\s*(?:{_SOUNDTRACK}|[\w ]+ version)|(?<=[\"”])\s+(?:movie|film|game|anime))\s*$",
    re.IGNORECASE,
)
_NOT_A_WORK = ("the first take", "first take")
_BARE_OST = re.compile(r"\s+(?:OST|O\.S\.T\.?|Original Sound ?[Tt]rack)\s*$")
_QUOTES = ["“”", "„“", "‘’", '""', "''", "«»", "「」", "『』", "《》", "〈〉", "<>"]
_QUOTED = re.compile("|".join(rf"{q[0]}\s*([^{q}]+?)\s*{q[1]}" for q in _QUOTES) + r"|[\"“”]\s*([^\"“”]+?)\s*[\"“”]")
_ANY_QUOTE = re.compile("[" + "".join(q[0] for q in _QUOTES) + "”]")
_DOUBLY_QUOTED = re.compile(r"(?:\"|“|”|''|«|「|『|《)\s*(?P<name>.+?)\s*(?:\"|”|“|''|»|」|』|》|$)")
_SINGLY_QUOTED = re.compile(r"['‘](?P<name>.+)['’]$")
_SOUNDTRACK_FIRST = re.compile(rf"^(?:the\s+)?{_SOUNDTRACK}\s+(?:of\s+)?", re.IGNORECASE)
_NATIVE_ROLE = re.compile(
    r"主題曲|主题曲|主題歌|片尾曲|片頭曲|片头曲|插曲|挿入歌|印象曲|歌曲|推廣曲|推广曲|人物曲|より|オープニング|エンディング"
    r"|テーマ|劇中歌|OST|原声|原聲"
)

_FEATURING = re.compile(
    r"^(?:feat|ft|featuring)\b[.:]?\s*|^(?:with\.?|w/)\s+"
    r"|^(?:歌|唄|vo|vocals?|cv|sung by|vocals? by)\s*[.:：]\s*",
    re.IGNORECASE,
)
_BARE_FEATURING = re.compile(r"\s+(?:feat\b\.?|ft\.|ft(?=\s)|featuring\b)\s*(.+)$", re.IGNORECASE)
# "(With You)", "(With Jhankar Beats)", "(With Strings)" are no guests.
_NOT_A_GUEST = re.compile(
    r"^with\s+(?:the|an?|my|your|no|out|you|me|him|her|us|love|jhankar|lyrics|vocals?|strings|orchestra|choir|piano)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^(?:prod(?:uced)?\b\.?(?: by)?|written by|composed by|music by|lyrics by|作曲|作詞)", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,|;|、|＆|&|\band\b)\s*")

_ROLES = {
    "opening": "opening theme song|opening theme|opening song|opening|op theme|op|オープニングテーマ|オープニング"
    "|片頭曲|片头曲|主題歌",
    "ending": "ending theme song|ending theme|ending song|ending|ed theme|ed|end credits|end credit|end titles"
    "|end title|closing theme|closing credits|end theme|エンディングテーマ|エンディング|片尾曲|スタッフロール"
    "|staff roll|credits",
    "insert": "insert song|insert|image song|挿入歌|劇中歌|插曲|イメージソング",
    "main_theme": "main theme song|main theme|main title theme|main titles|main title|title theme|メインテーマ"
    "|theme song|主题曲|主題曲",
    "character_song": "character song|キャラクターソング|キャラソン",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split("|")}
_ROLE = re.compile(
    r"^(?:tv |anime |movie |film |game |the |first |second |\d+(?:st|nd|rd|th)? |tvアニメ)*"
    rf"(?P<role>{'|'.join(sorted(_ROLE_OF, key=len, reverse=True))})(?: (?:\d+|song|theme|music|[ivx]+))*$"
)
_EPISODES = re.compile(r"^第?\d+話?\s*[-~〜～–]?\s*第?\d*\s*話\s*(OP|ED)?$", re.IGNORECASE)
_THEME_OF = re.compile(
    r"^(?P<what>(?:the )?(?:(?:main|love|end|ending|opening|title|closing) )?(?:themes?|titles?)"
    r"(?: song| music)?(?= (?:from|of))"
    r"|(?:the )?(?:(?:main|love|end|ending|opening|title|closing|theme) )?(?:music|suite|song|prelude|medley)(?= from))"
    r" (?:from|of) (?:the (?:movie|film|game|anime) )?(?P<work>.+?)(?:\s+[-–—]\s.*)?$",
    re.IGNORECASE,
)
_EDGES = " -–\"“”„'‘’«»「」『』《》"


def from_work(segment: str) -> str | None:
    """The work after a "from", or None."""
    found = _FROM.match(segment)
    if not found or fold(found["work"]).startswith(_NOT_A_WORK):
        return None
    return _name(found["work"])


def soundtrack_of(segment: str) -> str | None:
    """The work that a segment names with "OST" or in quotes: "To the Moon OST", 電影"英雄本色"主題曲; or None."""
    if found := _OST_FIRST.match(segment) or _OST_LAST.match(segment):
        return _name(found["work"])
    name = quoted_name(segment)
    if name and (_NATIVE_ROLE.search(segment) or len(name) >= len(segment.strip()) - 2):
        return name
    return None


def _name(written: str) -> str | None:
    """The name of a work as it stands after "from", before "OST", or in quotes among other words."""
    name = _OST_TAIL.sub("", written)
    if not name.strip(_EDGES):
        return None
    rest = _SOUNDTRACK_FIRST.sub("", name)
    quoted = _DOUBLY_QUOTED.search(written) or _SINGLY_QUOTED.match(rest)
    return (quoted["name"] if quoted else rest).strip(_EDGES) or None


def quoted_name(text: str) -> str | None:
    """The first thing that stands in quotes, of whatever kind."""
    found = _QUOTED.search(text) if _ANY_QUOTE.search(text) else None
    return next((g for g in found.groups() if g), None) if found else None


def theme_of(title: str) -> tuple[str, str] | None:
    """("Main Theme", "FINAL FANTASY VII") for "Main Theme of FINAL FANTASY VII"; None for other titles."""
    found = _THEME_OF.match(title)
    return (found["what"], found["work"].strip(_EDGES)) if found else None


def without_soundtrack(title: str) -> str:
    """A title without "OST" at its end, as long as something remains."""
    found = _BARE_OST.search(title)
    return title[: found.start()] if found and found.start() > 0 else title


def guests(segment: str, *, bracketed: bool) -> tuple[str, ...]:
    """The guests that a segment names. "with" counts only in brackets: "- With You" is a title."""
    found = _FEATURING.match(segment)
    if not found or _NOT_A_GUEST.match(segment) or (not bracketed and segment[:1] in "wW"):
        return ()
    return _people(segment[found.end() :])


def bare_guests(title: str) -> tuple[str, tuple[str, ...]]:
    """A title without the guests at its end that no punctuation sets off, and these guests."""
    found = _BARE_FEATURING.search(title)
    return (title[: found.start()], _people(found.group(1))) if found and found.start() > 0 else (title, ())


def _people(text: str) -> tuple[str, ...]:
    return tuple(name for name in _AND.split(text.strip()) if name)


def is_credit(segment: str) -> bool:
    """Whether it names who made the recording, which is no part of the title."""
    return _CREDIT.match(segment) is not None


def role(segment: str) -> str | None:
    """What the piece is in its work, where the segment says nothing else: opening, ending, main_theme, ..."""
    found = _ROLE.match(fold(segment))
    if found:
        return _ROLE_OF[found["role"]]
    if episodes := _EPISODES.match(segment):
        return {"OP": "opening", "ED": "ending"}.get((episodes.group(1) or "").upper(), "insert")
    return None


def native_role(segment: str) -> str | None:
    """The role that a Japanese or Chinese segment names beside the work: 電視劇《X》片尾曲."""
    return next((r for word, r in _ROLE_OF.items() if not word.isascii() and word in segment), None)
