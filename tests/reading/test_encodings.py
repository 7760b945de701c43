"""In which encoding bytes are read: what is certain, what is named and believed, what is named and a lie."""

from __future__ import annotations

import pytest

from ostsync.errors import SourceUnreadable
from ostsync.reading import read_bytes
from ostsync.reading.encodings import decode, named_in

KOREAN = "시간을 달리는 소녀의 노래 목록과 가사"
CHINESE = "我最喜欢的动漫歌曲列表，包括千与千寻和龙猫的音乐"
RUSSIAN = "Лучшие песни из аниме и игр, которые я люблю"
JAPANESE = "残酷な天使のテーゼ、プラチナ、ハナノイロ、いつも何度でも"
FRENCH = "Les chansons préférées de l'été à la télé"


def page(label: str, words: str, encoding: str, *, tag: str = '<meta charset="{}">') -> bytes:
    text = (
        f"<!doctype html><html><head>{tag.format(label)}<title>{words}</title></head><body><p>{words}</p></body></html>"
    )
    return text.encode(encoding)


def read(data: bytes, charset: str | None = None, encoding: str | None = None) -> tuple[str, str | None]:
    source = read_bytes(data, name="page.html", charset=charset, encoding=encoding)
    return source.encoding, source.title


BELIEVED = {
    "korean": ("euc-kr", KOREAN, "cp949", "cp949"),
    "korean by its old name": ("KS_C_5601-1987", KOREAN, "cp949", "cp949"),
    "chinese": ("gb2312", CHINESE, "gb18030", "gb18030"),
    "traditional chinese": ("Big5", "我最喜歡的動漫歌曲", "big5hkscs", "big5hkscs"),
    "russian": ("windows-1251", RUSSIAN, "cp1251", "cp1251"),
    "russian, koi8": ("koi8-r", RUSSIAN, "koi8_r", "koi8-r"),
    "polish": ("iso-8859-2", "Zażółć gęślą jaźń", "iso8859_2", "iso8859-2"),
    "japanese": ("Shift_JIS", JAPANESE, "cp932", "cp932"),
    "japanese, euc": ("x-euc-jp", JAPANESE, "euc_jp", "euc_jp"),
    "japanese, seven bits": ("ISO-2022-JP", JAPANESE, "iso2022_jp", "iso2022_jp"),
    "latin": ("iso-8859-1", f"“{FRENCH}”", "cp1252", "cp1252"),
    "utf-8": ("utf-8", KOREAN, "utf-8", "utf-8"),
}


@pytest.mark.parametrize(("label", "words", "encoding", "used"), BELIEVED.values(), ids=BELIEVED)
def test_the_encoding_that_a_page_names_is_used(label: str, words: str, encoding: str, used: str) -> None:
    assert read(page(label, words, encoding)) == (used, words)
    old = '<META http-equiv=Content-Type content="text/html; charset={}">'
    assert read(page(label, words, encoding, tag=old)) == (used, words)
    assert read(page("", words, encoding, tag=""), charset=label) == (used, words), "as the server names it"


LIES = {
    "latin for utf-8": ("iso-8859-1", FRENCH, "utf-8", "utf-8"),
    "japanese for utf-8": ("shift_jis", JAPANESE, "utf-8", "utf-8"),
    "utf-8 for japanese": ("utf-8", JAPANESE, "cp932", "cp932"),
    "latin for japanese": ("iso-8859-1", JAPANESE, "cp932", "cp932"),
    "one japanese for the other": ("shift_jis", JAPANESE, "euc_jp", "euc_jp"),
    "utf-8 for latin": ("utf-8", FRENCH, "cp1252", "cp1252"),
    "utf-16 in single bytes": ("utf-16", FRENCH, "utf-8", "utf-8"),
    "none that there is": ("x-nonsense", FRENCH, "utf-8", "utf-8"),
    "one that makes no text": ("base64", FRENCH, "utf-8", "utf-8"),
    "one that no browser reads": ("unicode_escape", FRENCH, "utf-8", "utf-8"),
    "utf-7": ("utf-7", "+ADw-p+AD4-", "ascii", "utf-8"),
    "another for utf-16": ("iso-8859-1", JAPANESE, "utf-16", "utf-16"),
}


