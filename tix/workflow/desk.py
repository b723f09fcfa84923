"""The desk: what a plan looks at beside the ticket itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tix.frozen import frozen

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tix.model.config import Config


@frozen
class Desk:
    """The settings, the handle of who acts, and the moment."""

    config: Config
    me: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone that days are of."""
        return self.config.zone
