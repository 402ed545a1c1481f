"""Which pieces of a page are the article: those that trafilatura kept, and what stands among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, islice, pairwise, zip_longest
from typing import Any, Final

from curation.extract.html_beside import is_apart, is_appeal, is_box, is_furniture, is_lead
from curation.extract.html_kept import KeptText, letters
from curation.extract.html_leads import CITATION, host, is_byline, leads_away, leads_off
from curation.extract.html_walk import Piece
from curation.extract.walls import wall_of
from translation.document import BlockKind

PROSE: Final = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.TABLE_ROW, BlockKind.CODE}
)
_MOST: Final = 0.9  # of the words trafilatura kept must lie in the part of the page we take
_FAR_LESS: Final = 0.6  # of the page's running text: below this, trafilatura has missed the article
_LITTLE_MORE: Final = 1.1  # times the words of the article: what a step outwards may add
_SENTENCE: Final = 8  # words
_SHORT_TEXT: Final = 20  # words
_TEASER: Final = 60  # words under a heading that is a link
_TEASERS: Final = 3  # in a row, and they lead away from the article
_IN_A_BOX: Final = 25  # words: a longer text under such a heading is no teaser
_LONG_TITLE: Final = 15  # words
_LONG_APPEAL: Final = 60  # words
_LEAD: Final = 12  # words: fewer are a byline or a date
_LONG_LEAD: Final = 150  # words: more between a title and a text are another text
_ROW_OF_LINKS: Final = 0.6  # of the letters of a line
_NEAR: Final = 8  # pieces: farther apart, the same paragraph twice is what the authors wrote
_LONG: Final = 200  # words of an article in which a notice about cookies is none of it
_FAKED: Final = 12  # words of a paragraph in bold that is a heading
_TITLES_OF_BOXES: Final = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})
_OUTSIDE: Final = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.FOOTNOTE})
_REPEATED: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.QUOTE})


def words_of(pieces: Iterable[Piece]) -> int:
    return sum(piece.words for piece in pieces)


class Marked:
    """A page's pieces, each with whether trafilatura kept it: yes, no, or too short to tell (None)."""

    def __init__(self, pieces: list[Piece], kept_letters: str) -> None:
        self.pieces = pieces
        kept = KeptText(kept_letters)
        self.kept = [kept.has(letters(piece.text)) for piece in pieces]
        self._running = [piece for piece in pieces if not piece.beside and not piece.is_link]

    def article(self) -> list[Piece]:
        """The pieces of the article, in the page's order."""
        outer = self._container()
        chosen = [n for n, piece in enumerate(self.pieces) if outer in piece.within and self._counts(n)]
        chosen = sorted({*self._lead(chosen), *chosen})
        chosen = self._without_boxes(self._without_teasers(chosen))
        chosen = [n for n in chosen if self.kept[n] or not self._announces(n)]
        while chosen and self.pieces[chosen[-1]].kind is BlockKind.HEADING:
            chosen.pop()  # "Related", "Share this": a heading with nothing under it
        return _with_headings(_without_cookies(_once_each([self.pieces[n] for n in chosen])))

    def _counts(self, n: int) -> bool:
        piece = self.pieces[n]
        if (is_furniture(piece.text) and not is_appeal(piece.text)) or (piece.is_link and piece.beside):
            return False
        if leads_off(piece) or (n < self._begun and is_byline(piece)):
            return False
        if self._inner not in piece.within and not self._may_stand_outside(n):
            return False  # a trail of links, a notice: around the article, not in it
        if self.kept[n]:
            return not (piece.beside and self._is_apart(piece))
        if piece.beside or (self.kept[n] is False and self._is_row_of_links(piece)):
            return False
        if self._announces(n):
            return True
        if not piece.is_link:
            return True
        if self._stands_in_text(n) or piece.words >= CITATION:
            return True
        return piece.words >= 5 and not self._among_links(n)

    def _is_apart(self, piece: Piece) -> bool:
        """Whether a piece stands in a form, a footer or the like, which no article is, whatever trafilatura says."""
        return any(is_apart(element) for element in piece.within if element not in self._around)

    def _may_stand_outside(self, n: int) -> bool:
        """Whether a piece may be part of the article although it stands outside the element that holds most of it."""
        piece = self.pieces[n]
        if self._announces(n):
            return True  # for now: what stands under it may be of it
        if piece.is_link:
            return False
        if self._is_in_main(n):
            return True
        above_title = piece.words < _SENTENCE and n < self._title
        return piece.kind in _OUTSIDE or (
            bool(self.kept[n]) and not above_title and piece.kind is not BlockKind.LIST_ITEM
        )

    def _is_in_main(self, n: int) -> bool:
        """Whether a piece stands behind the first sentence in what the page itself calls its main part."""
        piece = self.pieces[n]
        return n > self._first_sentence and any(element in self._main for element in piece.within)

    def _announces(self, n: int) -> bool:
        """Whether a piece is the title of another page."""
        return self.pieces[n].kind is BlockKind.HEADING and self._leads_elsewhere(self.pieces[n])

    @staticmethod
    def _is_row_of_links(piece: Piece) -> bool:
        return piece.kind is BlockKind.PARAGRAPH and _ROW_OF_LINKS < piece.linked <= 0.8 and piece.words < CITATION

    def _among_links(self, n: int) -> bool:
        """Whether this is one of three or more lines in a row that are nothing but links: a menu, "most read"."""
        run = 1
        for step in (1, -1):
            near = n + step
            while 0 <= near < len(self.pieces) and self.pieces[near].is_link and run < 3:
                run, near = run + 1, near + step
        return run >= 3

    def _stands_in_text(self, n: int) -> bool:
        """Whether a link is an item of a list that stands between paragraphs, as lists of resources do.

        A list before the first sentence, or of links within the page, is a table of contents.
        """
        piece = self.pieces[n]
        lists = [at for at, element in enumerate(piece.within) if element.tag in ("ul", "ol") and at]
        if piece.kind is not BlockKind.LIST_ITEM or not lists or n < self._first_sentence:
            return False
        return piece.within[lists[0] - 1] in self._texts and leads_away(piece)

    @cached_property
    def _texts(self) -> frozenset[Any]:
        """The elements in which sentences stand as paragraphs of their own."""
        own = [piece for piece in self._running if piece.words >= _SENTENCE and piece.kind is BlockKind.PARAGRAPH]
        return frozenset(element for piece in own for element in piece.within[-2:])

    @cached_property
    def _first_sentence(self) -> int:
        return next(self._sentences(), len(self.pieces))

    @cached_property
    def _begun(self) -> int:
        """Where the text has begun: at its third sentence, as the first ones may be lines under the title."""
        return next(islice(self._sentences(), 2, None), len(self.pieces))

    def _sentences(self) -> Iterator[int]:
        for n, piece in enumerate(self.pieces):
            if self.kept[n] and piece.words >= _SENTENCE and not piece.beside and not piece.is_link:
                yield n

    @cached_property
    def _title(self) -> int:
        titles = (n for n, piece in enumerate(self.pieces) if piece.kind is BlockKind.HEADING and piece.level == 1)
        return next(titles, 0)

    def _lead(self, chosen: list[int]) -> list[int]:
        """What stands between the title and the first sentences: lines under the title, a picture's caption."""
        texts = (n for n in chosen if self.pieces[n].kind in PROSE and self.pieces[n].words >= _SENTENCE)
        first = next(texts, 0)
        titles = [n for n in range(first) if self.pieces[n].kind is BlockKind.HEADING and not self.pieces[n].beside]
        top = [n for n in titles if self.pieces[n].level == 1] or [n for n in titles if self.pieces[n].level == 2]
        if not top:
            return []
        between = [n for n in range(top[-1] + 1, first) if not is_furniture(self.pieces[n].text)]
        lead = [n for n in between if _is_under_title(self.pieces[n])]
        return lead if words_of(self.pieces[n] for n in lead) <= _LONG_LEAD else []

    def _without_boxes(self, chosen: list[int]) -> list[int]:
        """Without "Related articles" and the like: such a heading, and the links and short lines under it."""
        left: list[int] = []
        at = 0
        while at < len(chosen):
            piece = self.pieces[chosen[at]]
            end = at
            if self._opens(piece, is_appeal):
                end = self._appeal_end(chosen, at)
            elif self._opens(piece, is_box):
                end = self._box_end(chosen, at)
            left += [] if end > at else [chosen[at]]
            at = max(end, at + 1)
        return left

    @staticmethod
    def _opens(piece: Piece, is_title: Callable[[str], bool]) -> bool:
        longest = _LONG_TITLE if piece.kind is BlockKind.HEADING else _SENTENCE
        return piece.kind in _TITLES_OF_BOXES and piece.words <= longest and is_title(piece.text)

    def _box_end(self, chosen: list[int], at: int) -> int:
        """Where the box ends that this heading opens; `at` when it opens none."""
        heading = self.pieces[chosen[at]]
        around = heading.within[-2] if len(heading.within) > 1 else heading.within[-1]
        end = at + 1
        while end < len(chosen) and around in self.pieces[chosen[end]].within:
            piece = self.pieces[chosen[end]]
            if not piece.is_link and (piece.words >= _IN_A_BOX or piece.kind is BlockKind.HEADING):
                break
            end += 1
        held = [self.pieces[n] for n in chosen[at + 1 : end]]
        links = sum(piece.is_link for piece in held)
        return end if (links and 3 * links >= len(held)) or (not held and heading.words <= 3) else at

    def _appeal_end(self, chosen: list[int], at: int) -> int:
        """Where the appeal ends that this heading opens: with its box, when that is a small one."""
        heading = self.pieces[chosen[at]]
        around = heading.within[-2] if len(heading.within) > 1 else heading.within[-1]
        end = at + 1
        if self._words_in[around] > _LONG_APPEAL:
            return end if is_furniture(heading.text) else at
        while end < len(chosen) and around in self.pieces[chosen[end]].within:
            end += 1
        return end

    @cached_property
    def _words_in(self) -> dict[Any, int]:
        return _weights(self.pieces)

    def _without_teasers(self, chosen: list[int]) -> list[int]:
        """Without runs of headings that are links, each over a few lines: they announce other pages of the site."""
        starts = [at for at, n in enumerate(chosen) if self.pieces[n].kind is BlockKind.HEADING] + [len(chosen)]
        dropped: set[int] = set()
        run: list[int] = []
        for start, end in pairwise(starts):
            teaser = self._teaser(chosen[start:end]) if self._leads_elsewhere(self.pieces[chosen[start]]) else []
            run += teaser
            if len(teaser) < end - start:  # What follows is no teaser, so the run ends here.
                dropped |= self._announced(run)
                run = []
        dropped |= self._announced(run)
        return [n for n in chosen if n not in dropped]

    def _teaser(self, part: list[int]) -> list[int]:
        """The beginning of a part that a teaser may be: its heading, and a few words in a box with it."""
        box = self._box(self.pieces[part[0]])
        held = [n for n in part[1:] if box is None or box in self.pieces[n].within]
        words = accumulate(self.pieces[n].words for n in held)
        return [part[0], *(n for n, so_far in zip(held, words, strict=True) if so_far <= _TEASER)]

    def _box(self, heading: Piece) -> Any:
        """The largest element around a title of another page that holds no other; None where they follow each other."""
        alone = [e for e in heading.within[:-1] if self._titles_in[e] == 1 and e not in self._around]
        return next(iter(alone), None)

    @cached_property
    def _titles_in(self) -> Counter[Any]:
        """How many titles of other pages each element holds."""
        announcing = (piece for n, piece in enumerate(self.pieces) if self._announces(n))
        return Counter(element for piece in announcing for element in piece.within)

    def _announced(self, run: list[int]) -> set[int]:
        headings = sum(self.pieces[n].kind is BlockKind.HEADING for n in run)
        outside = all(self._inner not in self.pieces[n].within for n in run)
        return set(run) if headings >= _TEASERS or outside else set()

    def _leads_elsewhere(self, heading: Piece) -> bool:
        """Whether a heading is nothing but a link to another page of the same site."""
        if not heading.is_link:
            return False
        links = [heading.within[-1], *heading.within[-1].iter("a")]
        hosts = {host(link.get("href")) for link in links if link.get("href")}
        return bool(hosts) and hosts <= self._own_hosts

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        """The site's own name, as the host that most of the page's links name; "" is a relative link's."""
        top = self.pieces[0].within[0] if self.pieces else None
        hosts = Counter(host(link.get("href")) for link in top.iter("a")) if top is not None else Counter()
        named = [host for host, _ in hosts.most_common(2) if host not in ("", "#")]
        return frozenset(["", *named[:1]])

    def _container(self) -> Any:
        """The part of the page around the article, with headings that stand outside; `_inner` is the article's own."""
        kept = [piece for piece, kept in zip(self.pieces, self.kept, strict=True) if kept]
        missed = self.coverage() < _FAR_LESS
        inner = _smallest(self._running if missed or not kept else kept, _MOST)
        weights = _weights(self._running)
        outer = inner
        for around in inner.iterancestors():
            if weights.get(around, 0) > _LITTLE_MORE * weights.get(inner, 0):
                break
            outer = around
        self._inner, self._around = inner, frozenset([inner, *inner.iterancestors()])
        self._main = frozenset(e for e in (inner, *inner.iterancestors()) if e.tag in ("main", "article"))
        return next((e for e in outer.iterancestors() if e in self._main), outer)

    def is_short_text(self) -> bool:
        """Whether the page's main part is a title over a few lines of text with next to no links among them."""
        main = next((e for piece in self._running for e in piece.within if e.tag in ("main", "article")), None)
        held = [piece for piece in self.pieces if main in piece.within and not piece.beside]
        said = [piece for piece in held if not piece.is_link and piece.kind in PROSE]
        titled = any(piece.kind is BlockKind.HEADING and piece.level == 1 for piece in held)
        told = titled and words_of(said) >= _SHORT_TEXT and any(piece.words >= _SENTENCE for piece in said)
        return told and 5 * words_of(piece for piece in held if piece.is_link) < words_of(said)

    def coverage(self) -> float:
        """How much of the page's running text trafilatura kept."""
        kept = words_of(piece for piece, kept in zip(self.pieces, self.kept, strict=True) if kept)
        return kept / max(1, words_of(self._running))


