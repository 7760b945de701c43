"""Reads JSON and TOML that somebody else wrote: one kind of error, which says where, and what was likely meant.

The parsers themselves raise four kinds for broken text (a number of 5,000 digits, a thousand open brackets), and
JSON may hold halves of letter pairs (`\\ud800`), which nothing can write down again. Here all of it is one Malformed.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

LONGEST_NUMBER = 400
"""Digits of a whole number; more are taken for infinity, as they are behind a point."""
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CURLY = re.compile(r"[“”„‟‘’]")
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


class Malformed(ValueError):
    """Text that is not what it should be. Its words go on after "FILE is no JSON: "; `advice` may be empty."""

    def __init__(self, what: str, line: int | None = None, advice: str = "") -> None:
        super().__init__(f"{what} (line {line})" if line else what)
        self.line = line
        self.advice = advice


def text_of(data: bytes) -> str:
    """The text of a file that is to be UTF-8; a mark at its beginning may say UTF-16 or UTF-32. Raises Malformed."""
    if data.startswith(b"PK\x03\x04"):
        raise Malformed("it is a packed file, as word processors and spreadsheets save them", None, "Save it as text.")
    try:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return data.decode(encoding)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Malformed("there is a letter that is not UTF-8", line, "Save it as UTF-8.") from problem


def json_value(text: str) -> Any:
    """The value that a JSON text holds. Halves of letter pairs become U+FFFD. Raises Malformed."""
    if "\\u" in text:
        text = _ESCAPE.sub(lambda found: "\\ufffd" if found["half"] else found[0], text)
    try:
        return json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as problem:
        raise Malformed(*_json_words(problem)) from problem
    except RecursionError as problem:
        raise Malformed("its brackets are nested too deeply") from problem


def toml_table(text: str) -> dict[str, Any]:
    """The table that a TOML text holds. Raises Malformed."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Malformed(*_toml_words(str(problem), text)) from problem
    except RecursionError as problem:
        raise Malformed("its brackets are nested too deeply") from problem
    except ValueError as problem:  # Python refuses whole numbers of more than 4300 digits
        raise Malformed("it holds a number that is too long") from problem


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


# ---------------------------------------------------------------------------- what was likely meant


def _json_words(problem: json.JSONDecodeError) -> tuple[str, int, str]:
    """What is wrong, in which line, and an advice."""
    text, at, line = problem.doc, problem.pos, problem.lineno
    here, before = text[at : at + 1], text[:at].rstrip()[-1:]
    if not text.strip():
        return "it is empty", 0, ""
    if text.lstrip().startswith("<"):
        return "it is a web page or XML", 0, "Fetch the file itself, not the page around it."
    if not text[:at].strip():
        return "it does not begin as JSON does", 0, ""
    if not text[at:].strip():
        return "it breaks off", line, "Fetch or write it again: its end is missing."
    if here == "'" or _CURLY.match(here):
        return f"there is a {here} where only a straight double quote can be", line, 'Use " around words.'
    if here in "]}" and before == ",":
        return f"there is a comma in front of the {here}", line, "Take the last comma out."
    if before == "," and problem.msg.startswith("Illegal trailing comma"):
        return "there is a comma behind the last entry", line, "Take the last comma out."
    if here in "/#":
        return "there is a comment, which JSON does not have", line, "Take the comment out."
    if here.isalpha() and problem.msg.startswith("Expecting value"):
        return (
            "there is a word without quotation marks",
            line,
            "Write null, true or false, or put it in quotation marks.",
        )
    if problem.msg.startswith("Expecting ',' delimiter"):
        return "a comma or a quotation mark is missing", line, ""
    if problem.msg.startswith("Extra data"):
        return "something stands behind its end", line, "One file holds one JSON value."
    return f"{problem.msg[:1].lower()}{problem.msg[1:]}".removesuffix(" at"), line, ""


def _toml_words(said: str, text: str) -> tuple[str, int | None, str]:
    """What is wrong, in which line, and an advice."""
    place = _TOML_PLACE.search(said)
    what = said[: place.start()] if place else said
    what = f"{what[:1].lower()}{what[1:]}"
    lines = text.rstrip().split("\n")
    number = min(int(place[1]), len(lines)) if place and place[1] else len(lines)
    line = lines[number - 1].strip()
    if text.lstrip().startswith(("{", "<")):
        return "it is JSON" if text.lstrip()[0] == "{" else "it is a web page or XML", None, ""
    if _CURLY.search(line):
        return "there is a curly quotation mark", number, 'Use straight ones: "like this".'
    if what.startswith("cannot overwrite a value"):
        return "a key stands there for the second time", number, "Keep one of them."
    if what.startswith("expected '=' after a key"):
        advice = "Write key = value, with = and not a colon." if ":" in line else "Write key = value, one to a line."
        return "there is no = behind the key", number, advice
    if what.startswith(("unclosed", "expected ']'", "unbalanced")):
        return "a bracket is not closed", number, ""
    if what.startswith(("unterminated", "illegal character '\\n'")):
        return "a quotation mark is not closed", number, ""
    if "\\" in line and ("hex value" in what or "unescaped" in what):
        return "a backslash stands for something else in TOML", number, "Write paths in single quotes: 'C:\\Music'."
    if what == "invalid value":
        what, advice = _no_value(line.partition("=")[2].strip())
        return what, number, advice
    return what, number, ""


def _no_value(value: str) -> tuple[str, str]:
    """What is wrong with what stands behind a =, and an advice."""
    if not value:
        return "nothing stands behind the =", ""
    if value.casefold() in ("yes", "no", "true", "false", "on", "off"):
        return f"{value} is no value", "Write true or false."
    if word := re.match(r"[\s\[]*([^\W\d][^,\]]{0,40})", value):
        return "a word stands there without quotation marks", f'Write "{word[1].strip()}" with quotation marks.'
    return "what stands behind the = is no value", ""
