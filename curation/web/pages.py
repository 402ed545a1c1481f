"""The review page as values: a draft in parts, its blocks grouped, and each segment with all a reviewer needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, pairwise
from textwrap import shorten
from types import MappingProxyType
from typing import Final

from curation.review import Actor, Draft, NotAllowed, ReviewAction, ReviewState, decide, open_actions
from curation.unit_states import UnitState
from curation.views import DraftPage, HistoryEntry, StoredUnit, UnitPlace
from curation.web.formats import count
from curation.web.language import _, gettext, ngettext, said
from curation.web.review_words import BUTTONS, KINDS, QUESTIONS, REJECTIONS, TAKE_OVER
from curation.web.segments import SegmentView, doubtful, segment_view, told, wants_a_look
from glossary.termbase import TermBase
from translation.document import BlockKind, Document, Mark
from translation.marks import of_stretch
from translation.memory import TranslationMemory
from translation.typography import french_typography
from translation.unit import Segment

BLOCKS_A_PART: Final = 60
SEGMENTS_A_PART: Final = 100

# The steps that bring a draft nearer to its readers: their buttons come first.
FORWARD: Final = frozenset({ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH})


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell, or a whole block that is no table row; `text` is shown as it is when there is nothing to translate."""

    text: str
    segments: tuple[SegmentView, ...]

    @property
    def void(self) -> bool:
        return not self.text.strip() and not self.segments


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block; `level` says how it looks, `rank` is the heading element (h2 to h6) that keeps the outline whole.

    `lang` is the language of the original's text.
    """

    kind: BlockKind
    level: int
    rank: int
    label: str
    lang: str
    page: int | None
    cells: tuple[CellView, ...]

    @property
    def segments(self) -> tuple[SegmentView, ...]:
        return self.cells[0].segments


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together: the rows of a table, the items of a list, or one block alone."""

    kind: BlockKind
    blocks: tuple[BlockView, ...]

    @property
    def columns(self) -> int:
        return max(len(block.cells) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place in the draft to go to: a heading of its outline, or a segment that needs a look."""

    part: int
    number: int
    text: str
    level: int = 1


def parts_of(page: DraftPage) -> tuple[range, ...]:
    """The numbers of the blocks that each part of the page shows: a page stays light however long the document is."""
    weights = [0] * len(page.document.blocks)
    for stored in page.units:
        weights[stored.unit.segment.block] += 1
    return parts_by(weights)


def parts_by(weights: Sequence[int]) -> tuple[range, ...]:
    """The same, from the number of units in each block."""
    parts, first, segments = [], 0, 0
    for number, weight in enumerate(weights):
        if number > first and (number - first >= BLOCKS_A_PART or segments + weight > SEGMENTS_A_PART):
            parts.append(range(first, number))
            first, segments = number, 0
        segments += weight
    return (*parts, range(first, len(weights)))


def parts_with(page: DraftPage, only: Collection[int]) -> tuple[Sequence[int], ...]:
    """The blocks that hold these segments, in parts as light as those of the whole draft; one part at least."""
    parts: list[list[int]] = [[]]
    segments = 0
    for block, units in groupby(
        (s.unit.segment for s in page.units if s.position in only), key=lambda segment: segment.block
    ):
        weight = len(list(units))
        if parts[-1] and segments + weight > SEGMENTS_A_PART:
            parts.append([])
            segments = 0
        parts[-1].append(block)
        segments += weight
    return tuple(parts)


def part_with(parts: Sequence[range], block: int) -> int:
    """The part, counted from 1, that shows this block."""
    return next(number for number, blocks in enumerate(parts, start=1) if block in blocks)


def address_of(page: DraftPage, segment: Segment, *, told: str = "", parts: Sequence[range] = ()) -> str:
    """Where a segment is read; `told` names what its page says of it, `parts` spares counting them for each."""
    return _address(page.draft.id, parts or parts_of(page), segment, told)


def segment_path(draft_id: int, position: int) -> str:
    """Where a segment is found whatever part of its draft shows it: from there one is led to `address_of`."""
    return f"/brouillons/{draft_id}/segments/{position}"


def address_in(place: UnitPlace, *, told: str = "") -> str:
    """The same for a unit whose draft was not read as a whole."""
    return _address(place.draft.id, parts_by(place.weights), place.stored.unit.segment, told)


def _address(draft_id: int, parts: Sequence[range], segment: Segment, told: str) -> str:
    part = part_with(parts, segment.block)
    query = [f"partie={part}"] * (part > 1) + [f"{told}={segment.index}"] * bool(told)
    return f"/brouillons/{draft_id}{'?' if query else ''}{'&'.join(query)}#s{segment.index}"


def groups_of(
    page: DraftPage,
    blocks: Sequence[int],
    terms: TermBase,
    memory: TranslationMemory,
    states: Mapping[int, UnitState] = MappingProxyType({}),
    only: Collection[int] | None = None,
) -> tuple[Group, ...]:
    """One part of the draft, ready to be shown; of its segments, those of `only` alone, and no other text then."""
    cells: dict[tuple[int, int], list[SegmentView]] = defaultdict(list)
    for stored, marks in _with_marks(page, blocks):
        segment = stored.unit.segment
        if only is None or segment.index in only:
            view = segment_view(stored, marks, terms, memory, states.get(segment.index))
            cells[segment.block, segment.cell].append(view)
    shown = blocks if only is None else sorted({block for block, _ in cells})
    views = _blocks(page.document, shown, cells)
    return tuple(Group(views[0].kind, views) for views in _together(views))


def view_of(page: DraftPage, position: int, terms: TermBase, memory: TranslationMemory) -> SegmentView:
    """One segment of the draft, which must be there, ready to be shown."""
    block = page.by_position[position].unit.segment.block
    with_marks = _with_marks(page, range(block, block + 1))
    stored, marks = next(pair for pair in with_marks if pair[0].position == position)
    return segment_view(stored, marks, terms, memory)


def after(page: DraftPage, position: int) -> StoredUnit | None:
    """The next segment that wants a look, in reading order and then from the beginning; None when no other does."""
    place = next(n for n, stored in enumerate(page.units) if stored.position == position)
    return next(filter(wants_a_look, chain(page.units[place + 1 :], page.units[:place])), None)


def _with_marks(page: DraftPage, blocks: Sequence[int]) -> Iterator[tuple[StoredUnit, tuple[Mark, ...]]]:
    """The units of these blocks, each with the marks of its English: where its sentence stands in its cell."""
    done: dict[tuple[int, int], int] = defaultdict(int)
    for stored in page.units:
        segment = stored.unit.segment
        if segment.block in blocks:
            block, place = page.document.blocks[segment.block], (segment.block, segment.cell)
            start = block.cells[segment.cell].find(segment.text, done[place]) if block.marks else -1
            end = start + len(segment.text)
            done[place] = max(done[place], end)
            yield stored, of_stretch(block.cell_marks[segment.cell], start, end) if start >= 0 else ()


def outline(page: DraftPage, parts: Sequence[range]) -> tuple[Landmark, ...]:
    """The headings below the title, in French, each with its place."""
    blocks = page.document.blocks
    headings = {n for n, block in enumerate(blocks) if n > 0 and block.kind is BlockKind.HEADING}
    units = [stored.unit for stored in page.units if stored.unit.segment.block in headings]
    return tuple(
        Landmark(part_with(parts, u.segment.block), u.segment.index, u.target, blocks[u.segment.block].level)
        for u in units
    )


def to_look_at(page: DraftPage, parts: Sequence[range], *, blocking: bool) -> tuple[Landmark, ...]:
    """The segments with a finding that nobody let stand: those that stop the approval, or the others."""
    return tuple(
        Landmark(part_with(parts, unit.segment.block), unit.segment.index, told(findings[0]))
        for unit in (stored.unit for stored in page.units if wants_a_look(stored))
        if (findings := [finding for finding in unit.findings if finding.stands])
        and any(finding.blocking for finding in findings) is blocking
    )


def set_aside(page: DraftPage, parts: Sequence[range]) -> tuple[tuple[Landmark, str], ...]:
    """What the checks said and a person set aside, in reading order, each with its reason."""
    return tuple(
        (Landmark(part_with(parts, unit.segment.block), unit.segment.index, told(finding)), finding.dismissed)
        for unit in (stored.unit for stored in page.units)
        for finding in unit.findings
        if not finding.stands
    )


def places_of(page: DraftPage, parts: Sequence[range], positions: Iterable[int]) -> tuple[Landmark, ...]:
    """These segments as places to go to, each with the beginning of its French."""
    units = page.by_position
    return tuple(
        Landmark(part_with(parts, units[place].unit.segment.block), place, beginning(units[place].unit.target))
        for place in positions
        if place in units
    )


def hesitations(page: DraftPage, parts: Sequence[range]) -> tuple[Landmark, ...]:
    """The segments whose French is likely to need rewriting, each with its beginning."""
    units = (stored.unit for stored in page.units if wants_a_look(stored))
    return tuple(
        Landmark(part_with(parts, unit.segment.block), unit.segment.index, beginning(unit.target))
        for unit in units
        if doubtful(unit)
    )


def last_edited(page: DraftPage, parts: Sequence[range]) -> Landmark | None:
    """The segment that a person changed last, to go on from there."""
    edited = [(stored.edited_at, stored.unit) for stored in page.units if stored.edited_at is not None]
    if not edited:
        return None
    unit = max(edited, key=lambda pair: pair[0])[1]
    return Landmark(part_with(parts, unit.segment.block), unit.segment.index, beginning(unit.target))


def next_points(page: DraftPage, *points: Iterable[Landmark]) -> dict[int, Landmark]:
    """From the number of each segment that wants a look to the next one, in reading order."""
    wanted = {point.number: point for point in chain(*points)}
    order = (stored.position for stored in page.units)
    ordered = [wanted[number] for number in order if number in wanted]
    return {here.number: after for here, after in pairwise(ordered)}


def beginning(text: str) -> str:
    """How a French text begins, for a list of places to go to."""
    return french_typography(shorten(text, 60, placeholder="…")) or "…"


def title_of(page: DraftPage) -> str:
    """The French of the title block, or the original title."""
    said = (stored.unit.target for stored in page.units if stored.unit.segment.block == 0)
    return " ".join(said).strip() or page.document.title


def _blocks(
    document: Document, blocks: Sequence[int], cells: Mapping[tuple[int, int], Sequence[SegmentView]]
) -> Iterator[BlockView]:
    rank = 1
    for number in blocks:
        block = document.blocks[number]
        if block.kind is BlockKind.HEADING:
            rank = min(block.level + 1, rank + 1, 6)
        yield BlockView(
            kind=block.kind,
            level=block.level,
            rank=rank,
            label=KINDS.get(block.kind, ""),
            lang=block.lang or document.lang or "en",
            page=block.page,
            cells=tuple(CellView(text, tuple(cells.get((number, n), ()))) for n, text in enumerate(block.cells)),
        )


def _together(views: Iterable[BlockView]) -> Iterator[tuple[BlockView, ...]]:
    """Runs of table rows, a header row starting a new table; runs of list items; every other block by itself."""
    table = 0

    def run(numbered: tuple[int, BlockView]) -> tuple[BlockKind, int]:
        nonlocal table
        number, view = numbered
        if view.kind is BlockKind.TABLE_ROW:
            table += view.level
            return view.kind, table
        return view.kind, 0 if view.kind is BlockKind.LIST_ITEM else number

    for _same, members in groupby(enumerate(views), key=run):
        yield tuple(view for _, view in members)


@dataclass(frozen=True, slots=True)
class StepView:
    """A button of the draft: what it does, the question whose answer it wants ("" for none), or why it is shut.

    `choices` are the answers of which it wants one, with their words.
    """

    action: ReviewAction
    label: str
    question: str
    refused: str
    forward: bool
    choices: tuple[tuple[str, str], ...] = ()


def steps_for(draft: Draft, actor: Actor, at: datetime, *, four_eyes: bool) -> tuple[StepView, ...]:
    """The buttons this person meets. Editing has its own place, and one's own draft needs no claiming."""
    steps = (
        StepView(
            action,
            _label(draft, action, refused=bool(refused := _refused(draft, action, actor, at, four_eyes))),
            _question(draft, action),
            refused,
            action in FORWARD,
            tuple((key.value, gettext(words)) for key, words in REJECTIONS.items())
            if action is ReviewAction.REJECT
            else (),
        )
        for action in open_actions(draft, actor)
        if action in BUTTONS and not (draft.claimed_by == actor.id and action in _needless(draft))
    )
    return tuple(sorted(steps, key=lambda step: not step.forward))


def _needless(draft: Draft) -> frozenset[ReviewAction]:
    """What whoever holds the draft has no use for: it is theirs, and releasing it also brings it back to the queue."""
    held = draft.state is ReviewState.IN_REVIEW
    return frozenset({ReviewAction.CLAIM, ReviewAction.SEND_BACK}) if held else frozenset()


def _label(draft: Draft, action: ReviewAction, *, refused: bool) -> str:
    if action is ReviewAction.CLAIM and draft.state is ReviewState.IN_REVIEW:
        return _(TAKE_OVER)
    if action is ReviewAction.APPROVE and draft.blocking and not refused:
        return _("%(step)s malgré %(errors)s") % {"step": BUTTONS[action], "errors": count(draft.blocking, "erreur")}
    return BUTTONS[action]


def _question(draft: Draft, action: ReviewAction) -> str:
    """What the step asks before it is taken; "" when it asks nothing."""
    if action is ReviewAction.APPROVE and draft.blocking:
        return ngettext(
            "Pourquoi approuver malgré l’erreur signalée\u202f?",
            "Pourquoi approuver malgré les %(num)s\u00a0erreurs signalées\u202f?",
            draft.blocking,
        ) % {"num": draft.blocking}
    return QUESTIONS.get(action, "")


def _refused(draft: Draft, action: ReviewAction, actor: Actor, at: datetime, four_eyes: bool) -> str:
    """Why pressing would fail whatever reason is given; "" when it would not."""
    try:
        decide(draft, action, actor, at, "un motif", four_eyes=four_eyes)
    except NotAllowed as error:
        return said(error)
    return ""


# The steps that leave a reason for the next reviewer; an approval since then has answered it.
_TURNED_DOWN: Final = frozenset({ReviewAction.SEND_BACK, ReviewAction.REJECT, ReviewAction.WITHDRAW})
_UNAPPROVED: Final = frozenset({ReviewState.QUEUED, ReviewState.IN_REVIEW, ReviewState.REJECTED})


def rejection_of(entry: HistoryEntry | None) -> str:
    """Why the text was rejected, in the words of the list of reasons; "" for another step, or one of long ago."""
    reason = entry.detail.get("reason", "") if entry is not None else ""
    return next((gettext(words) for key, words in REJECTIONS.items() if key == reason), "")


def reason_of(state: ReviewState, history: Iterable[HistoryEntry]) -> HistoryEntry | None:
    """Why the draft was last sent back, rejected or withdrawn, while that still waits for an answer."""
    if state not in _UNAPPROVED:
        return None
    last = next((entry for entry in history if entry.action in _TURNED_DOWN | {ReviewAction.APPROVE}), None)
    return last if last is not None and last.action in _TURNED_DOWN else None
