"""Versions: what does a title say besides the name of the piece? Version, part, guest, work, role in the work.

`parse` is pure and never fails; what it does not understand stays in the core. The words are data:
`data/versions.toml`, each entry with the title that made it necessary.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from ostsync.titles import numerals, segments
from ostsync.titles.fold import fold
from ostsync.titles.segments import Segment

SAME_PERFORMANCE = frozenset({"same", "cut"})
"""Groups of versions that leave the performance as it was; see `data/versions.toml` for the groups."""
UNNAMED = "unnamed"
"""A version of which the title says only that it is one: "(10 years after Ver.)"; `labels` has its words."""


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title taken apart. Every text is as written; fold it to compare."""

    text: str
    """The whole title."""
    core: str
    """The title without version, guests, work of origin and part markers. Never empty unless `text` is."""
    others: tuple[str, ...] = ()
    """Other names that part of the title makes alone: a translation or subtitle in brackets, the halves around a
    dash or colon. Weaker than `core`: "Naruto - Sadness and Sorrow" has both halves here."""
    versions: frozenset[str] = frozenset()
    """Named facts of `data/versions.toml`, or UNNAMED."""
    labels: tuple[str, ...] = ()
    """The words in which the versions were given."""
    numbers: tuple[int, ...] = ()
    """Numerals of the title, the part numbers taken out of the core included, those of versions not."""
    featuring: tuple[str, ...] = ()
    from_work: str | None = None
    """The work that the title itself says it is from."""
    roles: frozenset[str] = frozenset()
    """What the piece is in its work: opening, ending, insert, main_theme, theme, character_song."""
    year: int | None = None
    """Of a remaster, a live recording or another dated version."""
    track_number: int | None = None
    """Numbering before the title, as in a track list."""

    @property
    def other_recording(self) -> frozenset[str]:
        """The versions that make it another recording than the plain title: not a remaster, an edit or a TV size."""
        return frozenset(v for v in self.versions if group(v) not in SAME_PERFORMANCE)


@dataclass(frozen=True, slots=True)
class _Version:
    name: str
    group: str
    words: tuple[str, ...]
    bare: tuple[str, ...]


@cache
def _table() -> dict[str, _Version]:
    data = (resources.files("ostsync.titles") / "data" / "versions.toml").read_text(encoding="utf-8")
    return {
        v["name"]: _Version(v["name"], v["group"], tuple(v["words"]), tuple(v.get("bare", ())))
        for v in tomllib.loads(data)["version"]
    }


def group(version: str) -> str:
    """The group of a named version: same, cut, voices, performance, arrangement or derived."""
    return _table()[version].group if version in _table() else "performance"


# ---------------------------------------------------------------------------- the words of versions

_CJK = re.compile(r"[^\x00-ɏ]")
_HEADS = (
    "version|versions|ver|vers|mix|edit|remix|remixes|rmx|rework|bootleg|flip|dub|cut|size|take|session|sessions|"
    "arrange|arrangement|arr|cover|remaster|remastered|recording|rendition|mashup|vip|edition|instrumental|karaoke|"
    "version(?: \\d+)|mix(?: \\d+)|take(?: \\d+)|ver(?: \\d+)|versione|fassung|versao"
)
_HEAD_AT_END = re.compile(
    rf"(?:^|\s)(?:{_HEADS})(?: (?:19|20)\d\d)?$|(?:ver|バージョン|ヴァージョン|ver\d*|版|버전|ミックス|リミックス)$"
)
_STARTS_VERSION = re.compile(
    r"^(?:live (?:at|in|from|on|for|with|version|session|sessions|acoustic|\d)|recorded (?:at|live|in)|remaster|remastered"
    r"|cover by|covered by|arr(?:anged)? (?:by )?\w|remix(?:ed)? by|originally performed by|in the style of"
    r"|(?:as )?made famous by|tribute to|performed by|take \d|demo \d|version \d|ver \d|played by|recorded by)"
    r"|^(?:live .*\d\d$)"
)
_SAYS_IT_ANYWHERE = re.compile(
    r"\b(?:karaoke|off vocal|instrumental version|remaster(?:ed)?|re recorded)\b|カラオケ|オフボーカル"
)
_LIVE_PLACE = re.compile(r"^(live|recorded) (?:at|in|from|on|for)\b.*")
_FILLERS = re.compile(
    r"\b(?:version|versions|ver|vers|edition|the|a|an|by|for|with|and|in|of|no|only|original|new|official|solo|feat"
    r"|versione|versao|fassung|mode|style|st|nd|rd|th|x|\d+)\b|バージョン|ヴァージョン|버전|版|ver|の|用"
)
_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")


