from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tix.history.graph import Graph, Run

SHAPES = st.lists(st.lists(st.integers(0, 30), max_size=3), max_size=30)


def grown(shapes: list[list[int]]) -> tuple[Graph, list[set[int]]]:
    """Return a graph, and for each commit the slow answer to what it can see."""
    graph, seen = Graph(), []
    for number, shape in enumerate(shapes):
        parents = tuple(dict.fromkeys(number - 1 - back for back in shape if back < number))
        assert graph.add(parents) == number
        seen.append({number}.union(*(seen[parent] for parent in parents)))
    return graph, seen


@given(SHAPES)
def test_a_commit_sees_its_ancestors_and_nobody_else(shapes: list[list[int]]) -> None:
    graph, seen = grown(shapes)
    for number, ancestors in enumerate(seen):
        everybody = range(len(seen))
        view = graph.view(number)
        assert {other for other in everybody if view.sees(other)} == ancestors
        before = graph.before(number)
        assert {other for other in everybody if before.sees(other)} == ancestors - {number}


@given(SHAPES)
def test_what_was_forgotten_is_found_again(shapes: list[list[int]]) -> None:
    graph, seen = grown(shapes)
    for number in reversed(range(len(seen))):
        fresh = Graph.of(graph.runs())
        view = fresh.view(number)
        assert {other for other in range(len(seen)) if view.sees(other)} == seen[number]


@given(SHAPES)
def test_tips_are_the_commits_without_children(shapes: list[list[int]]) -> None:
    graph, seen = grown(shapes)
    parents = {parent for number in range(len(seen)) for parent in graph.parents_of(number)}
    assert graph.tips() == [n for n in reversed(range(len(seen))) if n not in parents]


def test_a_straight_history_is_one_run() -> None:
    graph, _ = grown([[], [0], [0], [0]])
    assert graph.runs() == [Run(0, 4, ())]


def test_runs_since_a_number_begin_with_the_one_that_holds_it() -> None:
    graph, _ = grown([[], [0], [0], [2], [0, 1], [0]])
    assert graph.runs(5) == [Run(4, 6, (3, 2))]


def test_the_depth_of_a_commit_is_its_longest_way_back():
    graph = Graph()
    for parents in ((), (0,), (0,), (2,), (1, 3), (4,)):
        graph.add(parents)
    assert [graph.depth(number) for number in range(6)] == [0, 1, 1, 2, 3, 4]
