"""Two texts over a third: what one changed stands, what both changed is for a person, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from curation.merging_texts import LONGEST, Piece, merged

words = st.lists(st.sampled_from(["le ", "la ", "données ", "l’", "accès", " ", ", ", "!", "É-U ", "\n"]), max_size=12)
texts = words.map("".join) | st.text(max_size=20)


@given(texts, texts)
def test_what_only_one_changed_stands_as_they_wrote_it(base, changed):
    assert merged(base, changed, base).text == changed
    assert merged(base, base, changed).text == changed
    assert merged(base, changed, changed).text == changed


@given(texts, texts, texts)
def test_the_two_sides_are_treated_alike_and_every_piece_comes_from_one_of_them(base, mine, theirs):
    one, other = merged(base, mine, theirs), merged(base, theirs, mine)
    assert one.pieces == tuple(Piece(piece.theirs, piece.mine) for piece in other.pieces)
    if not one.to_choose:
        assert one.text == other.text
    for piece in one.pieces:
        assert piece.agreed or (piece.mine in mine and piece.theirs in theirs)


@given(words, words, words)
def test_the_changes_of_both_in_other_sentences_are_both_kept(first, second, base):
    base = "".join(base).replace("⟦", "")
    middle = " Au milieu, rien ne change ici. "
    both = merged(f"Un.{middle}{base}", f"Un.{''.join(first)}{middle}{base}", f"Un.{middle}{base}{''.join(second)}")
    assert "".join(first).strip() in both.text
    assert "".join(second).strip() in both.text


def test_the_changes_of_both_come_together():
    base = "Les données des gens sont gardées un an dans le pays."
    mine = "Les données personnelles des gens sont gardées un an dans le pays."
    theirs = "Les données des gens sont conservées un an dans le pays d’accueil."
    both = merged(base, mine, theirs)
    assert both.text == "Les données personnelles des gens sont conservées un an dans le pays d’accueil."
    assert both.to_choose == 0


def test_a_place_that_both_changed_shows_both_and_one_that_one_removed_too():
    base = "Les données sont gardées un an."
    both = merged(base, "Les données sont conservées un an.", "Les données sont stockées un an.")
    assert both.text == "Les données sont ⟦conservées | stockées⟧ un an."
    assert both.to_choose == 1
    assert merged(base, "Les données sont un an.", "Les données sont tenues un an.").text.count("⟦ | tenues⟧") == 1


def test_texts_longer_than_any_segment_are_not_compared_word_by_word():
    base = "mot " * (LONGEST + 1)
    assert merged(base, f"{base}un", f"{base}deux").to_choose == 1
    assert merged(base, base, "court").text == "court"