@cache
def _vocabulary() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {word: v.name for v in _table().values() for word in (*v.words, *v.bare)}
    latin = sorted((w for w in names if not _CJK.search(w)), key=len, reverse=True)
    native = sorted((w for w in names if _CJK.search(w)), key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, latin)) + r")\b|" + "|".join(map(re.escape, native))
    return re.compile(pattern), names


@cache
def _bare() -> re.Pattern[str]:
    words = sorted({w for v in _table().values() for w in v.bare}, key=len, reverse=True)
    spelled = "|".join(
        re.escape(w).replace(r"\ ", r"[\s\-.]*").replace("ver", "ver(?:sion)?") if not _CJK.search(w) else re.escape(w)
        for w in words
    )
    return re.compile(rf"(?:(?<=[\s.!?])|(?<=[^\x00-ɏ]))(?:{spelled})\.?\s*$", re.IGNORECASE)


def _facts(words: str) -> frozenset[str]:
    """The versions that a folded phrase names."""
    pattern, names = _vocabulary()
    words = _LIVE_PLACE.sub(r"\1", words).replace("recorded", "live") if _LIVE_PLACE.match(words) else words
    found = {names[m.group()] for m in pattern.finditer(words)}
    if len(found) > 1:
        found.discard("original")  # "Original Piano", "Original Demo": the other word says which
    if "karaoke" in found or "off_vocal" in found:
        found.discard("instrumental")
    return frozenset(found)


def _is_version(words: str) -> bool:
    """Whether a folded segment speaks of a version and of nothing else."""
    if _STARTS_VERSION.match(words) or _HEAD_AT_END.search(words) or _SAYS_IT_ANYWHERE.search(words):
        return True
    pattern, _ = _vocabulary()
    rest, found = pattern.subn(" ", words)
    return found > 0 and not _FILLERS.sub(" ", rest).strip()


# ---------------------------------------------------------------------------- guests, works, roles

_FEATURING = re.compile(
    r"^(?:feat|ft|featuring)\b[.:]?\s*|^(?:with|w/)\s+|^(?:歌|唄|vo|vocals?|cv|sung by|vocals? by)\s*[.:：]\s*", re.I
)
_BARE_FEATURING = re.compile(r"\s+(?:feat\b\.?|ft\.|ft(?=\s)|featuring\b)\s*(.+)$", re.IGNORECASE)
_NOT_A_GUEST = re.compile(
    r"^with\s+(?:the |a |an |my |your |no |out|jhankar|lyrics|vocals?|strings|orchestra|choir|piano)", re.I
)
_CREDIT = re.compile(
    r"^(?:prod(?:uced)?\b\.?(?: by)?|written by|composed by|music by|lyrics by|作曲|作詞)", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,|;|、|＆|&|\band\b)\s*")

