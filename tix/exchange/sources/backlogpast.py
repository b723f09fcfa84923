"""The history of a Backlog.md folder: which file of one commit is which task of the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tix.exchange.sources.backlogtask import Name, Task, name_of, read_task
from tix.exchange.sources.dates import Dates
from tix.exchange.sources.trunk import Deed, walk
from tix.git.run import Git


@dataclass(frozen=True, slots=True)
class State:
    """A task after one commit; None when its file went with that commit."""

    deed: Deed
    task: Task | None


@dataclass(slots=True, eq=False)
class Life:
    """A task through all its files: names, prefixes and folders change, the task stays."""

    names: list[Name]
    states: list[State] = field(default_factory=list)

    @property
    def last(self) -> Task:
        """The task as it was last."""
        return next(state.task for state in reversed(self.states) if state.task)

    @property
    def is_gone(self) -> bool:
        """Whether no file of it is left."""
        return self.states[-1].task is None


def lives(git: Git, dates: Dates) -> list[Life]:
    """Return every task that the trunk ever had, in the order in which they came."""
    story = _Story()
    for deed in walk(git, lambda path: name_of(path) is not None):
        story.take(deed, dates)
    for life in story.lives:
        # A file that came back was only on its way to another folder.
        life.states[:-1] = [state for state in life.states[:-1] if state.task]
    return story.lives


class _Story:
    """Which file is whose, after the last commit that was taken."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        self.files: dict[str, Life] = {}
        self.lost: list[Life] = []

    def take(self, deed: Deed, dates: Dates) -> None:
        """Take the next commit: files that went with it, then those that it wrote."""
        gone = [self.files.pop(path) for path, data in deed.files.items() if data is None
                if path in self.files]  # fmt: skip
        written = {path: data for path, data in deed.files.items() if data is not None}
        for path, life in self._owners(written, gone):
            life.states.append(State(deed, read_task(written[path], path, dates)))
            self.files[path] = life
        for life in gone:
            life.states.append(State(deed, None))
        self.lost += gone

    def _owners(self, written: dict[str, bytes], gone: list[Life]) -> Iterator[tuple[str, Life]]:
        """Yield whose file each is: by its path, place, name, words or number, or a new one's.

        The surest signs are used up first, over all files of the commit; words or number alone
        are signs of what went with this very commit. Lives that are found leave their list.
        """
        names = {path: name for path in written if (name := name_of(path))}
        for path in [path for path in names if path in self.files]:
            yield path, self.files[path]
            del names[path]
        named = [(is_same, lost) for lost in (gone, self.lost) for is_same in _NAMED]
        for is_same, lost in (*named, (_same_words, gone), (_same_number, gone)):
            for path, name in list(names.items()):
                life = next((each for each in reversed(lost) if is_same(each, name)), None)
                if life is not None:
                    lost.remove(life)
                    life.names.append(name)
                    del names[path]
                    yield path, life
        for path, name in names.items():
            self.lives.append(Life([name]))
            yield path, self.lives[-1]


def _same_place(life: Life, name: Name) -> bool:
    return _same_name(life, name) and life.names[-1].folder == name.folder


def _same_name(life: Life, name: Name) -> bool:
    last = life.names[-1]
    return (last.number, last.words) == (name.number, name.words)


def _same_words(life: Life, name: Name) -> bool:
    return bool(name.words) and life.names[-1].words == name.words


def _same_number(life: Life, name: Name) -> bool:
    return life.names[-1].number == name.number


#: Signs that hold however long a file was away.
_NAMED = (_same_place, _same_name)
