"""The words by which people show that they speak of music: what is a song, a work, a version, a page's furniture.

One table a question, in the languages that recommendations are written in. Latin words are matched whole and
without regard to case, words of scripts without spaces anywhere. Every pattern is a plain choice of words: none can
take more than linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ostsync.model import Medium
from ostsync.reading import wordlists

_RUN = re.compile(r"[^\W\d_]+")
_DENSE = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdf]")
"""Letters of scripts that set no blanks between words, where the words themselves cannot be looked up."""


@lru_cache(maxsize=512)
def _runs(text: str) -> frozenset[str]:
    return frozenset(_RUN.findall(text.casefold()))


class Vocabulary:
    """A set of words to look for: Latin ones whole (`_` stands for a blank inside), dense ones anywhere.

    Looks at the words of a text first, so that a text without any of them costs next to nothing.
    """

    def __init__(self, latin: str, dense: str = "") -> None:
        words = [w.replace("_", " ") for w in sorted(latin.split(), key=len, reverse=True)]
        self._first = frozenset(run[0] for w in words if (run := _RUN.search(w.casefold())))
        self._dense = tuple(dense.split())
        parts = [rf"(?<![A-Za-zÀ-ɏ])(?:{'|'.join(map(re.escape, words))})(?![A-Za-zÀ-ɏ])"] if words else []
        parts += [re.escape(w) for w in sorted(self._dense, key=len, reverse=True)]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE)

    def _possible(self, text: str) -> bool:
        if not text.isascii() and _DENSE.search(text):
            return True
        return not self._first.isdisjoint(_runs(text))

    def search(self, text: str) -> re.Match[str] | None:
        """The first of the words in a text."""
        return self._pattern.search(text) if self._possible(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """One of the words, where the text begins with it."""
        return self._pattern.match(text) if self._possible(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """One of the words, where it is the whole text."""
        return self._pattern.fullmatch(text) if self._possible(text) else None

    def count(self, text: str) -> int:
        """How many of them a text holds."""
        return len(self._pattern.findall(text)) if self._possible(text) else 0

    def sub(self, new: str, text: str) -> str:
        """The text with each of them replaced."""
        return self._pattern.sub(new, text) if self._possible(text) else text


SONG = Vocabulary(
    """song songs soundtrack soundtracks ost osts bgm bgms music tracklist setlist set_list playlist playlists
    melody melodies lullaby anisong anisongs theme_song theme_songs main_theme title_track
    vgm mixtape ballads lyrics vocals earworm earworms bangers
    film_score film_scores film_themes movie_themes game_themes anime_themes musical musically
    canción canciones cancion música musica musicales banda_sonora bandas_sonoras melodía compositor compositora
    canção canções trilha_sonora trilhas_sonoras faixa faixas abertura aberturas encerramento encerramentos
    chanson chansons musique musiques bande_originale bandes_originales morceau morceaux générique compositeur
    lied lieder musik filmmusik titelmusik titellied soundtracks komponist ohrwurm
    canzone canzoni colonna_sonora colonne_sonore brano brani""",
    """曲 歌 音楽 サントラ サウンドトラック 主題歌 挿入歌 劇伴 アニソン ソング 楽曲
    オープニング エンディング メロディ 作曲
    音乐 音樂 原声 配乐 插曲 旋律 專輯 专辑 노래 음악 곡 사운드트랙""",
)
"""Words that speak of music wherever they stand."""

MUSICAL = Vocabulary(
    """tune tunes composer composers composed sung singer remix ballad jams banger track tracks theme themes
        score scores scored piece pieces album albums opening openings ending endings op ed ops
    eds piano violin orchestra orchestral orchestration choir chorus guitar guitars strings trumpet drums vocalist
    vocal band bands sang sing sings singing hum humming listen listens listened listening rendition cover
    covers instrumental performed performs concert jazz synth composition melodic duet tema temas pieza piezas pista
    pistas peça thème thèmes titre titres stück stücke titel tempo chords beat beats""",
    "ピアノ オーケストラ ボーカル アルバム カバー 聴 听 聽 钢琴 演唱 듣",
)
"""Words that speak of music when something else around them does."""

MEDIA: tuple[tuple[Medium, Vocabulary], ...] = (
    (
        Medium.ANIME,
        Vocabulary(
            "anime animes animé animés anisong anisongs manga otaku shonen shounen shoujo",
            "アニメ アニソン 动画 动漫 動畫 番剧 애니",
        ),
    ),
    (
        Medium.GAME,
        Vocabulary(
            """game games videogame videogames video_game video_games gaming vgm jrpg jrpgs rpg rpgs nintendo
            playstation xbox sega snes nes arcade juego juegos videojuego videojuegos jogo jogos videogiochi jeu jeux
            jeux_vidéo jeu_vidéo spiel spiele videospiel videospiele gamer gamers playthrough""",
            "ゲーム 游戏 遊戲 게임",
        ),
    ),
    (
        Medium.FILM,
        Vocabulary(
            """film films movie movies cinema cinematic película películas pelicula peliculas filme filmes cine
            hollywood screenplay kino motion_picture bollywood""",
            "映画 电影 電影 영화",
        ),
    ),
    (
        Medium.DRAMA,
        Vocabulary(
            """drama dramas kdrama k-drama kdramas k-dramas tv_series tv_show tv_shows television sitcom netflix
            series_finale telenovela dorama doramas serie_de_tv série_de_tv fernsehserie cartoon_network""",
            "ドラマ 电视剧 電視劇 连续剧 드라마 特撮",
        ),
    ),
)

FURNITURE = Vocabulary(
    """link links reference references source sources related see_also table_of_contents toc contents table_of_content
    comments comment leave_a_reply leave_a_comment post_a_comment responses trackbacks recent_posts popular_posts
    about_me about_the_author author tags categories share subscribe newsletter footnotes notes
    further_reading bibliography credits disclaimer contact archive archives advertisement sponsors sponsor faq
    navigation menu changelog license download downloads install installation usage requirements privacy
    previously_on recap recaps news websites website podcasts books reading articles enlaces referencias fuentes
    comentarios links_úteis referências fontes liens références sources commentaires quellen kommentare verweise""",
    "参考 ブックマーク 関連 リンク 目次 コメント 参考资料 参考文献 链接 相关 目录 评论 其他链接",
)
"""Headings under which nothing is recommended."""

CATEGORY = Vocabulary(
    """song songs track tracks music musical theme themes soundtrack soundtracks score scores ost osts tune tunes
    playlist list lists top best worst favorite favorites favourite favourites honorable honourable mention
    mentions bonus runner runners-up pick picks choice choices winner winners nominee nominees opening openings ending
    endings op ops ed eds insert battle battles boss sad happy epic relaxing chill calm emotional instrumental vocal
    vocals instrumentals overview introduction intro conclusion final_thoughts summary misc miscellaneous others other
    additional part section category rank ranking tier round week day year month season spring summer fall autumn
    winter episode my our your the_rest everything my_top recommendations recommended suggestions anime game games
    movie movies film films drama dramas tv video videos series shows show albums album artist artists composer
    composers genre pop rock jazz metal classical electronic piano orchestral covers remixes live setlist tracklist
    canciones música temas mejores películas series juegos músicas melhores trilhas filmes jogos musiques meilleures
    chansons morceaux lieder musik beste filme spiele also sonstige sonstiges andere fazit einleitung autres divers
    otros otras varios outros outras introducción introdução conclusión conclusão""",
    "曲 歌 音楽 位 編 その他 まとめ はじめに おわりに 最後 紹介 ランキング アニメ ゲーム 映画 "
    "要約 概要 一覧 リスト 前書き "
    "あとがき 総評 类 分类 其他 概述 前言 音乐 推荐 電音 电音 提示 说明 說明 序 注意 声明",
)
"""Words of headings that sort a page; a heading made of them is no work and no track."""

VERSION = Vocabulary(
    """version ver ver. vers. reprise instrumental instrumentals piano orchestra orchestral orchestrated acoustic live
    remix remixed mix edit edition extended slow fast short full tv_size tv-size size remaster remastered remake
    arrange arranged arrangement cover covered demo karaoke off_vocal a_cappella acapella a_capella guitar
        violin strings
    feat feat. ft ft. featuring with part pt pt. intro outro bonus theme main_theme title ending credits end_credits
    interlude medley suite vocal vocals english japanese loop day night alternate alternative original unplugged
    lofi lo-fi nightcore chiptune 8-bit 16-bit
    second_movement movement act op. no. prelude studio radio single album_version bside b-side ost_version
    versión versão versione fassung español""",
    "版 バージョン アレンジ ピアノ オーケストラ インスト 弾き語り カバー ver リミックス 翻唱 纯音乐 钢琴 Ⅱ",
)
"""Bracketed words that belong to the title: which version or part it is."""

TITLE = Vocabulary(
    """theme themes main_theme overture prelude lullaby battle ballad waltz suite requiem march anthem reprise credits
    ending opening op ed intro outro finale symphony medley melody feat feat. ft. featuring remix interlude
    elegy nocturne sonata fanfare hymn serenade adagio aria song blues boogie tango samba rhapsody lament leitmotif""",
    "テーマ のうた の歌 行進曲 のテーマ 組曲 子守唄 序曲 之歌 之曲",
)
"""Words that titles are made of."""

WORK = Vocabulary(
    """ost o.s.t. soundtrack soundtracks original_soundtrack original_sound_track movie anime game series season
    franchise chronicles saga trilogy the_movie remake remastered film tv episode vol vol. volume edition
    score quest wars legend""",
    "サントラ サウンドトラック 劇場版 物語 戦記 原声 原声带 戦隊 電影 第二季 シリーズ",
)
"""Words that works are made of, or followed by."""

ALBUM = Vocabulary(
    """ost osts soundtrack soundtracks album albums lp ep original_score discography greatest_hits complete_works
    collection anthology box_set vinyl original_motion_picture trilha_sonora banda_sonora bande_originale""",
    "サントラ サウンドトラック アルバム 原声带 原声 专辑",
)
PLAYLIST = Vocabulary(
    "playlist playlists mix mixtape compilation podcast radio_show channel livestream podcasts 10_hours"
    " 1_hour hour_mix",
    "プレイリスト 歌单 作業用 メドレー集",
)

NO_TRACK = Vocabulary(
    """click here listen watch read more download buy subscribe follow_me website homepage interview trailer clip
    scene scenes recap review reviews article wikipedia cutscene fan_cover metal_cover a_capella_cover gameplay
    walkthrough channel blog tweet facebook instagram spotify youtube amazon itunes bandcamp soundcloud
    apple_music tumblr patreon kickstarter steam newsletter image photo photos credit screenshot gif speech tutorial
    sheet_music lyrics_here documentary behind_the_scenes making_of playthrough let's_play unboxing merch""",
    "公式サイト 動画はこちら 続きを読む こちら 点击 这里 踊ってみた 試聴",
)
"""Words of links and items that lead elsewhere than to a track."""

