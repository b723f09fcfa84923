from __future__ import annotations


def asleep(tix, query: str) -> bool:
    return "OPS-k7m2qd" in tix("list", query, "-q").out.split()


def test_a_view_that_asks_for_snoozed_tickets_shows_them(tix, tracker):
    tix("snooze", "k7m", "2w")
    tix("view", "save", "asleep", "is:snoozed")

    wanted = {
        query: asleep(tix, query)
        for query in ("status:any", "view:asleep", "is:snoozed", "snoozed:any", "not is:snoozed")
    }

    assert wanted == {
        "status:any": False,
        "view:asleep": True,
        "is:snoozed": True,
        "snoozed:any": True,
        "not is:snoozed": False,
    }


def test_a_text_that_speaks_of_snoozing_does_not_wake_tickets(tix, tracker):
    tix("set", "k7m", "title=The snoozed alarm rings")
    tix("snooze", "k7m", "2w")

    assert not asleep(tix, "snoozed")
    assert not asleep(tix, "is:ready or alarm")
