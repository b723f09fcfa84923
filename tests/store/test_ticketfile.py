from __future__ import annotations

import pytest
from hypothesis import given

from tests.model.tickets import canonical_tickets
from tests.store.handmade import Handmade, handmade_files
from tix.errors import TicketSyntaxError
from tix.model.changes import Change, apply
from tix.model.registers import Register
from tix.model.ticket import Ticket
from tix.store.ticketfile import parse_ticket, render_ticket, rewrite_ticket

EXAMPLE = b"""\
id: OPS-k7m2qd
title: Login page rejects passwords with umlauts
type: bug
priority: high
category: auth/login
reporter: jane@example.com
assignee: ana
tags:
  - login
  - unicode
created: 2026-11-21T10:02:11Z
due: 2026-11-24
links:
  blocks:
    - OPS-x2c9fa
checklist:
  - id: qk3v7d
    text: Reproduce on staging
    done: true
description: |
  Reset works, but the next login fails.
comments:
  - id: c7f2kq
    at: 2026-11-21T10:05:00Z
    by: ana
    kind: reply
    text: |
      Reproduced, thanks.
"""


def test_the_example_of_the_format_is_written_as_it_is_read() -> None:
    assert render_ticket(parse_ticket(EXAMPLE, "t", "open")) == EXAMPLE


@given(canonical_tickets())
def test_a_ticket_comes_back_from_its_file(ticket: Ticket) -> None:
    assert parse_ticket(render_ticket(ticket), "t", ticket.status) == ticket


@given(canonical_tickets())
def test_an_unchanged_ticket_keeps_every_byte(ticket: Ticket) -> None:
    written = render_ticket(ticket)
    assert rewrite_ticket(written, ticket) == written


@given(handmade_files())
def test_a_change_of_one_field_keeps_the_lines_of_all_others(file: Handmade) -> None:
    ticket = parse_ticket(file.content, "t", "open")
    after = apply(ticket, [Change(Register("priority"), None, "high")])
    written = rewrite_ticket(file.content, after)
    assert parse_ticket(written, "t", "open") == after
    for lines in file.lines.values():
        assert lines in written


def test_the_status_does_not_stand_in_the_file() -> None:
    ticket = parse_ticket(EXAMPLE, "t", "open")
    assert rewrite_ticket(EXAMPLE, Ticket("done", ticket.doc)) == EXAMPLE


def test_a_broken_file_is_not_rewritten() -> None:
    with pytest.raises(TicketSyntaxError, match="twice"):
        rewrite_ticket(b"a: 1\na: 2\n", Ticket("open", {"a": "3"}), "open/x.yaml")
