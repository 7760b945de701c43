"""Reads the set phrases in which Japanese and Chinese writers name a track with its work: 「作品」の主題歌「曲」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ROLE = (
    r"(?:第?\d{1,2}(?:期|クール|シーズン)?の?)?(?:主題歌|オープニング|エンディング|挿入歌|挿入曲|劇中歌|テーマ曲|テーマソング|イメージソング|"
    r"キャラソン|キャラクターソング|OP|ED|劇伴|BGM|サントラ|"
    r"主题曲|主題曲|片头曲|片頭曲|片尾曲|插曲|配乐|配樂|原声|印象曲)(?:曲|テーマ曲|テーマ|ソング|主題歌)?\s?\d{0,2}"
)
_MEDIUM = (
    r"(?:TV|テレビ)?(?:アニメ|ゲーム|映画|ドラマ|劇場版|番組|特撮|"
    r"电影|電影|动画|動畫|动漫|游戏|遊戲|电视剧|電視劇|番剧)(?:版|作品|映画)?"
)
_NAME = r"[「『《]([^「」『』《》\n]{1,60})[」』》]"
_BY = (
    r"(?:[、,，]\s*(?:歌手の?)?([^「」『』《》、。,，\n]{1,25}?)(?:さん)?"
    r"(?:で|の|による|が歌う|の歌う|が歌った|作曲の))?"
)
_WORK_TITLE = re.compile(
    rf"{_NAME}(?:の|で流れる|に使われた|で使われた)?\s*{_ROLE}(?:の|は|である|として(?:有名な|知られる)?|となった)?\s*{_BY}\s*[、,，]?\s*{_NAME}"
)
_MEDIUM_TITLE = re.compile(
    rf"{_MEDIUM}\s*{_NAME}\s*(?:から|より|の|で|の中の|に出てくる|で流れる|里的|中的|的|、)\s*{_BY}\s*{_NAME}"
)
_TITLE_WORK = re.compile(
    rf"{_NAME}\s*(?:は|も|、|，|是|（|\()\s*(?:{_MEDIUM})?\s*{_NAME}\s*(?:の|に使われた|的)?\s*{_ROLE}"
)
_FACT = re.compile(rf"(?:{_MEDIUM}\s*{_NAME}|{_NAME}\s*の?\s*{_ROLE})(?:の|で|は|、|から|に|です|でした)?")
_FACT_BY = re.compile(
    rf"{_ROLE}[、,，]\s*([^「」『』《》、。,，\n]{{1,25}}?)(?:さん)?(?:で|の|による|が歌う)\s*[「『《]"
)


_FROM_TITLE = re.compile(
    r"(?:出自|来自|來自|選自|选自)\s*(?:电影|電影|动画|動畫|动漫|游戏|遊戲|电视剧|電視劇)?\s*"
    r"[《「『]?([^《》「」『』，。,\n的]{2,60}?)[》」』]?\s*(?:里|裡|中)?的\s*"
    r"[《「『]?([^《》「」『』，。,\n的]{1,40}?)[》」』]?(?=\s*(?:[，。,\n]|$))"
)
_NO_TITLE = re.compile(
    r"音乐|音樂|歌|曲|配乐|配樂|原声|原聲|OST|BGM|专辑|專輯|电影|電影|动画|動畫|游戏|遊戲|作品|东西|一首|片段|旋律"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A track that a phrase names with its work; `start` and `end` are those of the title."""

    title: str
    work: str
    artist: str | None
    start: int
    end: int
    work_start: int
    work_end: int

    def covers(self, start: int, end: int) -> bool:
        """Whether words are part of the title or the work."""
        return (start < self.end and self.start < end) or (start < self.work_end and self.work_start < end)


def phrases(text: str, start: int, end: int) -> Iterator[Phrase]:
    """The tracks that set phrases name between two places of a text, in order."""
    for match in _FROM_TITLE.finditer(text, start, end):
        if not _NO_TITLE.search(match[2]):
            yield Phrase(match[2].strip(), match[1].strip(), None, *match.span(2), *match.span(1))
    if not any(text.find(c, start, end) >= 0 for c in "「『《"):
        return
    taken = start
    for pattern, work, by, title in ((_WORK_TITLE, 1, 2, 3), (_MEDIUM_TITLE, 1, 2, 3), (_TITLE_WORK, 2, 0, 1)):
        for match in pattern.finditer(text, start, end):
            if match.start() < taken and pattern is not _WORK_TITLE:
                continue
            taken = max(taken, match.end())
            artist = match[by] if by else None
            yield Phrase(
                match[title].strip(),
                match[work].strip(),
                artist,
                match.start(title) - 1,
                match.end(title) + 1,
                match.start(work) - 1,
                match.end(work) + 1,
            )


def facts(line: str) -> tuple[str | None, str | None]:
    """The work and the artist that a line below a track gives in such a phrase."""
    found = _FACT.search(line[:200])
    by = _FACT_BY.search(line[:200])
    return (found[1] or found[2] if found else None), (by[1] if by else None)
