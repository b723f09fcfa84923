"""What plans need beside a ticket."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tix.config.load import parse_config
from tix.model.config import Config
from tix.workflow.desk import Desk

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def config() -> Config:
    return parse_config({"tix.yaml": b"format: 1\nkey: OPS\n"})[0]


@pytest.fixture
def desk(config: Config) -> Desk:
    return Desk(config, "ada@example.com", NOW)