def _smallest(pieces: list[Piece], share: float) -> Any:
    """The innermost element that holds at least `share` of the pieces' words."""
    weights = _weights(pieces)
    depth = {element: n for piece in pieces for n, element in enumerate(piece.within)}
    enough = share * words_of(pieces)
    return max((element for element in weights if weights[element] >= enough), key=depth.__getitem__, default=None)


def _weights(pieces: list[Piece]) -> dict[Any, int]:
    """The words of the pieces that each element holds."""
    weights: dict[Any, int] = {}
    for piece in pieces:
        for element in piece.within:
            weights[element] = weights.get(element, 0) + piece.words
    return weights


def _is_under_title(piece: Piece) -> bool:
    if piece.beside or piece.linked > 0.5 or piece.words < 3:
        return False
    if piece.kind in (BlockKind.HEADING, BlockKind.CAPTION):
        return True
    if piece.kind is not BlockKind.PARAGRAPH:
        return False
    if any(is_lead(element) for element in piece.within[-2:]):
        return True
    return piece.words >= _LEAD and not re.match(r"(?:by|par|posted|published|publié)\b", piece.text, re.I)


def _once_each(pieces: list[Piece]) -> list[Piece]:
    """Without sentences that stand word for word elsewhere too, as they do for small screens and in pull quotes.

    What is said again among the same paragraphs is said on purpose.
    """
    seen: dict[str, tuple[int, Any]] = {}
    left = []
    for n, piece in enumerate(pieces):
        said = letters(piece.text) if piece.words >= _SENTENCE and piece.kind in _REPEATED else ""
        around = piece.within[-2] if len(piece.within) > 1 else None
        before, there = seen.get(said, (n, around))
        if not said or there is around or (n - before > _NEAR and piece.kind is BlockKind.PARAGRAPH):
            left.append(piece)
            seen[said] = (n, around)
    return left


