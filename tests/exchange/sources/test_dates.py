from __future__ import annotations

import pytest

from tix.errors import BadInput
from tix.exchange.sources.dates import DAY_FIRST, MONTH_FIRST, Dates, Forms


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("29/2/2016 01:16", "2016-02-29 01:16:00"),
        ("2/29/2016 1:16 PM", "2016-02-29 13:16:00"),
        ("3.4.26", "2026-04-03 00:00:00"),
        ("06/Jan/14 6:22 AM", "2014-01-06 06:22:00"),
        ("09/May/14 12:05 am", "2014-05-09 00:05:00"),
        ("Jan 6, 2014 6:22:05 PM", "2014-01-06 18:22:05"),
        ("Tue, 06 Jan 2014", "2014-01-06 00:00:00"),
        ("2023-01-02 00:58:36.432", "2023-01-02 00:58:36.432000"),
        ("2024-11-26T14:43:17.969-0500", "2024-11-26 19:43:17.969000"),
        ("2024/1/2 24:00", "2024-01-03 00:00:00"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("1700000000123", "2023-11-14 22:13:20"),
    ],
)
def test_times_are_read_as_people_and_programs_write_them(text, moment):
    assert str(Dates("UTC").read(text)).removesuffix("+00:00") == moment


@pytest.mark.parametrize(
    "text", ["soon", "", "32/13/2026", "2026-02-30", "12:00", "5.1.2026 25:00", "0001-01-01"]
)
def test_what_is_no_time_is_none(text):
    read = Dates("Asia/Tokyo").read(text)
    assert read is None


def test_times_without_a_zone_are_in_the_sources_and_days_are_its_days():
    dates = Dates("Europe/Riga")
    assert str(dates.read("2026-07-01 00:30")) == "2026-06-30 21:30:00+00:00"
    assert dates.day("2026-07-01 00:30") == "2026-07-01"


def test_the_order_of_day_and_month_can_be_said_and_forms_of_ones_own_given():
    assert str(Dates("UTC", [MONTH_FIRST]).read("3/4/2026")) == "2026-03-04 00:00:00+00:00"
    assert str(Dates("UTC", [DAY_FIRST]).read("3/4/2026")) == "2026-04-03 00:00:00+00:00"
    assert str(Dates("UTC", ["%Y%m%d"]).read("20260403")) == "2026-04-03 00:00:00+00:00"
    with pytest.raises(BadInput, match="'%Q' is no form of dates"):
        Dates("UTC", ["%Q"])


def test_a_column_with_two_forms_knows_the_first_line_of_each():
    forms = Forms()
    for line, text in enumerate(["1/2/2026", "25/2/2026", "2026-02-03", "never"], 2):
        forms.see(text, line)
    assert forms.counts == {"1/2/2026": 2, "2026-01-02": 1, "": 1}
    assert (forms.first["2026-01-02"], forms.orders[DAY_FIRST]) == (4, 1)
