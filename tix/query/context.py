"""What a query is read against: the tracker's words, who asks, when and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from tix.frozen import frozen

if TYPE_CHECKING:
    from tix.model.declared import CustomField, Declared, View
    from tix.model.statuses import Status


class Settings(Protocol):
    """The settings that give a query its words; `tix.config.Config` is one."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def statuses(self) -> Mapping[str, Status]: ...  # noqa: D102
    @property
    def types(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def priorities(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def default_priority(self) -> str: ...  # noqa: D102
    @property
    def resolutions(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def channels(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def categories(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def tags(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def flags(self) -> Mapping[str, Declared]: ...  # noqa: D102
    @property
    def fields(self) -> Mapping[str, CustomField]: ...  # noqa: D102
    @property
    def views(self) -> Mapping[str, View]: ...  # noqa: D102


@frozen
class Context:
    """Settings, who asks, the moment and the zone of days.

    `who` is the handle of who asks, empty when unknown, or finds it out when a query needs it.
    """

    config: Settings
    who: str | Callable[[], str]
    now: datetime
    zone: tzinfo

    @property
    def me(self) -> str:
        """The handle of who asks."""
        return self.who if isinstance(self.who, str) else self.who()