def _without_cookies(pieces: list[Piece]) -> list[Piece]:
    """Without a notice about cookies at the beginning or the end, unless the text is about them or is nothing else."""
    if words_of(pieces) < _LONG or sum("cookie" in piece.text.casefold() for piece in pieces) > 4:
        return pieces
    ends = {*pieces[:4], *pieces[-4:]}
    return [piece for piece in pieces if piece not in ends or wall_of("", piece.text, False) != "cookies"]


def _with_headings(pieces: list[Piece]) -> list[Piece]:
    """With bold lines as headings, where a page that has no others sets them over its paragraphs."""
    if any(piece.kind is BlockKind.HEADING and piece.level > 1 for piece in pieces):
        return pieces
    return list(_bold_lines_raised(pieces))


def _bold_lines_raised(pieces: list[Piece]) -> Iterator[Piece]:
    for piece, following in zip_longest(pieces, pieces[1:]):
        raised = (
            piece.kind is BlockKind.PARAGRAPH
            and piece.bold > 0.95
            and piece.words <= _FAKED
            and not re.search(r"[.!:;,…]$", piece.text)
            and following is not None
            and following.bold < 0.5
            and following.kind in PROSE
            and following.words >= _SENTENCE
        )
        yield replace(piece, kind=BlockKind.HEADING, level=2) if raised else piece
