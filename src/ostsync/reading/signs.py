"""Weighs what speaks for marked words being a title: the words around them, how they are marked, how they look."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ostsync.reading import vocabulary as v
from ostsync.reading.cutting import is_version
from ostsync.reading.document import Mark, Span, Words
from ostsync.reading.mentions import work_after
from ostsync.reading.names import Known, dense, person, sentence, titled


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


_SONG_NOUN = (
    r"(?:theme|insert|title|opening|ending|main|battle|boss|end|closing|love)?[ -]?(?:songs?|tracks?|themes?|"
    r"pieces?|tunes?|singles?|"
    r"openings?|endings?|op|ed|ballads?|anthem|lullaby|march|medley|hit|jam|banger|number|cue|melody|"
    r"canción|canciones|temas?|pistas?|piezas?|músicas?|canção|canções|faixas?|chansons?|morceaux?|titre|"
    r"thème|générique|"
    r"\w*lieder|\w*lied|\w*stücke?s?|\w*titel|\w*tracks?|titelsong|favorit(?:en)?|liebling(?:e)?|favorito|favorita|"
    r"preferid[ao]|préférée?|brano|brani|canzoni?)"
)
_LEFT_NOUN = re.compile(
    rf"(?:^|[\s(]){_SONG_NOUN}\s*(?:\d+\s*)?(?:,|:|is|was|are|were|like|such as|called|named|titled|entitled|"
    rf"is called|es|fue|llamad[ao]|é|foi|est|ist|sind|war|\?|"
    r"chamad[ao]|intitulée?|namens|–|-)?\s*(?:the|a|definitely|probably|simply|der|die|das|le|la|el|o)?\s*$",
    re.IGNORECASE,
)
_LEFT_VERB = re.compile(
    r"(?:called|titled|entitled|rendition of|versions? of|covers? of|performance of|performs?|performed|"
    r"sings?|sang|singing|hums?|"
    r"humming|listen(?:ing|ed)? to|shout-?out (?:to|goes to)|notes of|sound of|strains of|melody of|lyrics"
    r" of|chorus of|"
    r"opens with|closes with|ends with|begins with|starts with|standouts?(?: is| are| include)?|"
    r"highlights?(?: is| are| include)?|"
    r"escuchar|escuché|écouter|höre|ouvir)\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_LEFT_LIKING = re.compile(
    r"(?:love|loved|like|liked|enjoy|enjoyed|adore|prefer|recommend|favou?rites?|addicted to|obsessed with|"
    r"tired of|heard|hear|"
    r"play|plays|playing|played|especially|particularly|mainly|including|includes|such as|picks?|choose|"
    r"chose|best|disfruté|gusta|"
    r"adoro|j'aime|liebe)\b[^.\"“]{0,25}$",
    re.IGNORECASE,
)
_LEFT_WORK = re.compile(
    r"(?:films?|movies?|games?|anime|series|show|drama|album|book|novel|manga|film|película|juego|videojuego|"
    r"jogo|filme|jeu|spiel|"
    r"playing|watching|watched|finished|soundtrack (?:of|to|for)|ost of|episode|character|chapter|level|boss|"
    r"playlist|podcast|channel)"
    r"\s*[,:]?\s*$|(?:音楽|映画|ゲーム|アニメ|ドラマ|小説|漫画|アルバム|电影|動畫|动画|游戏|动漫|小说|专辑|电视剧|番剧|剧集|片|书)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_LEFT_FROM = re.compile(r"\b(?:from|in|of|de|del|da|do|aus|dans|for)\s+(?:the\s+|el\s+|la\s+|o\s+)?$", re.IGNORECASE)
_LEFT_SPEECH = re.compile(
    r"(?:says?|said|asked|asks|thinking|thought|shouted|whispered|word|words|phrase|lyrics?|line|labeled|"
    r"so-called|quote|quotes|term|means)\s*[,:]?\s*$",
    re.I,
)
_LEFT_DENSE = re.compile(
    r"(?:那首|这首|這首|一首|单曲循环|循环播放|曲子|曲|歌|主題歌|主题曲|片尾曲|片头曲|插曲|配乐|单曲|挿入歌|劇伴|OP|ED|オープニング|エンディング|テーマ|ソング|BGM|テーマ曲)\s*\d?\s*(?:の|は|が|である|、|：|"
    r":|是|叫|“)?\s*$"
)
_RIGHT_DENSE = re.compile(
    r"\s*(?:という(?:曲|歌)|っていう曲|のイントロ|のメロディ|を聴|が流れ|を歌|のサビ|这首|這首|这一首|，?是.{0,8}(?:曲|歌)|は.{0,12}(?:曲|歌))"
)
_RIGHT_BY = re.compile(
    r",?\s*(?:\([^()]{0,40}\)\s*)?(?:,?\s*(?:sung|performed|composed|written|covered|played)\s+by|by|de|von|"
    r"par)\s+(?:the\s+)?(?=[\"“'‘*_]?[A-Z0-9À-Þ\u3040-\u9fff])"
)
_RIGHT_FROM = re.compile(
    r",?\s*(?:\((?:from|in)\b|from|in the|in|off|aus|de|del|da|do|dans)\s+(?:the\s+|their\s+|its\s+|his\s+|"
    r"her\s+)?(?=[\"“'‘*_«『]?[A-Z0-9À-Þ\u3040-\u9fff]|most recent|latest|debut|soundtrack|first|second|game|"
    r"film|movie|anime)"
)
_RIGHT_IS = re.compile(
    rf"\s*,?\s*(?:por ejemplo,\s*|for example,\s*)?(?:is|was|es|est|ist|é|fue|are)?\s*(?:such\s+)?,?\s*(?:a|"
    rf"an|un|una|une|um|uma|ein|eine|the|another|one of|el|la|le|o|das|uno de|una de|l')\s*"
    rf"(?:[\w’'-]+\s+){{0,6}}?{_SONG_NOUN}\b",
    re.IGNORECASE,
)
_RIGHT_NOUN = re.compile(r"\s*\(?(?:theme|song|track|tune|melody|piece|medley|motif|leitmotif)\b", re.IGNORECASE)
_RIGHT_WORK = re.compile(
    r"(?:['’]s?)?\s*(?:original\s+)?(?:soundtracks?|ost|score|album|series|movie|film|game|anime|trailer|"
    r"franchise|saga|trilogy|playlist|universe|remake|dvd|manga|novel|characters?|episode|"
    r"movies|films|games|levels|stages|modes?|blogs?|posts?|lists?|articles?|threads?|videos|questions?)\b|\s*themed\b|\s*の(?:サントラ|世界|主題歌|挿入歌|劇伴|OP|ED|曲)|\s*的?(?:主题曲|片尾曲|片头曲|插曲|配乐|原声)",
    re.IGNORECASE,
)
_AWARD = re.compile(
    r"(?:the\s+)?best\s+[\w\s]*\b(?:song|performance|album|score|soundtrack|picture|music|actor|actress|director)\b",
    re.IGNORECASE,
)
_NICKNAME_LEFT = re.compile(r"(?:^|\s)[A-ZÀ-Þ][\w’'-]+\s+$|(?:^|\s)[A-ZÀ-Þ][\w’'-]+$")
_NICKNAME_RIGHT = re.compile(r"\s[A-ZÀ-Þ][\w’'-]+")
"""Before and behind a nickname between the names of a person."""
_AFTER_TITLE = re.compile(r"[”\"»」』]\s*(?:,\s*)?(?:from|in|of|off)\s+(?:the\s+)?(?:\w+\s+)?[“\"«「『*_]?$")
"""Behind a quoted title and "from" stands its work, quoted too."""
_ROLE_END = re.compile(r"(?:OP|ED|オープニング|エンディング|主題歌|挿入歌|主题曲|片尾曲|片头曲|插曲)(?:曲|テーマ)?\d?$")
_DENSE_SPEECH = re.compile(
    r"\s*(?:かもしれ|と宣言|と叫|と語|と答|と聞|と尋|をテーマに|を題材|をモチーフ|と思|とか言|と言|と書|と呼ば|みたいな|的な|"
    r"といった(?!曲|歌)|という(?!曲|歌|楽曲|タイトル)|って(?!いう曲|いう歌)|な(?:気持|感じ|メロディ|节奏)|的(?:节奏|感觉|感覺|意思|气氛))"
)
"""Behind Japanese and Chinese quotation marks: what was said, or a word that is only meant."""
_LEFT_SITE = re.compile(
    r"\b(?:channel|blog|site|website|podcast|app|tool|group|account|forum|magazine|company|studio|library)\s*,?\s+"
    r"(?:called|named|titled)\s*$",
    re.IGNORECASE,
)
_RIGHT_SPEECH = re.compile(
    r"[,.]?\s*(?:[\w’']+\s+){1,3}?(?:said|says|asked|asks|replied|answered|told|shouted|joked)\b|[,.]?\s*(?:said|says|asked)\b"
)
_DEFINED = re.compile(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:shall\s+)?(?:means?|refers? to|is defined|stands for|includes|denotes|signifies)\b"
)
_REJECTED = re.compile(
    r"\b(?:going to go with|was going to|were going to|almost (?:picked|chose|went with)|"
    r"also considered|didn't like|did not like|don't like|not a fan|dislike|hate|hated|instead of|"
    r"ripped off|rip-off of|stole|borrowed|unlike|overrated|worse than|"
    r"isn't my favou?rite|nothing to do with)\b[^.]{0,60}$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*[(（]([^()（）]{2,60})[)）]")
_OWNER = re.compile(r"((?:[A-Z][\w.-]+\s+){0,2}[A-Z][\w-]+)(?:['’]s|s['’])\s*$")
_BASE = {Mark.CODE: 1.0, Mark.LINK: 0.2, Mark.EMPHASIS: 0.0, Mark.STRONG: -1.0}
"""What a mark alone is worth; emphasis is for works as often as for titles."""
_BASE_QUOTE = {"『": 0.2, "《": 0.5, "「": 0.7, "'": 0.9, "‘": 0.9}
"""Quotation marks that are worth less than 1: works and speech stand in them too."""
_TARGETS = (
    (re.compile(r"spotify\.com/(?:intl-\w+/)?track/|music\.apple\.com/.*[?&]i="), 2.4),
    (re.compile(r"spotify\.com/|music\.apple\.com|wikipedia\.org|/(?:artist|album|playlist|channel|user)s?/"), -1.0),
    (re.compile(r"youtube\.com/watch|youtu\.be/|bilibili\.com/video|nicovideo\.jp/watch|soundcloud\.com/"), 0.4),
)
"""What a link is worth by where it leads: a track, anything else there, a video."""
_NEAR = 70


@dataclass(frozen=True, slots=True)
class Marked:
    """Marked words in their sentence."""

    words: Words
    span: Span
    title: str
    start: int
    """Where the sentence begins, and ends."""
    end: int
    songs: int
    """How many words in the sentence speak of music."""

    @property
    def left(self) -> str:
        """The words before it; a question before a title that is the whole answer counts too."""
        start = self.start
        if self.span.start - start <= 2 and self.words.text[max(0, start - _NEAR) : start].rstrip().endswith("?"):
            start = 0
        return self.words.text[max(start, self.span.start - _NEAR) : self.span.start].rstrip("\"“‘'「『《*_`")

    @property
    def right(self) -> str:
        """The words behind it."""
        return self.words.text[self.span.end : self.span.end + _NEAR + 20]

    @property
    def quote(self) -> str:
        """The quotation mark, or nothing."""
        return self.words.text[self.span.start] if self.span.mark is Mark.QUOTE else ""

    @property
    def cued(self) -> bool:
        """Words directly before it call it a song, a track, a theme."""
        return bool(_LEFT_NOUN.search(self.left) or _LEFT_DENSE.search(self.left))


def score(one: Marked, level: float, setting: Setting) -> float:
    """What all signs add up to. `level` is how much the sentence is about music."""
    base = _BASE_QUOTE.get(one.quote, 1.0) if one.quote else _BASE[one.span.mark]
    if one.span.mark is Mark.LINK:
        base += next((points for pattern, points in _TARGETS if pattern.search(one.span.href)), 0.0)
    if one.songs and one.songs == v.SONG.count(one.title):
        base -= 0.8  # only the title itself speaks of music
    if setting.music < 0.1:
        base -= 0.5
    return base + level + _before(one, level, setting) + _behind(one, setting) + _look(one, setting)


def _before(one: Marked, level: float, setting: Setting) -> float:
    left = one.left
    points = 0.0
    if one.cued:
        points += 2.2 if one.span.mark is Mark.STRONG and _ROLE_END.search(left) else 1.2
    elif _LEFT_VERB.search(left):
        points += 0.8
    elif _LEFT_LIKING.search(left):
        points += 0.4
    elif _LEFT_FROM.search(left):
        points -= 0.5 if one.quote or one.span.mark is Mark.CODE else 1.2
    if owner := _OWNER.search(left):
        points += _owned(owner[1], one, level, setting)
    if _LEFT_SITE.search(left):
        points -= 2.5
    if _AFTER_TITLE.search(one.words.text[max(one.start, one.span.start - 40) : one.span.start]):
        points -= 2.0
    if _LEFT_WORK.search(left) and not one.cued:
        points -= 1.2
    if _LEFT_SPEECH.search(left):
        points -= 1.2 if not _RIGHT_FROM.match(one.right) else 0.4
    return points - (2.0 if _REJECTED.search(left) else 0.0)


def _owned(owner: str, one: Marked, level: float, setting: Setting) -> float:
    """ "Zimmer's `Time`" is a title, "Scorsese's `Goodfellas`" is a work."""
    if setting.known.work(one.title):
        return 0.1
    return 1.0 if person(owner) > 0.4 or (level >= 0.3 and one.span.mark is not Mark.EMPHASIS) else 0.2


def _behind(one: Marked, setting: Setting) -> float:
    right = one.right
    points = 0.0
    if _RIGHT_IS.match(right) or _RIGHT_DENSE.match(right):
        points += 1.2
    elif _RIGHT_NOUN.match(right) or _RIGHT_BY.match(right):
        points += 0.9
    elif _RIGHT_FROM.match(right):
        work = work_after(one.words, one.span.end, one.end, setting.known)
        points += 1.2 if work and setting.known.work(work) else 0.6
    if (bracket := _BRACKET.match(right)) and not is_version(bracket[1]):
        points += 1.2 if setting.known.work(bracket[1]) else 0.4 if titled(bracket[1]) else 0.0
    if _RIGHT_WORK.match(right):
        points -= 2.0
    if one.quote and _NICKNAME_LEFT.search(one.left) and _NICKNAME_RIGHT.match(right):
        points -= 2.5
    if _DENSE_SPEECH.match(right) and dense(one.words.text):
        points -= 2.5
    if _RIGHT_SPEECH.match(right):
        points -= 1.5
    return points - (2.0 if _DEFINED.match(right) else 0.0)


def _look(one: Marked, setting: Setting) -> float:
    title, cued = one.title, one.cued
    low, words = title.casefold(), title.split()
    points = 0.0
    if not titled(title) and not cued:
        points -= 1.5 if one.span.mark is not Mark.CODE else 0.8
    if all(w.strip(".,!?") in v.GENERIC for w in low.split()) or v.PLAYLIST.search(low):
        points -= 2.5
    if v.NO_TRACK.search(low) and len(words) <= 6:
        points -= 1.5
    if v.SONG.fullmatch(low) or v.MUSICAL.fullmatch(low):
        points -= 2.5
    if v.ALBUM.search(low[-20:]):
        points -= 1.5
    if (not titled(title) and len(words) >= 4) or _AWARD.match(title):
        points -= 2.0
    if len(words) > 9 or sentence(title):
        points -= 1.5
    if not cued and setting.known.work(title):
        points -= 1.2 if one.quote and one.quote in "『《" else 0.8
    if words[-1].casefold() in ("mode", "button", "menu", "option", "setting", "settings", "tab", "key"):
        points -= 1.5
    if person(title) >= (1 if dense(title) else 2) and not cued:
        points -= 1.0
    if one.quote == "「" and dense(title) and len(title) > 16 and not (cued or _RIGHT_DENSE.match(one.right)):
        points -= 1.0
    return points
