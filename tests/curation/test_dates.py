from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.dates import MONTHS, date_in, iso_date, not_after


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-03", "2026-02-03"),
        ("2026-02", "2026-02"),
        ("2026", ""),
        ("2026/02/03", "2026-02-03"),
        ("03.02.2026", "2026-02-03"),
        ("03/02/2026", ""),  # either of two
        ("2026-02-03T10:00:00", "2026-02-03T10:00:00Z"),
        ("2026-02-03T10:00:00.123+02:00", "2026-02-03T08:00:00Z"),
        ("Tue, 03 Feb 2026 10:00:00 GMT", "2026-02-03T10:00:00Z"),
        ("Tue, 3 Feb 2026 10:00 EST", "2026-02-03T15:00:00Z"),
        ("mar., 03 févr. 2026 10:00:00 +0100", "2026-02-03T09:00:00Z"),
        ("3 février 2026", "2026-02-03"),
        ("mardi 3 février 2026 10:00", "2026-02-03T10:00:00Z"),
        ("1er août 2025 à 10h30", "2025-08-01T10:30:00Z"),
        ("3 Feb 2026", "2026-02-03"),
        ("February 3, 2026", "2026-02-03"),
        ("Feb. 3rd, 2026 at 3:05 pm", "2026-02-03T15:05:00Z"),
        ("Published: 12 a.m. no, 03-Mar-2026", "2026-03-03"),
        ("Août 2025", "2025-08"),
        ("Mon, 01 Jan 0001 00:00:00 +0000", ""),
        ("1 January 1970", ""),
        ("32 January 2026", "2026-01"),
        ("yesterday", ""),
        (None, ""),
    ],
)
def test_t17_a_date_is_read_however_it_is_written(written, expected):
    assert iso_date(written) == expected


def test_t17_every_french_month_is_known():
    french = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"]
    french += ["septembre", "octobre", "novembre", "décembre"]
    assert [iso_date(f"1er {month} 2025") for month in french] == [f"2025-{n:02}-01" for n in range(1, 13)]
    assert set(MONTHS.values()) == set(range(1, 13))


def test_a_date_is_found_in_a_sentence_and_a_number_is_none():
    assert date_in("Posted by OCHA on 3 March 2026, 4 comments") == "2026-03-03"
    assert date_in("Resolution 2417 (2018), 46/182") == ""


def test_t17_a_date_more_than_a_day_ahead_is_left_out():
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    said = ["2026-03-11", "2026-03-12", "2026-03", "2026-04", "2034-01-01T00:00:00Z", ""]
    assert [not_after(one, now) for one in said] == ["2026-03-11", "", "2026-03", "", "", ""]


@given(st.one_of(st.text(), st.datetimes().map(str), st.dates().map(str)))
def test_any_text_is_a_date_or_none(written):
    found = iso_date(written)
    assert found == "" or datetime.fromisoformat(found if len(found) > 7 else f"{found}-01")
