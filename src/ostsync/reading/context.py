"""Reads the surroundings: how far a source is about music, and which work, artist and medium a heading gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ostsync.model import Medium
from ostsync.reading import eastern
from ostsync.reading import vocabulary as v
from ostsync.reading.document import Block, BlockKind, Document, Mark, Words
from ostsync.reading.mentions import works_in
from ostsync.reading.names import Known, lowered, person, sentence, titled
from ostsync.reading.outline import Head
from ostsync.reading.quotes import inner, quoted
from ostsync.reading.sentences import clean, sentences
from ostsync.reading.stripping import strip_rank, unwrap

_SAMPLE = 400
"""Blocks that are looked at to judge what a source is about."""
_LABEL = re.compile(
    r"(?:\w+\s+){0,3}(?:pick|choice|place|winner|award|game|anime|film|movie|show|series|work|作品|from|day"
    r" \d+|week \d+|round \d+)\s*(?:#?\d+)?\s*[:：–—-]\s*",
    re.IGNORECASE,
)
_MUSIC_HEAD = re.compile(
    r"^(?:the\s+)?(?:music|songs?|soundtracks?|ost|score|tracks|themes|best of|música|musique|musik)\s+(?:of|"
    r"from|in|for|de|del|da|do)\s+(?:the\s+)?(?=\S)"
    r"|\s*[-–—:(]?\s*(?:original\s+)?(?:soundtracks?|osts?|score|music|songs|y su música|e sua música|サントラ|"
    r"サウンドトラック)\)?\s*$",
    re.IGNORECASE,
)
_ALBUMS = v.Vocabulary(
    "soundtracks osts scores albums soundtrack album lps bandas_sonoras trilhas_sonoras bandes_originales",
    "サントラ アルバム 专辑",
)
_TRACKS = v.Vocabulary(
    """song songs track tracks theme themes tune tunes tracklist setlist set_list playlist
    canciones temas músicas faixas chansons
    morceaux lieder opening openings ending endings op ed ops eds piece pieces music""",
    "曲 歌 主題歌 テーマ 挿入歌",
)
_THEMES = re.compile(
    r"\b(?:movie|film|game|tv|anime|television|cinema)\b[\w\s]{0,20}\b(?:themes?|scores?|soundtracks?|"
    r"osts?)\b(?!\s+songs?)",
    re.IGNORECASE,
)
_OPENINGS = re.compile(r"\b(?:openings?|endings?|ops|eds|aberturas?|génériques?)\b", re.IGNORECASE)
_NO_WORK = re.compile(r"^(?:19|20)\d\d\b|\b(?:review|recap|roundup|round-up|diary|journal|digest)\b", re.IGNORECASE)
_FROM_DENSE = re.compile(
    r"^(?:来(?:源)?自|出自|源自|选自|選自)(?:[^,，。.《：:]{0,12}(?:的|之))?(?:电影|动画|游戏|动漫|电视剧)?\s*[:：]?\s*[《「『]?([^。，,.《》」』\n]{2,60})"
)
_SUBJECT = re.compile(
    r"((?:[A-Z0-9][\w.:'’-]*)(?:\s+(?:(?:of|the|to|and|in)\s+)?[A-Z0-9][\w.:'’-]*){0,5})\s+(?:definitely\s+|"
    r"really\s+|certainly\s+)?(?:was|is|has|had)\b"
)
_FACT = re.compile(
    r"^(?P<what>from|game|anime|film|movie|series|show|work|source|appears in|作品|アニメ|ゲーム|映画|artist|composer|"
    r"composed by|by|performed by|sung by|"
    r"singer|band|作曲|歌|アーティスト|歌手)\s*[:：]?\s+(?P<name>\S.{1,80}?)\s*[.。]?$",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"^[“\"«‘'*_]*([^“”\"«»*_]{2,80}?)[”\"»’'*_]+\s*(?:[(（](?:19|20)\d\d[)）])?$")
_DENSE_FACT = re.compile(r"^(?:歌手|演唱|作曲|アーティスト|歌|うた|唄)\s*[:：]\s*([^。，,、\s]{2,30})")
_DENSE_SHOWN = re.compile(r"[《『「]([^》』」]{2,60})[》』」]的?の?(?:主题曲|片尾曲|片头曲|插曲|主題歌|OP|ED|挿入歌)")
_DENSE_BY = re.compile(r"^([\u3400-\u9fff]{2,5})的(?:曲子|歌|曲|作品)")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a source is about."""

    music: float
    """0 where nothing speaks of music, 1 where it is about music."""
    medium: Medium | None
    songs: bool
    """It speaks of songs and tracks rather than of whole soundtracks."""
    titled: bool
    """It says so itself, in its title or description."""
    themes: bool
    """It is about themes or scores of films, games or shows: a lone name beside a composer is the work."""
    names: frozenset[str]
    """Folded names that it uses for works."""
    albums: bool = False
    """Its title promises soundtracks, not songs."""