BYLINE = re.compile(
    r"\W*(?:last\s+)?(?:updated?|posted|published|written|created|edited|modified|date|author|"
    r"filed under|tags?|categor(?:y|ies)|"
    r"reading time|"
    r"postado|publicado|atualizado|actualizado|autor|fecha|data|veröffentlicht|aktualisiert|"
    r"publié|mis à jour|auteur|投稿日|更新日|公開日|发布|更新)\b"
    r"[^:：]{0,30}[:：]|\W*(?:posted|published|updated|written)\s+(?:on|by|at|in)\b",
    re.IGNORECASE,
)
"""Lines which say when and by whom a page was written."""

GENERIC = wordlists.words("generic.txt")
"""Words that are no name by themselves."""

ROLE = re.compile(
    r"(?:(?:the|main|love|opening|ending|end|closing|title|battle|boss|intro|outro|insert|credits?|final|first|second|"
    r"1st|2nd|3rd|\d{1,2}(?:st|nd|rd|th)?|op|ed|theme|song|music|screen|menu|version|ost)[\s.#-]*){1,6}\d{0,2}",
    re.IGNORECASE,
)
"""A title that only says what part the music plays ("Opening 2", "Main Theme")."""


def medium_of(text: str, *, clearly: bool = False) -> Medium | None:
    """The medium that a text names most often, or None where it names none or two equally often.

    `clearly` asks for three mentions, and three times as many as of any other.
    """
    counts = sorted(((p.count(text), m) for m, p in MEDIA), key=lambda c: -c[0])
    if clearly and counts[0][0] < 3 * max(1, counts[1][0]):
        return None
    return counts[0][1] if counts[0][0] > counts[1][0] else None


def songs_in(text: str) -> int:
    """How many words of a text speak of music for sure."""
    return SONG.count(text)
