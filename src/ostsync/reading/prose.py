"""Reads recommendations out of running text: marked titles by what stands around them, bare ones after clear words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ostsync.reading import vocabulary as v
from ostsync.reading.bare import bare_titles
from ostsync.reading.document import Mark, Span, Words
from ostsync.reading.entries import is_version
from ostsync.reading.mentions import WorkMention, artist_around, tidy, work_after, works_in
from ostsync.reading.names import Known, dense, person, possible_title, sentence, titled
from ostsync.reading.quotes import inner, quoted
from ostsync.reading.sentences import clean, sentences

ACCEPTED = 1.5
"""What the signs around marked words must add up to before they count as a title."""


@dataclass(slots=True)
class Setting:
    """What is known where a paragraph stands."""

    known: Known
    music: float = 0.0
    """How much the source is about music: 0 not at all, 1 mainly."""
    work: str | None = None
    """The work of the section."""
    sure: bool = False
    """The section is about that work for certain."""
    artist: str | None = None
    near: bool = False
    """The heading or the paragraph before speaks of songs."""


@dataclass(frozen=True, slots=True)
class Found:
    """A title in a text."""

    title: str
    start: int
    end: int
    work: str | None = None
    artist: str | None = None
    score: float = 0.0
    sentence: str = ""
    artists_near: tuple[str, ...] = field(default=())

    @property
    def confidence(self) -> float:
        """How sure the reading is, 0 to 1."""
        return round(max(0.3, min(0.95, 0.35 + 0.16 * self.score)), 2)


_SONG_NOUN = (
    r"(?:theme|insert|title|opening|ending|main|battle|boss|end|closing|love)?[ -]?(?:songs?|tracks?|themes?|pieces?|tunes?|singles?|"
    r"openings?|endings?|op|ed|ballads?|anthem|lullaby|march|medley|hit|jam|banger|number|cue|melody|"
    r"canción|canciones|temas?|pistas?|piezas?|músicas?|canção|canções|faixas?|chansons?|morceaux?|titre|thème|générique|"
    r"lieder|lied|stück|titelsong|titellied|brano|brani|canzoni?)"
)
_LEFT_NOUN = re.compile(
    rf"(?:^|[\s(]){_SONG_NOUN}\s*(?:\d+\s*)?(?:,|:|is|was|are|were|like|such as|called|named|titled|entitled|is called|es|fue|llamad[ao]|"
    r"chamad[ao]|intitulée?|namens|–|-)?\s*(?:the|a|definitely|probably|simply)?\s*$",
    re.IGNORECASE,
)
_LEFT_VERB = re.compile(
    r"(?:called|titled|entitled|rendition of|versions? of|covers? of|performance of|performs?|performed|sings?|sang|singing|hums?|"
    r"humming|listen(?:ing|ed)? to|shout-?out (?:to|goes to)|notes of|sound of|strains of|melody of|lyrics of|chorus of|"
    r"opens with|closes with|ends with|begins with|starts with|standouts?(?: is| are| include)?|highlights?(?: is| are| include)?|"
    r"escuchar|escuché|écouter|höre|ouvir)\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_LEFT_LIKING = re.compile(
    r"(?:love|loved|like|liked|enjoy|enjoyed|adore|prefer|recommend|favou?rites?|addicted to|obsessed with|tired of|heard|hear|"
    r"play|plays|playing|played|especially|particularly|mainly|including|includes|such as|picks?|choose|chose|best|disfruté|gusta|"
    r"adoro|j'aime|liebe)\b[^.\"“]{0,25}$",
    re.IGNORECASE,
)
_LEFT_WORK = re.compile(
    r"(?:films?|movies?|games?|anime|series|show|drama|album|book|novel|manga|film|película|juego|videojuego|jogo|filme|jeu|spiel|"
    r"playing|watching|watched|finished|soundtrack (?:of|to|for)|ost of|episode|character|chapter|level|boss|playlist|podcast|channel)"
    r"\s*[,:]?\s*$|(?:音楽|映画|ゲーム|アニメ|ドラマ|小説|漫画|アルバム|电影|動畫|动画|游戏|动漫|小说|专辑|电视剧|番剧|剧集|片|书)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_LEFT_FROM = re.compile(r"\b(?:from|in|of|de|del|da|do|aus|dans|for)\s+(?:the\s+|el\s+|la\s+|o\s+)?$", re.IGNORECASE)
_LEFT_SPEECH = re.compile(
    r"(?:says?|said|asked|asks|thinking|thought|shouted|whispered|word|words|phrase|lyrics?|line|labeled|so-called|quote|quotes|term|means)\s*[,:]?\s*$",
    re.I,
)
_LEFT_DENSE = re.compile(
    r"(?:曲|歌|主題歌|主题曲|片尾曲|片头曲|插曲|配乐|单曲|挿入歌|劇伴|OP|ED|オープニング|エンディング|テーマ|ソング|BGM|テーマ曲)\s*\d?\s*(?:の|は|が|である|、|：|:|是|叫|“)?\s*$"
)
_RIGHT_DENSE = re.compile(
    r"\s*(?:という(?:曲|歌)|っていう曲|のイントロ|のメロディ|を聴|が流れ|を歌|のサビ|这首|這首|这一首|，?是.{0,8}(?:曲|歌)|は.{0,12}(?:曲|歌))"
)
_RIGHT_BY = re.compile(
    r",?\s*(?:\([^()]{0,40}\)\s*)?(?:,?\s*(?:sung|performed|composed|written|covered|played)\s+by|by|de|von|par)\s+(?:the\s+)?(?=[\"“'‘*_]?[A-Z0-9À-Þ\u3040-\u9fff])"
)
_RIGHT_FROM = re.compile(
    r",?\s*(?:\((?:from|in)\b|from|in the|in|off|aus|de|del|da|do|dans)\s+(?:the\s+|their\s+|its\s+|his\s+|her\s+)?(?=[\"“'‘*_«『]?[A-Z0-9À-Þ\u3040-\u9fff]|most recent|latest|debut|soundtrack|first|second|game|film|movie|anime)"
)
_RIGHT_IS = re.compile(
    rf"\s*,?\s*(?:por ejemplo,\s*|for example,\s*)?(?:is|was|es|est|ist|é|fue|are)?\s*(?:such\s+)?,?\s*(?:a|an|un|una|une|um|uma|ein|eine|the|another|one of|el|la|le|o|das|uno de|una de|l')\s*"
    rf"(?:[\w’'-]+\s+){{0,6}}?{_SONG_NOUN}\b",
    re.IGNORECASE,
)
_RIGHT_NOUN = re.compile(r"\s*\(?(?:theme|song|track|tune|melody|piece|medley|motif|leitmotif)\b", re.IGNORECASE)
_RIGHT_WORK = re.compile(
    r"(?:['’]s?)?\s*(?:original\s+)?(?:soundtracks?|ost|score|album|series|movie|film|game|anime|trailer|franchise|saga|trilogy|playlist|universe|remake|dvd|manga|novel|characters?|episode|"
    r"movies|films|games)\b|\s*themed\b|\s*の(?:サントラ|世界)",
    re.IGNORECASE,
)
_AWARD = re.compile(
    r"(?:the\s+)?best\s+[\w\s]*\b(?:song|performance|album|score|soundtrack|picture|music|actor|actress|director)\b",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:shall\s+)?(?:means?|refers? to|is defined|stands for|includes|denotes|signifies)\b"
)
_REJECTED = re.compile(
    r"\b(?:also considered|didn't like|did not like|don't like|not a fan|dislike|hate|hated|instead of|ripped off|rip-off of|stole|borrowed|unlike|overrated|worse than|"
    r"isn't my favou?rite|nothing to do with)\b[^.]{0,60}$",
    re.IGNORECASE,
)
_MEDLEY = re.compile(
    r"^\W*(?:and|und|y|e|et|,|&|while|or|or even|as well as|plus|then|と|、|や|和|及)\s*(?:the|also|then|maybe|of course|\w+\s){0,3}\W*$",
    re.IGNORECASE,
)


def read(words: Words, setting: Setting) -> list[Found]:
    """The titles that a paragraph recommends, in order."""
    words = quoted(words)
    text = words.text
    anywhere = bool(v.SONG.search(text))
    if (
        not anywhere
        and not setting.near
        and setting.music < 0.3
        and not (setting.music >= 0.15 and v.MUSICAL.search(text))
    ):
        return []
    found: list[Found] = []
    earlier: list[tuple[int, int]] = []
    before = setting.near
    for start, end in sentences(words):
        spans = [s for s in words.within(start, end) if s.end > s.start]
        part = text[start:end]
        song, musical = v.SONG.count(part), v.MUSICAL.count(part)
        level = 0.6 if song else 0.4 if musical > 1 else 0.3 if musical else 0.0
        level += 0.2 if before or anywhere else 0.0
        level += 0.3 * setting.music
        titles = _marked(words, spans, start, end, level, setting)
        taken = [(f.start, f.end) for f in titles]
        for bare in bare_titles(
            words, start, end, setting.known, musical=song + musical, music=setting.music, near=before or anywhere
        ):
            if not any(a < bare.end and bare.start < b for a, b in taken):
                titles.append(Found(bare.title, bare.start, bare.end, bare.work, bare.artist, bare.score))
        if titles:
            titles.sort(key=lambda f: f.start)
            free = _free(words, start, end, titles, setting)
            carried = next(
                (m for a, b in reversed(earlier[-4:]) if (m := _last(_free(words, a, b, found, setting)))), None
            )
            found.extend([_complete(one, words, start, end, free, carried, setting) for one in titles])
        earlier.append((start, end))
        before = bool(song)
    return found


def _free(words: Words, start: int, end: int, titles: list[Found], setting: Setting) -> list[WorkMention]:
    """The works that a sentence names beside the titles in it."""
    mentions = works_in(words, start, end, setting.known)
    return [m for m in mentions if not any(f.start < m.end and m.start < f.end for f in titles)]


def _last(mentions: list[WorkMention]) -> WorkMention | None:
    """The work that the next sentence is about, after one that names these."""
    return next((m for m in reversed(mentions) if m.sure), mentions[0] if mentions else None)


# ---------------------------------------------------------------------------- marked titles


def _marked(words: Words, spans: list[Span], start: int, end: int, level: float, setting: Setting) -> list[Found]:
    scored: list[tuple[Found, float]] = []
    last_end = -1
    for span in spans:
        if span.start < last_end:
            continue
        title = _title(words.text, span)
        if not title:
            continue
        inside = [
            s
            for s in spans
            if s is not span and span.start <= s.start and s.end <= span.end and s.mark in (Mark.QUOTE, Mark.EMPHASIS)
        ]
        if span.mark in (Mark.LINK, Mark.STRONG) and inside:
            continue
        score = _score(words, span, title, start, end, level, setting)
        scored.append((Found(title, span.start, span.end, score=score), score))
        last_end = span.end
    return _joined(words.text, scored)


def _title(text: str, span: Span) -> str:
    raw = text[span.start : span.end]
    title = clean(inner(raw) if span.mark is Mark.QUOTE else raw)
    if title.endswith("!") and "!" not in title[:-1] and span.mark is Mark.QUOTE and len(title.split()) > 6:
        return ""
    if re.search(r"(\w)\1{3}", title):
        return ""
    if not possible_title(title):
        return ""
    return title if 1 < len(title) <= 110 and "\n\n" not in title and any(c.isalnum() for c in title) else ""


_BASE = {Mark.CODE: 1.0, Mark.LINK: 0.2, Mark.EMPHASIS: 0.0, Mark.STRONG: -1.0}
_BASE_QUOTE = {"『": 0.2, "《": 0.5, "「": 0.7, "'": 0.9, "‘": 0.9}


def _score(words: Words, span: Span, title: str, start: int, end: int, level: float, setting: Setting) -> float:
    text = words.text
    left, right = text[max(start, span.start - 70) : span.start], text[span.end : min(len(text), span.end + 90)]
    mark = text[span.start] if span.mark is Mark.QUOTE else ""
    left = left.rstrip("".join("\"“‘'「『《*_`"))
    score = _BASE_QUOTE.get(mark, 1.0) if mark else _BASE[span.mark]
    score += level
    own = v.SONG.count(title)
    if own and own == v.SONG.count(text[start:end]):
        score -= 0.8
    cued = bool(_LEFT_NOUN.search(left) or _LEFT_DENSE.search(left))
    if cued:
        score += 1.2
    elif _LEFT_VERB.search(left):
        score += 0.8
    elif _LEFT_LIKING.search(left):
        score += 0.4
    elif _LEFT_FROM.search(left):
        score -= 0.5 if mark or span.mark is Mark.CODE else 1.2
    if _RIGHT_IS.match(right) or _RIGHT_DENSE.match(right):
        score += 1.2
    elif _RIGHT_NOUN.match(right) or _RIGHT_BY.match(right):
        score += 0.9
    elif _RIGHT_FROM.match(right):
        work = work_after(words, span.end, end, setting.known)
        score += 1.2 if work and setting.known.work(work) else 0.6
    if owner := re.search(r"((?:[A-Z][\w.-]+\s+){0,2}[A-Z][\w-]+)(?:['’]s|s['’])\s*$", left):
        score += (
            0.1
            if setting.known.work(title)
            else 1.0
            if person(owner[1]) > 0.4 or (level >= 0.3 and span.mark is not Mark.EMPHASIS)
            else 0.2
        )
    if not titled(title) and not cued:
        score -= 1.5 if span.mark is not Mark.CODE else 0.8
    low = title.casefold()
    if all(w.strip(".,!?") in v.GENERIC for w in low.split()) or v.PLAYLIST.search(low):
        score -= 2.5
    if v.NO_TRACK.search(low) and len(low.split()) <= 6:
        score -= 1.5
    if v.ALBUM.search(low[-20:]):
        score -= 1.5
    if _RIGHT_WORK.match(right):
        score -= 2.0
    if _LEFT_WORK.search(left) and not cued:
        score -= 1.2
    if _LEFT_SPEECH.search(left):
        score -= 1.2 if not _RIGHT_FROM.match(right) else 0.4
    if setting.music < 0.1:
        score -= 0.5
    if _DEFINED.match(right):
        score -= 2.0
    if _REJECTED.search(left):
        score -= 2.0
    if (not titled(title) and len(title.split()) >= 4) or _AWARD.match(title):
        score -= 2.0
    if len(title.split()) > 9 or sentence(title):
        score -= 1.5
    if not cued and setting.known.work(title):
        score -= 0.8 if mark not in "『《" or not mark else 1.2
    if person(title) >= 2 and not cued:
        score -= 1.0
    if dense(text) and mark == "「" and not (cued or _RIGHT_DENSE.match(right)) and len(title) > 16:
        score -= 1.0
    return score


def _joined(text: str, scored: list[tuple[Found, float]]) -> list[Found]:
    """Marked words joined by "and" or a comma to a title are titles too, if nothing speaks against them."""
    accepted = [one for one, score in scored if score >= ACCEPTED]
    for one, score in scored:
        if score >= ACCEPTED or score < ACCEPTED - 1.0:
            continue
        for other, points in scored:
            if points < ACCEPTED:
                continue
            first, second = sorted((one, other), key=lambda f: f.start)
            between = text[first.end : second.start]
            if len(between) < 60 and (
                _MEDLEY.match(between) or (len(between) < 50 and re.search(r",\s*(?:and|while|und|y|et|e)\s", between))
            ):
                accepted.append(one)
                break
    return accepted


# ---------------------------------------------------------------------------- work and artist


def _complete(
    one: Found,
    words: Words,
    start: int,
    end: int,
    mentions: list[WorkMention],
    carried: WorkMention | None,
    setting: Setting,
) -> Found:
    """The title with its work and artist: from the words behind it, before it, the sentence, the section."""
    text = words.text
    work, artist = one.work, one.artist
    behind = one.end
    if artist is None and (made := artist_around(text, one.start, one.end, start, end)) is not None:
        artist, behind = made.name, max(one.end, made.end)
        bracket = re.match(r"\s*[(（]([^()（）]{2,70})[)）]", text[behind:end])
        if work is None and bracket and titled(bracket[1]) and not is_version(bracket[1]) and not bracket[1].isdigit():
            work = tidy(bracket[1]) or None
    if work is None:
        work = work_after(words, behind, end, setting.known) or (
            work_after(words, one.end, end, setting.known) if behind > one.end else None
        )
    if work is None and mentions:
        earlier = [m for m in mentions if m.end <= one.start]
        work = (earlier[-1] if earlier else mentions[0]).name
    if work is None:
        known = setting.work if setting.sure else None
        work = known or (carried.name if carried is not None else setting.work)
    if work and work.casefold() == one.title.casefold() and not setting.known.work(work):
        work = setting.work
    artist = artist or setting.artist
    if artist and work and artist.casefold() == work.casefold():
        work = None
    return Found(one.title, one.start, one.end, work, artist, one.score, text[start:end].strip())