def topic_of(document: Document, known: Known) -> Topic:
    """Judges a whole source from its title, headings and the share of words about music."""
    own_title = document.title or next((b.text for b in document.blocks[:20] if b.kind is BlockKind.HEADING), "")
    head = f"{own_title} {document.about}"
    headings = " ".join(b.text for b in document.blocks[:_SAMPLE] if b.kind is BlockKind.HEADING and b.level <= 2)
    texts = [b.text for b in document.blocks[:_SAMPLE]]
    words = sum(len(t.split()) + sum(1 for c in t if c > "\u3040") // 3 for t in texts) or 1
    songs = sum(v.songs_in(t) for t in texts)
    subject = v.medium_of(f"{head} {headings} {' '.join(texts[:4])}")
    if subject is Medium.ANIME:
        songs += sum(len(_OPENINGS.findall(t)) for t in texts)
    density = songs * 1000 / max(words, 60) * (0.5 if songs == 1 else 1.0)
    music = 0.0
    openings = subject is Medium.ANIME and bool(_OPENINGS.search(head))
    if openings or v.SONG.search(own_title) or (v.MUSICAL.search(own_title) and songs > 2):
        music += 0.6
    elif v.SONG.search(head) or v.SONG.search(headings):
        music += 0.4
    elif v.MUSICAL.search(own_title):
        music += 0.2
    if songs < 3 and _is_list(document, known):
        music = max(music, 0.5)
    music += min(0.5, density / 40)
    names = set()
    for name in re.split(r"[,–—|:]|\s-\s|\band\b", own_title):
        if 2 < len(name.strip()) < 60 and not v.CATEGORY.search(name):
            names.add(name.strip().casefold())
    return Topic(
        min(1.0, music),
        v.medium_of(f"{head} {headings}") or v.medium_of(" ".join(texts)[:20000], clearly=True),
        bool(_TRACKS.search(head)),
        openings or bool(v.SONG.search(head)),
        bool(_THEMES.search(own_title)),
        frozenset(names),
        albums_meant(own_title),
    )


def _is_list(document: Document, known: Known) -> bool:
    """Whether a source is nothing but a list whose lines name known works or artists beside something else."""
    lines = [w for b in document.blocks[:200] if b.kind is not BlockKind.MEDIA for _, w in b.words.lines()][:60]
    pairs = [re.split(r"\s+[-–—|]\s+|\s+(?:by|from)\s+|\t", w.text) for w in lines if len(w.text) < 120]
    named = [p for p in pairs if len(p) in (2, 3) and not any("@" in part or sentence(part) for part in p)]
    if len(lines) == 1:  # a single entry, pasted or piped: only a known work says that it is one
        parts = re.split(r"\s+[-–—|]\s+|\s+from\s+|[()（）]", lines[0].text)
        return len(parts) > 1 and any(known.work(part.strip()) for part in parts)
    if len(named) < 2 or len(named) < 0.7 * len(lines):
        return False
    return sum(any(known.work(part.strip()) or person(part.strip()) >= 2 for part in p) for p in named) >= 0.3 * len(
        named
    )


@dataclass(frozen=True, slots=True)
class About:
    """What a heading says about the tracks below it."""

    work: str | None = None
    artist: str | None = None
    sure: bool = False


def about(words: Words, known: Known) -> About:
    """The work or artist that a heading, a bold line or a parent item names; nothing where it only sorts the page."""
    words, _ = unwrap(words)
    words, _ = strip_rank(words)
    words = quoted(words)
    if (label := _LABEL.match(words.text)) and label.end() < len(words.text):
        words, _ = unwrap(words.cut(label.end(), len(words.text)))
    text = words.text.rstrip(":： ")
    if not text or len(text) > 500 or v.BYLINE.match(text):
        return About()
    for span in words.spans:
        raw = words.text[span.start : span.end]
        name = clean(inner(raw) if span.mark is Mark.QUOTE else raw)
        marked = (
            span.mark is Mark.EMPHASIS
            or (span.mark is Mark.QUOTE and raw[0] in "『《")
            or (span.mark in (Mark.LINK, Mark.STRONG) and known.work(name))
        )
        if (
            marked
            and titled(name)
            and not sentence(name)
            and name.casefold() not in v.GENERIC
            and not v.CATEGORY.fullmatch(name)
        ):
            return About(work=_name(name), sure=True)
    named = [w for w in re.findall(r"[^\W\d_]+", v.CATEGORY.sub(" ", text)) if w.casefold() not in v.GENERIC]
    sorts = len(text.split()) > 1 and not named
    if known.work(text) and text.casefold() not in v.GENERIC and not v.CATEGORY.fullmatch(text) and not sorts:
        return About(work=_name(text), sure=True)
    if dense := _FROM_DENSE.match(text):
        return About(work=dense[1].strip(), sure=True)
    stripped = clean(_MUSIC_HEAD.sub("", text))
    if known.work(stripped) and not _sorts(stripped):
        return About(work=stripped, sure=True)
    if (said := _known_inside(text, known)) is not None:
        return About(work=said, sure=True)
    for start, end in sentences(words):
        subject = _SUBJECT.match(words.text[start:end].lstrip())
        if subject and not v.CATEGORY.search(subject[1]) and subject[1].casefold() not in v.GENERIC:
            return About(work=subject[1])
    mentions = [m for m in works_in(words, 0, len(words.text), known) if m.sure and not _sorts(m.name)]
    if mentions and (known.work(mentions[0].name) or len(text.split()) > 4):
        return About(work=mentions[0].name, sure=known.work(mentions[0].name) is not None)
    if (
        sentence(text)
        or len(stripped.split()) > 8
        or not titled(stripped)
        or _sorts(stripped)
        or stripped.endswith(("?", "!?"))
    ):
        return About()
    if (lowered(stripped.split()) > 0 and stripped != text) or v.SONG.search(stripped):
        return About()
    if _NO_WORK.search(stripped):
        return About()
    if person(stripped) >= 1:
        return About(artist=stripped, sure=person(stripped) >= 2)
    return About(work=stripped)


def _name(text: str) -> str:
    return clean(text)


def _known_inside(text: str, known: Known) -> str | None:
    """The longest run of a heading's words that is the name of a known work; a single short word is not enough."""
    words = text.split()
    if not 2 < len(words) <= 12:
        return None
    for length in range(min(6, len(words) - 1), 0, -1):
        for at in range(len(words) - length + 1):
            name = clean(" ".join(words[at : at + length]))
            if titled(name) and (length > 1 or len(name) > 7) and not _sorts(name) and known.work(name):
                return name
    return None


def _sorts(text: str) -> bool:
    """Whether a heading only sorts the page: most of its words are of that kind."""
    if not text.strip():
        return True
    left = v.CATEGORY.sub(" ", text)
    words = [w for w in re.findall(r"[^\W\d_]+", left) if w.casefold() not in v.GENERIC and len(w) > 1]
    all_words = re.findall(r"[^\W\d_]+", text)
    return len(words) * 2 <= len(all_words) or bool(v.FURNITURE.fullmatch(text.strip()))


def furniture(path: Sequence[Head]) -> bool:
    """Whether something stands under a heading where nothing is recommended."""
    return any(_is_furniture(head.words) for head in path if head.level <= 7)


def _is_furniture(words: Words) -> bool:
    text = words.text.strip(" :：*#")
    if len(text) > 80 or not v.FURNITURE.search(text) or v.SONG.search(text) or strip_rank(words)[1]:
        return False
    left = re.findall(r"[^\W\d_]+", v.FURNITURE.sub(" ", text))
    named = [w for w in left if w.casefold() not in v.GENERIC and len(w) > 2]
    return len(named) <= 1


def albums_meant(*texts: str) -> bool:
    """Whether the words nearest to a list promise soundtracks or albums, not tracks."""
    for text in texts:
        tracks, albums = _TRACKS.search(text), _ALBUMS.search(text)
        if tracks and not albums:
            return False
        if albums:
            return not tracks or (
                albums.end() > tracks.end() and not re.search(r"\b(?:songs?|tracks|themes?)\b", text, re.I)
            )
    return False


_WORKS_WITH = re.compile(
    r"^\W*(?:\w+\s+){0,2}(?:films?|movies?|games?|shows?|series|animes?|albums?|jeux|películas|juegos|filmes|jogos|filme|spiele)\s+"
    r"(?:with|avec|con|com|mit)\b",
    re.IGNORECASE,
)


def works_meant(heading: str) -> bool:
    """Whether a heading promises works that have good music ("Films with a great score"), not tracks."""
    return _WORKS_WITH.search(heading) is not None


_ALBUMS_ALONE = re.compile(
    r"\b(?:albums|álbumes|álbuns|alben|lps|records)\b[^.!?\"“]{0,25}$|アルバム.{0,4}$|专辑.{0,4}$", re.IGNORECASE
)


def only_albums(*texts: str) -> bool:
    """Whether the words nearest to a list promise albums of artists, and speak of no songs."""
    for text in texts:
        if _TRACKS.search(text):
            return False
        if _ALBUMS_ALONE.search(text):
            return True
    return False


def facts_below(body: Sequence[Block], known: Known, *, lone: bool = False, said: bool = False) -> About:
    """The work and artist that the first lines below a track give ("From Inception.", "Composer: X", a bare name).

    `lone`: the track has its artist, so that a name which stands alone above the prose is the work.
    `said`: only what is said in so many words counts, not a work that the sentences happen to name.
    """
    work = artist = None
    lines = [line for block in body[:3] if block.kind is BlockKind.PARAGRAPH for _, line in block.words.lines()][:4]
    for place, line in enumerate(lines):
        text = line.text.strip()
        named, singer = eastern.facts(text) if place < 2 else (None, None)
        work, artist = work or named, artist or singer
        if dense := _FROM_DENSE.match(text):
            work = work or dense[1].strip()
        elif made := _DENSE_FACT.match(text):
            artist = artist or made[1]
            if place == 0 and (shown := _DENSE_SHOWN.search(text)):
                work = work or shown[1]
        elif (by := _DENSE_BY.match(text)) and person(by[1]) > 0:
            artist = artist or by[1]
        elif (
            len(text) <= 100 and (fact := _FACT.match(text)) and titled(fact["name"]) and len(fact["name"].split()) <= 9
        ):
            if fact["what"].casefold() in (
                "artist",
                "composer",
                "composed by",
                "by",
                "performed by",
                "sung by",
                "singer",
                "band",
                "作曲",
                "歌",
                "アーティスト",
                "歌手",
            ):
                artist = artist or clean(fact["name"])
            else:
                work = work or clean(re.sub(r"\s*\((?:19|20)\d\d\)$", "", fact["name"]))
        elif place == 0 and (shown := _SHOWN.match(text)):
            work = work or clean(shown[1])
        elif (
            place == 0
            and len(text.split()) <= 8
            and not v.NO_TRACK.search(text)
            and not sentence(text)
            and titled(text)
        ):
            bare, _ = unwrap(line)
            name = clean(re.sub(r"\s*[(（](?:19|20)\d\d[)）]$", "", bare.text))
            if known.work(name):
                work = work or name
            elif lone and len(lines) > 1 and sentence(lines[1].text) and not v.CATEGORY.fullmatch(name):
                work = name
            elif person(name) >= 1:
                artist = artist or name
    if not said and work is None and lines and not (len(lines[0].text) < 60 and v.NO_TRACK.search(lines[0].text)):
        work = _named_below(lines[0], known)
    return About(work, artist, work is not None)


def _named_below(words: Words, known: Known) -> str | None:
    """The work that the first sentences below a track name: "From the movie X", "The ending of X needs it"."""
    words = quoted(words)
    for start, end in list(sentences(words))[:2]:
        for mention in works_in(words, start, end, known):
            if mention.sure:
                return mention.name
    return None