_OST = (
    r"(?:original |official |the |complete |offical )*(?:(?:motion picture|movie|film|video game|game|tv|television|series|"
    r"anime|animation|drama|cast|musical|broadway) )*(?:original )?(?:sound ?tracks?|score|ost|o\.s\.t\.?)"
)
_KIND = r"(?:(?:the |an? )?(?:original |hit |netflix |hbo )*(?:motion picture|movie|film|video game|game|tv series|television series|series|tv show|show|anime|drama|musical)\s+)?"
_FROM = re.compile(
    rf"^(?:(?:music|song|songs|theme|love theme|main theme|main title|soundtrack|score|taken|inspired by|as heard|featured)\s+)?"
    rf"(?:from|aus|de la película|tiré de)\s+{_KIND}(?P<work>.+)$",
    re.IGNORECASE,
)
_OST_FIRST = re.compile(r"^(?:OST|O\.S\.T\.?)\s+(?P<work>.+)$", re.IGNORECASE)
_OST_LAST = re.compile(rf"^(?P<work>.+?)[\s:,'\"”]+{_OST}(?:[\s,]+(?:vol|pt|part)\.?\s*\d+)?$", re.IGNORECASE)
_OST_TAIL = re.compile(
    rf"[\s:,/'\"”]+(?:{_OST}|soundtrack version)(?:[\s,]+(?:vol|pt|part)\.?\s*\d+)?\s*$", re.IGNORECASE
)
_BARE_OST = re.compile(r"\s+(?:OST|O\.S\.T\.?|Original Sound ?[Tt]rack)\s*$")
_QUOTED = re.compile(r"[\"“”'‘«「『《〈<]\s*([^\"“”»」』》〉>]+?)\s*[\"“”'’»」』》〉>]")
_NATIVE_FROM = re.compile(
    r"主題曲|主题曲|主題歌|片尾曲|片頭曲|片头曲|插曲|挿入歌|印象曲|歌曲|推廣曲|推广曲|より|から$|オープニング|エンディング|テーマ|劇中歌|OST|原声|原聲"
)
_THEME_OF = re.compile(
    r"^(?P<what>(?:the )?(?:(?:main|love|end|ending|opening|title|closing) )?(?:theme|themes|title|titles|music|suite|song|prelude)"
    r"(?: song| music)?) (?:from|of|to) (?:the (?:movie|film|game|anime) )?(?P<work>.+)$",
    re.IGNORECASE,
)

_ROLES = {
    "opening": "opening theme song|opening theme|opening song|opening|op theme|op|オープニングテーマ|オープニング|片頭曲|片头曲|主題歌",
    "ending": "ending theme song|ending theme|ending song|ending|ed theme|ed|end credits|end credit|end titles|end title"
    "|closing theme|closing credits|end theme|エンディングテーマ|エンディング|片尾曲|スタッフロール|staff roll|credits",
    "insert": "insert song|insert|image song|挿入歌|劇中歌|插曲|イメージソング",
    "main_theme": "main theme song|main theme|main title theme|main titles|main title|title theme|メインテーマ|theme song|主题曲|主題曲",
    "character_song": "character song|キャラクターソング|キャラソン",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split("|")}
