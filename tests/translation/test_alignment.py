"""Pieces with their places in a text, and which of them render a passage."""

from hypothesis import given
from hypothesis import strategies as st

from translation.alignment import coverage, rendering, spelled, words


def test_pieces_have_their_places():
    spelling = spelled("La fuite, d’eux", ["▁La", "▁fui", "te", ",", "▁d", "’", "eux"])
    assert [spelling.text[start:end] for start, end in spelling.places] == ["La", "fui", "te", ",", "d", "’", "eux"]
    assert spelling.within(3, 8) == [1, 2]
    assert words(spelling) == [[0], [1, 2, 3], [4, 5, 6]]


@given(st.lists(st.text("abcé’,", min_size=1, max_size=5), min_size=1, max_size=8))
def test_places_are_in_order_and_inside(parts):
    text = " ".join(parts)
    spelling = spelled(text, [f"▁{part}" for part in parts])
    assert [text[start:end] for start, end in spelling.places] == parts


def test_a_passage_is_rendered_where_its_pieces_are_attended_to():
    spelling = spelled("les empreintes digitales ici", ["▁les", "▁empreinte", "s", "▁digitales", "▁ici"])
    rows = [[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.0, 0.1, 0.9]]
    start, end = rendering(spelling, rows, [1])
    assert spelling.text[start:end] == "empreintes digitales"
    assert rendering(spelling, rows, []) is None
    assert coverage(rows, [0, 2]) == 1.0
    assert coverage([[0.5, 0.5, 0.0]], [2]) == 0.0


def test_a_piece_that_is_only_a_space_stands_behind_it():
    spelling = spelled("Une entrevue", ("▁Une", "▁", "entrevue"))
    assert spelling.places == ((0, 3), (4, 4), (4, 12))
