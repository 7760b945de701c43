"""What is done while an answer is awaited: in order, a step at a time, and never to anybody's harm."""

from __future__ import annotations

from collections.abc import Iterator

from ostsync.meanwhile import Meanwhile, calls, imports


def test_steps_come_in_the_order_in_which_they_were_added() -> None:
    made: list[str] = []
    meanwhile = Meanwhile()
    meanwhile.add(map(made.append, ("first", "second")))
    meanwhile.add(calls(lambda: made.append("third")))
    assert [meanwhile.step() for _ in range(3)] == [True] * 3
    assert made == ["first", "second", "third"]
    assert not meanwhile.step()


def test_work_that_fails_is_left_off_and_what_follows_it_is_done() -> None:
    made: list[str] = []

    def failing() -> Iterator[None]:
        made.append("before")
        yield
        raise ValueError("no such title")

    meanwhile = Meanwhile()
    meanwhile.add(failing())
    meanwhile.add(imports("ostsync.no_such_module", "json"))
    meanwhile.add(calls(lambda: made.append("after")))
    assert meanwhile.step()
    assert meanwhile.step()
    assert made == ["before", "after"]
    assert not meanwhile.step()
