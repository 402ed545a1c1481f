"""Passages as HTML: headings without gaps, tables with header cells, lists inside lists."""

from itertools import chain, pairwise
from time import process_time

from hypothesis import given
from hypothesis.strategies import builds, integers, lists, sampled_from, text
from lxml import html

from curation.export.entry import Cell, Passage
from curation.export.structure import body
from translation.document import BlockKind


def passage(kind, *texts, level=0, lang="fr"):
    return Passage(kind, level, tuple(Cell(said, lang) for said in texts))


def heading(level, said="Titre"):
    return passage(BlockKind.HEADING, said, level=level)


def item(level, said):
    return passage(BlockKind.LIST_ITEM, said, level=level)


def row(*texts, level=0):
    return passage(BlockKind.TABLE_ROW, *texts, level=level)


def tree(*passages):
    return html.fromstring(f"<main>{body(passages)}</main>")


def test_headings_follow_the_page_title_without_a_gap():
    levels = [element.tag for element in tree(heading(3), heading(6), heading(3), heading(1), heading(2))]
    assert levels == ["h2", "h3", "h2", "h2", "h3"]


def test_lists_nest_by_level():
    shown = tree(item(1, "a"), item(2, "b"), item(2, "c"), item(1, "d"))
    assert [li.text for li in shown.xpath("./ul/li")] == ["a", "d"]
    assert [li.text for li in shown.xpath("./ul/li[1]/ul/li")] == ["b", "c"]


def test_a_paragraph_parts_two_lists():
    assert len(tree(item(1, "a"), passage(BlockKind.PARAGRAPH, "p"), item(1, "b")).xpath("./ul")) == 2


def test_rows_are_a_table_with_header_cells_and_equal_widths():
    shown = tree(row("Niveau", "Partage", level=1), row("Faible", "Public"), row("Élevé"))
    assert [th.get("scope") for th in shown.xpath("//thead/tr/th")] == ["col", "col"]
    assert [len(tr) for tr in shown.xpath("//tr")] == [2, 2, 2]


def test_a_caption_and_a_new_header_row_begin_a_table():
    caption = passage(BlockKind.CAPTION, "Tableau 1")
    shown = tree(caption, row("A", level=1), row("1"), row("B", level=1), row("2"))
    assert len(shown.xpath("//table")) == 2
    assert shown.xpath("//table/caption/text()") == ["Tableau 1"]
    assert shown.xpath("//div[@role='group']/@aria-label") == ["Tableau 1", "Tableau"]


def test_a_caption_away_from_a_table_is_a_paragraph():
    assert tree(passage(BlockKind.CAPTION, "Photo")).xpath("./p[@class='caption']/text()") == ["Photo"]


def test_what_is_not_french_says_so():
    assert tree(passage(BlockKind.PARAGRAPH, "Ask.", lang="en")).xpath("./p/@lang") == ["en"]


def test_a_text_that_the_reviewer_emptied_leaves_no_element():
    assert body([passage(BlockKind.PARAGRAPH, ""), row("", " ")]) == ""


passages = builds(
    lambda kind, level, texts: passage(kind, *texts, level=level),
    sampled_from(BlockKind),
    integers(0, 2000),
    lists(text("ab<&\"' ", max_size=5), min_size=1, max_size=3),
)


@given(lists(passages, max_size=30))
def test_whatever_the_blocks_the_outline_has_no_gap_and_no_text_is_lost(blocks):
    shown = tree(*blocks)
    levels = [1, *(int(found.tag[1]) for found in shown.xpath("//h2|//h3|//h4|//h5|//h6"))]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    cells = (block.cells if block.kind is BlockKind.TABLE_ROW else block.cells[:1] for block in blocks)
    said = "".join(cell.text for cell in chain.from_iterable(cells))
    assert sorted(_letters("".join(shown.itertext()))) == sorted(_letters(said))


def _letters(said):
    return said.replace(" ", "").replace("\n", "")


def test_each_item_of_a_longer_list_takes_no_longer():
    def seconds(count):
        items = [item(1, "a")] * count
        started = process_time()
        body(items)
        return process_time() - started

    # Ten times the list takes ten times as long, and a hundred times if the rest is copied for each item.
    assert seconds(60_000) < 40 * seconds(6_000)
