"""Answers kept as long as what they were worked out from: what an edit did not touch is not done again.

Columns, tables, indexes and arrays are immutable, and an edit shares all it does not touch
(`calc.scenario.Table.part`). So the same objects have the same answer, and identity is what is compared.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, ref

__all__ = ["kept"]

Anchor = TypeVar("Anchor")
Others = ParamSpec("Others")
Answer = TypeVar("Answer")
_ANSWERS: Final = 2
"""The present state's answer and the one before it: undo and redo go to and fro."""
_STATES: Final = 4
"""So many states of one part of a table have answers, however many of them somebody holds on to."""


def _same(one: object, other: object) -> bool:
    """Tell whether two arguments are one object, or equal numbers or words."""
    return one is other or (type(one) is type(other) and isinstance(one, int | str) and one == other)


def kept(
    work: Callable[Concatenate[Anchor, Others], Answer],
) -> Callable[Concatenate[Anchor, Others], Answer]:
    """Keep what `work` says of its arguments, all of them the very same objects, in order.

    The first argument must be a column, a table or figures of one: two answers are kept for each as long as
    it lives, so that nothing outlives the scenario. What says by `kind` of which part of which table it is a
    state gives way to later states of it: an undo stack may hold a hundred of them. `work` must be pure, and
    its answer must not be changed and must not hold the first argument. Numbers and words among the arguments
    are compared by value.
    """
    known: WeakKeyDictionary[Anchor, list[tuple[tuple[object, ...], Answer]]] = WeakKeyDictionary()
    states: defaultdict[Hashable, deque[ref[Anchor]]] = defaultdict(deque)

    def begin(anchor: Anchor) -> list[tuple[tuple[object, ...], Answer]]:
        kind: Hashable = getattr(anchor, "kind", None)
        if kind is not None:
            present = states[kind]
            present.append(ref(anchor))
            if len(present) > _STATES and (earliest := present.popleft()()) is not None:
                known.pop(earliest, None)
        return known.setdefault(anchor, [])

    @wraps(work)
    def answered(anchor: Anchor, /, *others: Others.args, **named: Others.kwargs) -> Answer:
        answers = known.get(anchor)
        if answers is None:
            answers = begin(anchor)
        given = (*others, *named.values())
        for earlier, answer in tuple(answers):
            if all(map(_same, earlier, given)):
                return answer
        answer = work(anchor, *others, **named)
        answers.insert(0, (given, answer))
        del answers[_ANSWERS:]
        return answer

    return answered
