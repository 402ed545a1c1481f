"""Terms are looked up fast; what is found is what a plain reading of the rules, one word after the other, finds."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import default_termbase
from glossary.termbase import _TOKEN, Status, Term, TermBase, TermMatch, stem

WORDS = ("data", "protection", "Data", "SARS", "WHO", "leads", "cluster", "site", "sites", "CoV", "2", "minimization")
PARTS = st.sampled_from(("-", "\u2011", "'s ", "’ ", ", ", "\u00ad", "\u00a0", " ", " ", " "))
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), PARTS), max_size=12).map(lambda pairs: "".join(map("".join, pairs)))
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
RULES = st.one_of(st.just(()), PHRASES.map(lambda phrase: (phrase,)))
TERMS = st.builds(
    Term,
    source=PHRASES,
    target=st.just("français"),
    status=st.sampled_from(Status),
    synonyms=RULES,
    case_sensitive=st.booleans(),
    only_with=RULES,
    not_with=RULES,
)

Read = tuple[int, int, str, bool]  # start, end, as written, tied by a hyphen to the word before
Found = tuple[int, int, list[Term]]


def plainly_found(terms: list[Term], text: str) -> list[TermMatch]:
    """Every term held against every place of the text."""
    words = list(read(text))
    places = [found for first in range(len(words)) for found in standing(terms, words, first, text)]
    taken: set[int] = set()
    matches = []
    for first, last, meant in sorted(places, key=rank):
        if taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            start, end = words[first][0], words[last - 1][1]
            matches += [TermMatch(start, end, term, text[start:end]) for term in meant]
    return sorted(matches, key=lambda match: match.start)


def rank(found: Found) -> tuple[bool, int, int]:
    first, last, terms = found
    return all(term.status is Status.PROPOSED for term in terms), first - last, first


def read(text: str) -> Iterator[Read]:
    joined = False
    for match in _TOKEN.finditer(text):
        kind = "word" if match["word"] else "mark"
        if not match["joint"]:
            yield match.start(kind), match.end(kind), match[kind].replace("\u00ad", ""), joined
        joined = bool(match["joint"])


def standing(terms: list[Term], words: list[Read], first: int, text: str) -> Iterator[Found]:
    shouted = text.isupper() and len(text.split()) > 1
    for last in range(first + 1, len(words) + 1):
        tied = words[first][3] or (last < len(words) and words[last][3])
        said = [word[2] for word in words[first:last]]
        here = [term for term in terms for form in forms(term) if fits(term, form, said, shouted=shouted)]
        if here and not tied and (allowed := meant(here, words)):
            yield first, last, allowed


def forms(term: Term) -> list[str]:
    return [] if term.status is Status.DEPRECATED else list(dict.fromkeys((term.source, *term.synonyms)))


def fits(term: Term, form: str, said: list[str], *, shouted: bool) -> bool:
    wanted = [word[2] for word in read(form)]
    if list(map(stem, wanted)) != list(map(stem, said)):
        return False
    held = [
        (word, text)
        for word, text in zip(wanted, said, strict=True)
        if term.case_sensitive or (len(word) > 1 and word.isupper())
    ]
    return not (held and shouted) and all(text in (word, f"{word}s") for word, text in held)


def meant(terms: list[Term], words: list[Read]) -> list[Term]:
    sentence = f" {' '.join(stem(word[2]) for word in words)} "

    def holds(phrases: tuple[str, ...]) -> bool:
        return any(f" {' '.join(stem(word[2]) for word in read(phrase))} " in sentence for phrase in phrases)

    allowed = [term for term in terms if not holds(term.not_with)]
    return [term for term in allowed if holds(term.only_with)] or [term for term in allowed if not term.only_with]


@given(st.lists(TERMS, max_size=8), TEXTS)
def test_what_is_found_is_what_a_plain_reading_of_the_rules_finds(terms, text):
    assert TermBase(terms).find(text) == plainly_found(terms, text)


@settings(max_examples=25)  # the plain way looks for each of a thousand terms
@given(st.data())
def test_the_glossary_that_ships_is_found_as_plainly_too(data):
    base = default_termbase()
    sources = st.sampled_from([term.source for term in base])
    parts = data.draw(st.lists(st.tuples(sources, PARTS), max_size=4))
    text = "".join(map("".join, parts))
    assert base.find(text) == plainly_found(list(base), text)