_ROLE = re.compile(
    rf"^(?:tv |anime |movie |film |game |the |first |second |\d+(?:st|nd|rd|th)? |tvアニメ)*(?P<role>{'|'.join(sorted(_ROLE_OF, key=len, reverse=True))})"
    r"(?: (?:\d+|song|theme|music|[ivx]+))*$"
)
_EPISODES = re.compile(r"^第?\d+\s*[-~〜～–]?\s*第?\d*\s*話\s*(OP|ED)?$", re.IGNORECASE)
_TRACK_NUMBER = re.compile(
    r"^\s*(?:(?:cd|disc|disk)\s*\d+\s*[-:,.]?\s*)?(?:track\s*|tr\.?\s*)?#?(?P<n>\d{1,3})(?:\s*[.)]\s+|\s+[-–—]\s+|(?<=0\d)\s*[-–—]\s+)(?=\S)"
    r"|^\s*\d-(?P<m>\d\d)[.)]?\s+(?=\S)|^\s*track\s*(?P<k>\d+)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)


class _Reader:
    """Collects what the segments of one title say while the rest shrinks towards the core."""

    def __init__(self) -> None:
        self.versions: set[str] = set()
        self.labels: list[str] = []
        self.numbers: list[int] = []
        self.featuring: list[str] = []
        self.from_work: str | None = None
        self.roles: set[str] = set()
        self.year: int | None = None

    def take(self, segment: str, form: str) -> bool:
        """Reads a segment; False where it says nothing that is known, and belongs to the name of the piece."""
        pieces = [p for p in re.split(r"\s*[;/／|]\s*", segment) if p] or [segment]
        if len(pieces) > 1 and not _FROM.match(segment):
            return all([self._one(p, form) for p in pieces]) if all(self._known(p, form) for p in pieces) else False
        return self._one(segment, form)

    def _known(self, piece: str, form: str) -> bool:
        return _Reader()._one(piece, form)

    def _one(self, segment: str, form: str) -> bool:
        words = fold(segment)
        return (
            self._guest(segment, form)
            or self._work(segment)
            or self._role(segment, words)
            or self._part(segment)
            or self._version(segment, words)
        )

    def _guest(self, segment: str, form: str) -> bool:
        if _CREDIT.match(segment):
            return True
        found = _FEATURING.match(segment)
        if not found or _NOT_A_GUEST.match(segment) or (form != "bracket" and segment[:1] in "wW"):
            return False
        self.featuring += [name for name in _AND.split(segment[found.end() :].strip()) if name]
        return True

    def _work(self, segment: str) -> bool:
        found = _FROM.match(segment) or _OST_FIRST.match(segment) or _OST_LAST.match(segment)
        if found and not fold(found["work"]).startswith(("the first take", "ver")):
            work = found["work"]
            quoted = _QUOTED.match(work)
            name = quoted.group(1) if quoted else _OST_TAIL.sub("", work)
            self._origin(name)
            if "first take" in fold(segment):
                self.versions.add("session")
            rest = re.split(r"[\"”»]\s*/\s*|\s+/\s+", work)
            if len(rest) > 1 and _is_version(fold(rest[-1])):
                self._version(rest[-1], fold(rest[-1]))
            return True
        quoted = _QUOTED.search(segment)
        if quoted and (_NATIVE_FROM.search(segment) or quoted.span() == (0, len(segment))):
            self._origin(quoted.group(1))
            for word, role in _ROLE_OF.items():
                if _CJK.search(word) and word in segment:
                    self.roles.add(role)
                    break
            return True
        return False

    def _origin(self, name: str) -> None:
        if self.from_work is None:
            self.from_work = name.strip(" \"“”'‘’«»") or None

    def _role(self, segment: str, words: str) -> bool:
        found = _ROLE.match(words)
        if found:
            self.roles.add(_ROLE_OF[found["role"]])
            self.numbers += numerals.numbers(segment)
            return True
        return _EPISODES.match(segment) is not None

    def _part(self, segment: str) -> bool:
        found = numerals.find(segment)
        rest = segment
        for n in reversed(found):
            rest = rest[: n.start] + rest[n.end :]
        if found and not re.sub(r"[\W_]|章|番|楽章|\band\b", "", rest):
            if len(found) == 1 and not found[0].marker and 1900 <= found[0].value < 2100:
                return False
            self.numbers += [n.value for n in found]
            return True
        lone = re.fullmatch(r"([IVX]+)", segment.strip())
        value = numerals.numbers(f"part {lone.group(1)}") if lone else ()
        self.numbers += value
        return bool(value)

    def _version(self, segment: str, words: str) -> bool:
        if not _is_version(words):
            return False
        facts = _facts(words)
        self.versions |= facts or {UNNAMED}
        self.labels.append(segment)
        if year := _YEAR.search(words):
            self.year = int(year.group())
        return True


def parse(title: str) -> TitleParts:
    """Takes a title apart. What is not understood stays in `core`; `core` is empty only where `title` is."""
    rest = " ".join(title.split())
    said = _Reader()
    track_number = None
    if (found := _TRACK_NUMBER.match(rest)) and not re.match(r"\d{4}", rest):
        track_number = int(next(g for g in found.groups() if g))
        rest = rest[found.end() :]
    rest = _strip_segments(rest, said)
    rest = _strip_bare(rest, said)
    core, others = _names(rest, said)
    core, parts = _strip_part(core)
    said.numbers = [*numerals.numbers(core), *parts, *said.numbers]
    return TitleParts(
        text=title,
        core=core,
        others=tuple(o for o in dict.fromkeys(others) if fold(o) != fold(core)),
        versions=frozenset(said.versions),
        labels=tuple(said.labels),
        numbers=tuple(said.numbers),
        featuring=tuple(dict.fromkeys(said.featuring)),
        from_work=said.from_work,
        roles=frozenset(said.roles),
        year=said.year,
        track_number=track_number,
    )


def _strip_segments(rest: str, said: _Reader) -> str:
    """Takes away every segment that says something known, from the last to the first, as long as a title remains."""
    for _ in range(8):
        found = sorted(
            (*segments.brackets(rest), *_tails(rest), *segments.waves(rest), *segments.hyphens(rest)),
            key=lambda s: (s.end, -s.start),
            reverse=True,
        )
        for segment in found:
            left = _without(rest, segment)
            if fold(left) and re.search(r"\w", left) and said.take(segment.text, segment.form):
                rest = left
                break
        else:
            return rest
    return rest


def _tails(rest: str) -> list[Segment]:
    """The tails after dashes, and the last ones joined: "From 13 Reasons Why – Season 2 Soundtrack" has a dash of its own."""
    tails = segments.dashes(rest)
    joined = [Segment("dash", rest[t.end - len(t.text) :].strip(), t.start, len(rest)) for t in tails[:-1]]
    return [*(t for t in joined if _FROM.match(t.text)), *tails]


def _without(rest: str, segment: Segment) -> str:
    return f"{rest[: segment.start].rstrip(' ,')} {rest[segment.end :].lstrip()}".strip()


def _strip_bare(rest: str, said: _Reader) -> str:
    """Versions and guests at the end without any punctuation: "Battle Theme Piano Ver.", "Song feat. Somebody"."""
    if (found := _BARE_FEATURING.search(rest)) and found.start() > 0:
        said.featuring += [name for name in _AND.split(found.group(1)) if name]
        rest = rest[: found.start()]
    while (found := _bare().search(rest)) and fold(rest[: found.start()]):
        said._version(found.group().strip(), fold(found.group()))
        rest = rest[: found.start()].rstrip(" -–—,~～〜.")
    if (found := _BARE_OST.search(rest)) and found.start() > 0:
        rest = rest[: found.start()]
    return rest.strip(" ,-–—~") or rest


def _names(rest: str, said: _Reader) -> tuple[str, list[str]]:
    """The core, and the other names that are in it."""
    others: list[str] = []
    harp = re.fullmatch(r"([A-Za-z ]+?)\s+[\"“„]([^\"“”]+)[\"”“]", rest)
    if harp:
        if _is_version(fold(harp.group(1))):
            said._version(harp.group(1), fold(harp.group(1)))
            return harp.group(2), [rest]
        others.append(harp.group(2))
    if found := _THEME_OF.match(rest):
        said.from_work = said.from_work or found["work"].strip(" \"“”'")
        said.roles.add(_role_of_theme(found["what"]))
        others.append(found["what"])
    marked = (*segments.brackets(rest), *segments.waves(rest), *segments.dashes(rest), *segments.hyphens(rest))
    for segment in marked:
        left = _without(rest, segment)
        others += [name for name in (left, segment.text) if re.search(r"\w", name)]
        if re.search(r"\bfor (?:solo )?\w+$", fold(segment.text)):
            said.versions |= _facts(fold(segment.text)) & {"piano", "orchestra", "strings", "guitar", "violin", "cello"}
    if found := re.match(r"(.+?)\s*[:：]\s+(.+)$", rest):
        others += found.groups()
    others += _bilingual(rest)
    return rest, others


_HANGUL = re.compile(r"[가-힣]")


def _bilingual(rest: str) -> list[str]:
    """The halves of a title given in Hangul and in Latin letters side by side: 우산 Umbrella."""
    if not _HANGUL.search(rest) or not re.search(r"[A-Za-z]{2}", rest):
        return []
    found = re.fullmatch(
        r"([^A-Za-z]*[가-힣][^A-Za-z]*?)\s+([^가-힣]+)|([^가-힣]+?)\s+([^A-Za-z]*[가-힣][^A-Za-z]*)", rest
    )
    return [g.strip() for g in found.groups() if g] if found else []


def _role_of_theme(what: str) -> str:
    words = what.lower()
    return next((r for r in ("opening", "ending") if r in words), "main_theme" if "main" in words else "theme")


_TRAILING_PART = re.compile(r"[\s,:;–—-]+$")


def _strip_part(core: str) -> tuple[str, list[int]]:
    """Takes "Part 2", "Pt. II", "Vol. 1" and "#2" off the end; a bare "II" is part of the name and stays."""
    found = numerals.find(core)
    if not found or core[found[-1].end :].strip(" .)]"):
        return core, []
    last = found[-1]
    sharp = core[: last.start].rstrip().endswith("#")
    if last.marker not in ("part", "volume", "no") and not sharp:
        return core, []
    left = _TRAILING_PART.sub("", core[: last.start].rstrip(" #(["))
    return (left, [last.value]) if fold(left) and left else (core, [])


# ---------------------------------------------------------------------------- a title that carries its own work


def without_work(parts: TitleParts, names: Iterable[str]) -> TitleParts:
    """The parts with the work's own names taken out of the core, where something remains.

    "With Your Drill - Gurren Laggan" beside the work Gurren Lagann is "With Your Drill"; "Main Theme of FINAL
    FANTASY VII" is "Main Theme"; "FFVII REMAKE: Hollow Skies" is "Hollow Skies". A name is taken only where
    punctuation sets it off, or a role follows it ("Fairy Tail Main Theme"); typos are allowed for.
    """
    known = [k for k in dict.fromkeys(fold(n) for n in names) if k]
    core, removed = parts.core, None
    for _ in range(4):
        shorter = _cut_work(core, known)
        if shorter is None:
            break
        core, removed = shorter
    others = tuple(
        dict.fromkeys(
            o
            for other in parts.others
            for o in ((_cut_work(other, known) or (other,))[0],)
            if not _is_work(fold(o), known) and fold(o) != fold(core)
        )
    )
    if removed is None and others == parts.others:
        return parts
    carried = numerals.numbers(parts.core)
    return replace(
        parts,
        core=core,
        others=others,
        numbers=(*numerals.numbers(core), *parts.numbers[len(carried) :]),
        from_work=parts.from_work or removed,
    )


_WORK_TAIL = re.compile(
    r" (?:ost|original soundtrack|soundtrack|orchestra|game|anime|movie|film|series|tv|season \d+|\d)$"
)


def _is_work(words: str, known: list[str]) -> bool:
    from rapidfuzz.fuzz import ratio

    words = _WORK_TAIL.sub("", words)
    return any(words == k or (min(len(words), len(k)) > 5 and ratio(words, k) >= 88) for k in known) if words else False


def _cut_work(core: str, known: list[str]) -> tuple[str, str] | None:
    """The core without one mention of the work, and the mention; None where there is none to cut."""
    cuts = [
        (s.text, _without(core, s)) for s in (*segments.brackets(core), *segments.waves(core), *segments.dashes(core))
    ]
    cuts += [(_without(core, s), s.text) for s in segments.dashes(core)[:1]]
    if found := re.match(r"(.+?)\s*[:：/／]\s*(.+)$", core):
        cuts += [found.groups(), found.groups()[::-1]]  # type: ignore[list-item]
    if found := re.match(r"(.+?)\s+(?:of|from|to)\s+(.+)$", core, re.IGNORECASE):
        theme = _THEME_OF.match(core)
        if theme:
            cuts.append((theme["work"], theme["what"]))
    words = core.split()
    for i in range(1, len(words)):
        tail = " ".join(words[i:])
        if _ROLE.match(fold(tail)) or fold(tail) in ("theme", "title theme", "suite", "prelude", "overture"):
            cuts.append((" ".join(words[:i]), tail))
            break
    for mention, left in cuts:
        left = left.strip(" -–—:,/")
        if left and fold(left) and _is_work(fold(mention), known) and not _is_work(fold(left), known):
            return left, mention.strip(" \"“”'")
    return None
