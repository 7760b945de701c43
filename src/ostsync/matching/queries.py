"""What to ask the catalogue, and in which order, so that few requests find the track.

Pure. A track gets at most three forms of its own before it is a miss, each of another kind:

* `plain`: words, as a person would type them: title and artist, title and work, or the title alone;
* `native`: the title in the script it was released in, or in kana;
* `fields`: `track:` and `artist:` without quotes (Spotify, reference of GET /search; quoted and apostrophised
  filters have found nothing since 2026).

Beside them, once for each work and shared by all its tracks, the search for its soundtrack albums (`album`) and
their track lists (`album_tracks`). A query is never longer than 100 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ostsync.matching.evidence import specificity
from ostsync.matching.naming import Sought
from ostsync.matching.prepare import Ask, Wanted
from ostsync.matching.signs import vocabulary
from ostsync.model import Medium
from ostsync.titles import kana
from ostsync.titles.fold import fold
from ostsync.titles.scripts import katakana_word
from ostsync.titles.versions import parse
from ostsync.titles.works import Theme

LONGEST = 100
LEAST_SPELLED = 5
"""Letters of a title below which its kana say too little (GO is ご)."""
SAYS_WHO = 0.7
"""From this specificity on a title is looked for without its singer."""
LONG_NAME = 10
"""Letters from which the name of a work brings back little else than the work."""
FULL_PAGE = 10
"""Tracks in the answer to a search (Spotify, February 2026: limit 10 at most in development mode)."""
FORMS = 3
"""Forms of its own that a track gets before it is a miss."""
_BRACKETED = re.compile(r"\s*[(\[（［【][^()\[\]（）［］【】]*[)\]）］】]")
_NOT_A_WORD = re.compile(r"[^\w\s'’.&+!×-]|(?<=\s)[-.&+!](?=\s)|_")
_JAPANESE = frozenset({Medium.ANIME, Medium.GAME})


@dataclass(frozen=True, slots=True)
class Query:
    """One question: its kind, its words, and whether albums are asked for in the same request."""

    form: str
    text: str
    albums: bool = False


def forms(wanted: Wanted, *, search: str | None = None) -> Iterator[Query]:
    """The questions for a track in the order in which they are worth a request, each wording once.

    `search` are words that the person chose: they come first. Each is made when the one before was not enough, since
    spelling a title in kana takes longer than all else.
    """
    asked: set[str] = set()
    for query in _all(wanted, search):
        said = fold(query.text)
        if query.text and said not in asked:
            asked.add(said)
            yield query


def worthwhile(query: Query, answers: Sequence[tuple[Query, int]]) -> bool:
    """Whether a question can bring anything new after those that were answered, each with its number of tracks.

    More words find no more where fewer found nothing, and filters find no more where the plain words already
    brought less than a full page.
    """
    if query.form == "fields":
        return not any(q.form == "plain" and hits < FULL_PAGE for q, hits in answers)
    said = set(fold(query.text).split())
    return not any(hits == 0 and set(fold(q.text).split()) < said for q, hits in answers)


def _all(wanted: Wanted, search: str | None) -> Iterator[Query]:
    if search:
        yield Query("words", fit(search))
    ask = wanted.asks[0]
    title = typed(ask.parts.core or ask.reading.title)
    artist = typed(_first_artist(ask.reading.artist)) if ask.reading.artist else ""
    for theme in ask.themes[:1]:
        yield _known_song(title, theme)
    if native := [name.readings.text for name in ask.names[1:] if name.readings.native and not ask.themes]:
        yield Query("native", fit(native[0]), albums=True)
    if artist:
        yield Query("plain", join(title, artist))
    work = ask.sought
    japanese = work is None or work.medium in _JAPANESE
    alone = Query("plain", fit(title))
    if work is None or not work.name:
        yield alone
    elif _stands_alone(ask, title):
        yield alone
        yield _in_kana(title, asked=japanese)
        yield Query("plain", join(title, typed(best_name(work))), albums=True)
    else:
        yield from (Query("plain", join(title, typed(best_name(work))), albums=True), alone)
    for other in wanted.asks[1:2]:
        yield Query("plain", join(typed(other.parts.core), typed(other.reading.artist or "")))
    yield _in_kana(title, asked=japanese)
    if artist:
        yield Query("fields", fit(f"track:{_unquoted(title)} artist:{_unquoted(artist)}"))
    else:
        yield Query("fields", fit(f"track:{_unquoted(title)}"))


def _in_kana(title: str, *, asked: bool) -> Query:
    return Query("native", fit(in_kana(title)) if asked else "")


def _known_song(title: str, theme: Theme) -> Query:
    """The question for a song whose title and singer are known.

    A native title that says who it is goes alone, since the singer may be credited in either script.
    """
    if theme.title.isascii() == title.isascii():
        return Query("plain", join(title, typed(theme.artist)))
    alone = typed(parse(theme.title).core)
    return Query("native", fit(alone) if specificity(fold(alone)) >= SAYS_WHO else join(alone, typed(theme.artist)))


def _stands_alone(ask: Ask, title: str) -> bool:
    """Whether the title is better asked for without the work.

    A Japanese title in Latin letters is found by its reading, while the album that holds it names the work in
    kana and kanji: an engine that wants every word then finds nothing.
    """
    latin = kana.is_romaji("".join(fold(title).split())) if title.isascii() else False
    japanese = ask.sought is not None and ask.sought.medium in _JAPANESE
    return (latin and japanese) or not title.isascii()


def album_query(sought: Sought, *, native: bool) -> Query | None:
    """The question for the soundtrack albums of a work, under its native name or its best Latin one.

    Only what was released at home carries the native name, so it leaves the covers behind.
    """
    if native:
        names = [_bare(n) for n in (sought.work.native if sought.work else ()) if not n.isascii()]
        if not sought.name.isascii():
            names.insert(0, sought.name)
        return Query("album", fit(typed(names[0]))) if names else None
    name = typed(best_name(sought))
    # An engine that wants every word does not find an "Original Score" by "soundtrack"; a short name needs the word.
    return Query("album", fit(name) if len(name) >= LONG_NAME else join(name, "soundtrack"))


def bare_query(sought: Sought) -> Query:
    """The question for albums under the name of the work alone."""
    return Query("album", fit(typed(best_name(sought))))


_BEFORE_A_NAME = re.compile(r"^(?:劇場版|映画|TVアニメ|テレビアニメ|アニメ|ドラマ)\s*[「『]?")


def _bare(native: str) -> str:
    return _BEFORE_A_NAME.sub("", native).strip("」』 ") or native


def best_name(sought: Sought) -> str:
    """The name under which a work is searched: the preferred one, else the words of the source."""
    return sought.work.name if sought.work else sought.name


def in_kana(title: str) -> str:
    """A romaji title in hiragana, an English one of a word or two in katakana; empty for what kana cannot spell."""
    said = fold(title).split()
    if sum(map(len, said)) < LEAST_SPELLED or not all(word.isascii() and word.isalpha() for word in said):
        return ""
    if all(kana.is_romaji(word) for word in said):
        spelled = [kana.from_romaji(word) or "" for word in said]
        return kana.to_hiragana("".join(spelled)) if all(spelled) else ""
    if len(said) > 2 or set(said) & vocabulary().generic:
        return ""
    loaned = [katakana_word(word) or "" for word in said]
    return "".join(loaned) if all(loaned) else ""


def typed(text: str) -> str:
    """Words as a person types them: without brackets, quotes and lone signs; never emptied."""
    bare = _BRACKETED.sub(" ", text)
    if not fold(bare):
        bare = text
    words = " ".join(_NOT_A_WORD.sub(" ", bare).split())
    return words or " ".join(text.split())


def _unquoted(text: str) -> str:
    return " ".join(re.sub(r"['’\"“”:]", " ", text).split())


def _first_artist(text: str) -> str:
    return re.split(r"\s*(?:,|&|、|/|;|\bfeat\.?|\bft\.?|\band\b)\s*", text, maxsplit=1, flags=re.IGNORECASE)[0] or text


def join(*parts: str) -> str:
    """Parts of a query as one, later ones left out where it would grow too long; no word twice in a row of parts."""
    text = ""
    for part in parts:
        words = [w for w in part.split() if fold(w) not in fold(text).split()] if text else part.split()
        longer = " ".join([*text.split(), *words])
        if not text or len(longer) <= LONGEST:
            text = longer
    return fit(text)


def fit(text: str) -> str:
    """At most 100 characters, cut between words where there are any."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST + 1].rpartition(" ")[0]
    return cut or text[:LONGEST]
