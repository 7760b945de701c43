"""What is done while an answer is awaited: preparations that will be needed anyway, so that no time goes into them.

One request is under way at a time, and the process has nothing to do until its answer comes. Whoever knows what comes
next adds it here; whoever waits takes one step after another for as long as nothing has come. There is no thread in
it: a step is never interrupted, an answer that comes in the midst of one waits for its end, and that time is not lost,
since the step would have been made later. Only pure things are added, so results are the same with and without it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

log = logging.getLogger("ostsync.meanwhile")


class Meanwhile:
    """What can be done in the meantime, in the order in which it will be needed."""

    def __init__(self) -> None:
        self._waiting: deque[Iterator[object]] = deque()

    def add(self, steps: Iterable[object]) -> None:
        """Work of which every item that is taken is one step: short ones let an answer be seen at once."""
        self._waiting.append(iter(steps))

    def step(self) -> bool:
        """Makes one step; False where nothing is left to do.

        Work that fails is left off: what needs its value makes it again, and meets the problem where it can be told.
        """
        while self._waiting:
            try:
                next(self._waiting[0])
            except StopIteration:
                self._waiting.popleft()
            except Exception:  # see above: nobody could be told here
                log.debug("a preparation failed", exc_info=True)
                self._waiting.popleft()
            else:
                return True
        return False


def imports(*modules: str) -> Iterator[object]:
    """Loads modules, one a step."""
    return map(import_module, modules)


def calls(*made: Callable[[], object]) -> Iterator[object]:
    """Makes calls, one a step."""
    return (call() for call in made)
