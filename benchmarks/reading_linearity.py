"""Measures how reading time and memory grow with the size of a source: 0.1, 1 and 10 MB of text and of HTML.

    python benchmarks/reading_linearity.py [--no-10mb]

Each source is a mixture of ordinary prose and of small recommending articles, made here. Seconds of this process
alone (the machine may be busy), each run in a process of its own so that memory is its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time

PROSE = (
    "The morning train was late again, and the man at the kiosk told everyone why. Nobody minded much. The river had "
    "risen over night, the lower road was closed, and so the town had gone to work on foot, past the mill and the old "
    "school, talking. Somebody had a radio. It was the kind of day on which things get decided without"
    " anybody noticing."
)
ARTICLE = (
    "The soundtrack of the game Place{n} has the songs First Light {n}, Long Road Home {n} and others. My favourite is "
    "“Rain over Place{n}”.\n\nMore songs that I recommend:\n\n- Small Hours {n} - Work{n}\n- Big Night {n} -"
    " Work{n}\n- Last One {n} - Work{n}"
)


def text_of(size: int) -> str:
    """About `size` characters: ten paragraphs of prose to each small article."""
    parts, length, number = ["The best songs I know"], 0, 0
    while length < size:
        number += 1
        part = ARTICLE.format(n=number) if number % 11 == 0 else f"{PROSE} ({number})"
        parts.append(part)
        length += len(part) + 2
    return "\n\n".join(parts)


def html_of(size: int) -> str:
    """The same as a page."""
    made = []
    for part in text_of(size).split("\n\n"):
        if part.startswith("- "):
            made.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in part.split("\n")) + "</ul>")
        else:
            made.append(f"<p>{part}</p>")
    return "<html><body><article>" + "\n".join(made) + "</article></body></html>"


def measure(job: tuple[str, int]) -> tuple[float, float, int]:
    """Seconds, megabytes and recommendations of one reading."""
    from ostsync.reading import read_bytes
    from ostsync.titles.works import Works

    kind, size = job
    works = Works.shipped()
    works.find("warm up", typos=False)
    data = (html_of(size) if kind == "html" else text_of(size)).encode()
    read_bytes(data[:2000], name=f"x.{kind}", works=works)
    began = time.process_time()
    source = read_bytes(data, name=f"x.{kind}", works=works)
    seconds = time.process_time() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(source.recommendations)


def main() -> int:
    """Prints a line for each size."""
    sizes = (100_000, 1_000_000) if "--no-10mb" in sys.argv else (100_000, 1_000_000, 10_000_000)
    for kind in ("txt", "html"):
        base = 0.0
        for size in sizes:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                seconds, memory, found = pool.apply(measure, ((kind, size),))
            base = base or seconds
            ratio = seconds / base
            print(
                f"{kind:5} {size / 1e6:5.1f} MB  {seconds:6.2f} s  x{ratio:6.1f}  {memory:5.0f} MB  {found}"
                f" recommendations"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
