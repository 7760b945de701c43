"""Hangul: how is a Korean title written in Latin letters? By the Revised Romanisation, with its sound changes.

The changes that the official rules ask for are made inside of a word: liaison (음악 eumak), nasals (독립 dongnip),
liquids (신라 silla), h (좋다 jota). Those that depend on the history of a word are left out, as nobody writes them.
"""

from __future__ import annotations

import re

HANGUL = re.compile(r"[가-힣]+")

_INITIALS = "g kk n d tt r m b pp s ss _ j jj ch k t p h"
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
# The finals, each as what it leaves behind in its own syllable and what it hands on to a following vowel.
_FINALS = (
    "_/_ k/g k/kk k/ks n/n n/nj n/n t/d l/r l/lg l/lm l/lb l/ls l/lt p/lp l/r m/m p/b p/ps t/s t/ss ng/ng t/j t/ch k/k"
    " t/t p/p t/_"
)
_INITIAL, _VOWEL, _FINAL = _INITIALS.split(), _VOWELS.split(), _FINALS.split()
_H_FINALS = {6: "n", 15: "l", 27: ""}
"""ㄶ, ㅀ and ㅎ: before g, d, j they make k, t, ch of it; before a vowel they vanish."""
_BEFORE_I = {7: "j", 25: "ch"}
_ASPIRATED = {"g": "k", "d": "t", "j": "ch", "b": "p"}
_NASAL = {"k": "ng", "t": "n", "p": "m"}


def romanise(text: str) -> str:
    """Every Hangul syllable in Latin letters; what is not Hangul stays as it is."""
    return HANGUL.sub(lambda word: _word(word.group()), text)


def _word(word: str) -> str:
    syllables = [_parts(c) for c in word]
    out: list[str] = []
    for i, (initial, vowel, final) in enumerate(syllables):
        following, next_vowel = syllables[i + 1][:2] if i + 1 < len(syllables) else (None, None)
        head = initial if not out or not out[-1].endswith("\0") else out.pop().rstrip("\0")
        left, head_of_next = _join(final, following)
        if following == "_" and next_vowel == "i" and final in _BEFORE_I:
            head_of_next = _BEFORE_I[final]  # 같이 gachi
        out.append(("" if head == "_" else head) + vowel + left)
        if head_of_next is not None:
            out.append(head_of_next + "\0")
    return "".join(out)


def _parts(syllable: str) -> tuple[str, str, int]:
    code = ord(syllable) - 0xAC00
    return _INITIAL[code // 588], _VOWEL[code % 588 // 28], code % 28


def _join(final: int, following: str | None) -> tuple[str, str | None]:
    """What a final sounds like before the next syllable's initial, and how that initial is changed by it."""
    closed, open_ = (part.replace("_", "") for part in _FINAL[final].split("/"))
    if following is None or final == 0:
        return closed, None
    if following == "_":
        if final == 21:
            return "ng", None
        if final in _H_FINALS:
            return "", {"n": "n", "l": "r"}.get(_H_FINALS[final], "")
        return (open_[:-1] if len(open_) > 1 and open_ not in ("kk", "ss", "ch") else ""), (
            open_[-1] if len(open_) > 1 and open_ not in ("kk", "ss", "ch") else open_
        )
    if final in _H_FINALS and following in _ASPIRATED:
        return _H_FINALS[final], _ASPIRATED[following]
    if closed in _NASAL and following in ("n", "m"):
        return _NASAL[closed], following
    if closed in _NASAL and following == "r":
        return _NASAL[closed], "n"
    if closed in ("m", "ng") and following == "r":
        return closed, "n"
    if (closed == "l" and following in ("r", "n")) or (closed == "n" and following == "r"):
        return "l", "l"
    if closed in ("k", "p", "t") and following == "h":
        return "", {"k": "k", "p": "p", "t": "t"}[closed]
    return closed, None
