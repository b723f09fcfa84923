from __future__ import annotations

from tix.config.load import parse_config
from tix.merge.places import place_of
from tix.model.registers import STATUS, Register

CREATED = Register("created")


def test_a_ticket_lies_where_its_status_and_its_creation_say() -> None:
    config, _ = parse_config({"tix.yaml": b"key: OPS\n"})
    values = {STATUS: {"status": "done"}, CREATED: "2026-11-20T10:00:00Z"}
    assert place_of("OPS-k7m2qd", values, config) == "done/2026-11/k/OPS-k7m2qd.yaml"


def test_a_ticket_whose_status_nobody_knows_lies_where_new_ones_do() -> None:
    config, _ = parse_config({"tix.yaml": b"key: OPS\n"})
    assert place_of("OPS-k7m2qd", {CREATED: "2026-11-20T10:00:00Z"}, config) == (
        "open/OPS-k7m2qd.yaml"
    )