@pytest.mark.parametrize(("label", "words", "encoding", "used"), LIES.values(), ids=LIES)
def test_a_page_or_a_server_that_lies_is_found_out(label: str, words: str, encoding: str, used: str) -> None:
    assert read(page(label, words, encoding)) == (used, words)
    assert read(page("", words, encoding, tag=""), charset=label) == (used, words)


def test_the_mark_the_person_the_server_and_the_page_are_believed_in_this_order() -> None:
    assert read(b"\xef\xbb\xbf" + page("euc-kr", KOREAN, "utf-8"), charset="euc-kr")[0] == "utf-8-sig"
    data = page("windows-1251", RUSSIAN, "koi8_r")
    assert read(data, charset="koi8-r") == ("koi8-r", RUSSIAN)
    assert read(data, charset="koi8-r", encoding="cp1251")[0] == "cp1251"
    assert read(page("koi8-r", RUSSIAN, "koi8_r"), charset="no such thing") == ("koi8-r", RUSSIAN)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<meta charset="euc-kr">', "euc-kr"),
        (b"<META CHARSET = EUC-KR >", "euc-kr"),
        (b"<meta content='text/html; charset=big5' http-equiv=content-type>", "big5"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "shift_jis"),
        (b'<!-- <meta charset="euc-kr"> --><meta charset="big5">', "big5"),
        (b'<!-- <meta charset="euc-kr">', None),
        (b'<meta name="charset" content="x">', None),
        (b"<p>charset=euc-kr</p>", None),
        (b" " * 1024 + b'<meta charset="euc-kr">', None),
        (b'<meta charset="\xff">', None),
        (b"<meta " * 1_000 + b"charset=", None),
        (b"", None),
    ],
)
def test_where_a_page_names_its_encoding(data: bytes, name: str | None) -> None:
    assert named_in(data) == name


def test_other_kinds_name_nothing() -> None:
    text = b'About <meta charset="euc-kr"> and caf\xe9\n\nSongs\n\n- Lilium - Elfen Lied\n'
    assert read_bytes(text, name="a.txt").encoding == "cp1252"


DAMAGED = {
    "utf-8": (JAPANESE.encode() + b"\xff\n" + JAPANESE.encode(), "utf-8", (1,)),
    "utf-8 with a Windows quote": (f"{FRENCH}\n{FRENCH}\n".encode() + b"\x93Time\x94", "utf-8", (3,)),
    "utf-8, cut": ((JAPANESE + "\nx").encode()[:-3], "utf-8", (1,)),
    "cp932": (JAPANESE.encode("cp932") * 3 + b"\x83\n", "cp932", (1,)),
    "utf-16, cut": (f"{FRENCH}\n".encode("utf-16")[:-1], "utf-16", (1,)),
    "utf-16 without a mark, cut": (f"{FRENCH}\n".encode("utf-16-le")[:-1], "utf-16-le", (1,)),
}


@pytest.mark.parametrize(("data", "encoding", "lines"), DAMAGED.values(), ids=DAMAGED)
def test_a_few_broken_bytes_cost_their_letters(data: bytes, encoding: str, lines: tuple[int, ...]) -> None:
    decoded = decode(data)
    assert (decoded.encoding, decoded.damaged) == (encoding, lines)
    assert decoded.text.count("\ufffd") <= 2


@pytest.mark.parametrize("words", [FRENCH, "Café", "ÄÖÜ äöü ß", "“Time” – Hans Zimmer’s", "naïve"])
def test_a_whole_latin_text_is_no_damaged_utf8(words: str) -> None:
    assert decode(words.encode("cp1252"))[:2] == (words, "cp1252")


def test_many_damaged_lines_are_counted() -> None:
    rows = b"".join(f"残酷な天使{n}".encode() + (b"\xff" if n > 2 else b"") + b",x\n" for n in range(12))
    told = [p.message for p in read_bytes(b"title,work\n" + rows, name="a.csv").problems]
    assert len(told) == 6
    assert "in 4 more lines" in told[-1]


@pytest.mark.parametrize("data", [b"\0" * 100, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"text\0" * 40, b"a" * 99 + b"\1\0"])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="binary"):
        decode(data)
