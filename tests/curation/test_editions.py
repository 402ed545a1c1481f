"""What counts as a change, what changed, and when a new document is another edition of an old one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.editions import ChangeKind, changed_paragraphs, edition_title, is_new_edition
from curation.identity import content_digest, same_content
from curation.volatile import lasting
from translation.document import Block, BlockKind, Document, Metadata

SAID = (
    "Humanitarian organisations collect personal data about affected people to plan their assistance.",
    "Each person must be told, in a language they understand, why the data is needed and who will see it.",
    "Registration teams in Maradi entered 12,400 families between March and June.",
    "The database is encrypted, and a copy is kept in another country.",
    "Data that is no longer needed is destroyed after 90 days.",
    "Complaints are answered within two weeks by someone who was not involved.",
)


def document(*paragraphs, title="Guidance", published="", **kwargs):
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, **kwargs) for text in paragraphs)
    return Document(title, "en", blocks, Metadata(published=published))


# The digest


@pytest.mark.parametrize(
    "moving",
    [
        "Posted 2 hours ago",
        "Updated yesterday",
        "Last updated: 5 minutes ago.",
        "3 min read",
        "Reading time: 5–7 minutes",
        "1,234 views",
        "1.2k shares",
        "Page generated at 2024-05-01 12:33:02",
        "Nonce: a8f7d6e5c4",
        "550e8400-e29b-41d4-a716-446655440000",
        "Il y a 3 heures",
        "Mis à jour hier à 10h30",
        "Temps de lecture : 4 minutes",
        "12 000 vues",
    ],
)
def test_t10_a_line_that_moves_by_itself_is_no_change(moving):
    assert content_digest(document(SAID[0], moving, SAID[1])) == content_digest(document(*SAID[:2]))


def test_t10_what_moves_by_itself_is_left_out_of_a_byline_and_of_brackets():
    first = document("By Amina Diallo | 3 min read | 1,234 views", "Guidance on consent (updated 2 hours ago)")
    later = document("By Amina Diallo | 3 min read | 5,678 views", "Guidance on consent (updated 3 days ago)")
    assert content_digest(first) == content_digest(later)
    assert content_digest(first) != content_digest(document("By Moussa Issa | 3 min read", "Guidance on consent"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Wait {} hours before you enter the building.",
        "The team left {} hours ago.",
        "Retention: {} days",
        "{} people",
        "Updated {} March 2025",
        "Interviews took {} minutes | {} families were visited",
        "Children (under {} years)",
        "Case ID: 10045{}",
    ],
)
def test_t10_a_number_that_means_something_is_a_change(sentence):
    assert content_digest(document(sentence.format(2, 2))) != content_digest(document(sentence.format(3, 3)))


def test_t10_a_table_keeps_what_stands_in_its_cells():
    rows = [Document("T", "en", (Block(BlockKind.TABLE_ROW, f"Last visit\t{n} days ago"),)) for n in (2, 3)]
    assert content_digest(rows[0]) != content_digest(rows[1])


BLANKS = st.sampled_from([" ", "  ", "\u00a0", "\u202f", "\n", "\u00a0 ", "\u00ad ", " \u200b"])


@given(st.lists(BLANKS, min_size=40, max_size=40))
def test_t10_blanks_and_invisible_characters_are_no_change(blanks):
    words = SAID[1].split()
    written = "".join(word + blank for word, blank in zip(words, blanks, strict=False))
    assert content_digest(document(written)) == content_digest(document(SAID[1]))


@given(st.integers(0, len(SAID) - 1), st.integers(0, 8), st.sampled_from(["not", "7", "nobody", "é"]))
def test_a_changed_word_or_number_is_a_change(paragraph, place, word):
    words = SAID[paragraph].split()
    changed = " ".join([*words[:place], word, *words[place + 1 :]])
    after = document(*SAID[:paragraph], changed, *SAID[paragraph + 1 :])
    assert not same_content(document(*SAID), after)
    assert [change.kind for change in changed_paragraphs(document(*SAID), after)] == [ChangeKind.CHANGED]


def test_the_digest_of_a_document_kept_long_ago_still_holds():
    kept = document("It’s “safe” – here", *SAID, title="Don’t share")
    assert content_digest(kept) == "500c6d1150e283d83a059f9fc128d8ef6fac77d12596ea9faac4e73171d3e2e1"


def test_the_shape_of_quotes_and_dashes_is_no_change():
    assert same_content(document("It’s “safe” – here"), document('It\'s "safe" - here'))
    assert not same_content(document("It’s safe"), document("Its safe"))


def test_code_keeps_its_lines():
    assert lasting(Block(BlockKind.CODE, "if x:  \n    y = 1")) == "if x:\n    y = 1"


# Changed paragraphs


def test_what_was_added_removed_and_changed_is_told_with_its_place():
    old = document(*SAID[:4], SAID[5])
    shorter = SAID[2].replace("12,400", "13,250")
    new = Document(
        "Guidance",
        "en",
        (
            Block(BlockKind.PARAGRAPH, SAID[0], page=1),
            Block(BlockKind.PARAGRAPH, shorter, page=2, anchor="niger"),
            Block(BlockKind.PARAGRAPH, SAID[3], page=2),
            Block(BlockKind.PARAGRAPH, SAID[4], page=3),
            Block(BlockKind.PARAGRAPH, SAID[5], page=3),
        ),
    )
    changes = changed_paragraphs(old, new)
    assert [(change.kind, change.before, change.after) for change in changes] == [
        ("removed", SAID[1], ""),
        ("changed", SAID[2], shorter),
        ("added", "", SAID[4]),
    ]
    assert [(change.page, change.anchor) for change in changes] == [(None, None), (2, "niger"), (3, None)]


def test_t11_what_a_reader_takes_for_the_same_is_no_changed_paragraph():
    old = document("It’s “safe” – here", "Posted 2 hours ago", *SAID)
    new = document('It\'s  "safe" - here', "Posted 3 hours ago", *SAID, "4 min read")
    assert changed_paragraphs(old, new) == ()


@given(st.lists(st.sampled_from(SAID), max_size=12), st.lists(st.sampled_from(SAID), max_size=12))
def test_the_changes_lead_from_the_old_paragraphs_to_the_new_ones(before, after):
    changes = changed_paragraphs(document(*before), document(*after))
    gone = [change.before for change in changes if change.before]
    come = [change.after for change in changes if change.after]
    left = list(before)
    for text in gone:
        left.remove(text)
    assert sorted([*left, *come]) == sorted(after)


@pytest.mark.parametrize("lines", [["yes", "no"], ["a line of a table that is on every page"]])
def test_thousands_of_equal_lines_are_compared_at_once(lines):
    old, new = (document(*(lines * (3000 // len(lines)))[:count]) for count in (3000, 2900))
    assert len(changed_paragraphs(old, new)) == 100


# Editions


@pytest.mark.parametrize(
    "mark",
    [
        "{} v2",
        "{}, version 2.1",
        "{} (2nd edition)",
        "{} – second edition",
        "{} (revised edition)",
        "{} [Updated]",
        "{} rev. 3",
        "{} - Final",
        "{} (updated March 2024)",
        "{} (March 2024, final)",
        "{}, revised (2023)",
        "UPDATED: {}",
        "{} – revised version, 2021",
    ],
)
def test_a_title_is_the_same_without_the_mark_of_its_edition(mark):
    assert edition_title(mark.format("Guidance on Data Responsibility")) == "guidance on data responsibility"


@pytest.mark.parametrize(
    "title",
    [
        "Annual report 2024",
        "Situation report #12",
        "Sudan situation update",
        "Round XIV",
        "The final frontier",
        "Version 2",
    ],
)
def test_a_year_a_number_or_a_name_is_no_mark(title):
    assert edition_title(title) == title.lower()


def test_two_years_of_a_report_are_two_publications():
    one, other = (document(*SAID, title=f"Annual report {year}") for year in (2024, 2025))
    assert not is_new_edition(one, other)


def test_a_mark_in_the_title_or_alone_on_the_first_page_makes_an_edition():
    first = document(*SAID[:3], title="Data policy for partner organisations")
    assert is_new_edition(first, document(*SAID[3:], title="Data policy for partner organisations (revised 2025)"))
    assert is_new_edition(first, document("Version 2.0", *SAID[3:], title="Data policy for partner organisations"))
    assert not is_new_edition(
        first, document("Version 2.0", *SAID[3:], title="Privacy policy for partner organisations")
    )
    sentence = "This policy follows version 2.0 of the handbook that all the agencies of the consortium have signed."
    assert not is_new_edition(first, document(sentence, title="Data policy for partner organisations"))


@pytest.mark.parametrize("title", ["Terms of Reference{}", "Annex{}"])
def test_a_mark_on_a_title_that_any_publication_might_have_needs_text_in_common(title):
    first, second = (title.format(mark) for mark in (", version 1.0", ", version 2.0"))
    assert not is_new_edition(document(*SAID[:2], title=first), document(*SAID[3:], title=second))
    assert is_new_edition(document(*SAID[:3], title=first), document(*SAID[1:], title=second))


def test_paragraphs_in_common_make_an_edition():
    first = document(*SAID, title="Data policy")
    assert is_new_edition(
        first, document(*SAID[:4], "A chapter on artificial intelligence is new here.", title="Data policy")
    )
    assert not is_new_edition(first, document("A wholly other text that has the same title.", title="Data policy"))
    assert not is_new_edition(first, replace(first, lang="es"))


def test_a_weekly_report_under_the_same_title_is_not_an_edition_of_the_last():
    about = "This report is produced by OCHA in collaboration with its partners in the country and covers one week."
    first = document(about, *SAID[:2], SAID[2], title="Situation report", published="2024-05-06")
    next_week = document(about, *SAID[:2], SAID[4], title="Situation report", published="2024-05-13")
    assert not is_new_edition(first, next_week)
    corrected = document(about, *SAID[:2], SAID[2], "Corrected.", title="Situation report", published="2024-05-06")
    assert is_new_edition(first, corrected)
