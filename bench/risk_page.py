"""What bench.risk found, for reviewers: a picture of the tenths, and the French page around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from translation.risk import LEVELS, Level, level

WIDTH: Final = 760
HEIGHT: Final = 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 52, 96  # between the picture's edge and the field where the bars stand
_BAR: Final = 34

# The colours of the review pages (curation/web/static/style.css).
_STYLE: Final = """
  :root { --card: #fff; --ink: #1c2526; --soft: #56625f; --line: #dcdad2; --accent: #0b5d66; --tint: #c5e0e1; }
  @media (prefers-color-scheme: dark) {
    :root { --card: #1d2425; --ink: #e6eae8; --soft: #a5b1ae; --line: #364142; --accent: #6cc7cf; --tint: #2a5358; }
  }
  text { font: 13px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--soft); }
  .heading { font-size: 15px; font-weight: 650; fill: var(--ink); }
  .strong { font-weight: 650; fill: var(--ink); }
  .small { font-size: 12px; }
  .middle { text-anchor: middle; }
  .end { text-anchor: end; }
  .card { fill: var(--card); }
  .line { stroke: var(--line); }
  .bound { stroke: var(--soft); stroke-dasharray: 5 4; }
  .bar { fill: var(--tint); }
  .median { stroke: var(--accent); stroke-width: 3; }
"""


@dataclass(frozen=True, slots=True)
class Tenth:
    """Sentences of like risk: what was expected and what was seen of them, and the quartiles of their chrF."""

    count: int
    lowest: float
    highest: float
    expected: float
    seen: float
    quartiles: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sorted:
    """How many sentences of how many documents, what share of them is bad, and how well the risk tells which (AUC)."""

    sentences: int
    documents: int
    bad: float
    auc: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What the page tells: the tenths and the share of bad sentences of each level, both of unseen publications."""

    tenths: Sequence[Tenth]
    levels: Mapping[Level, float]
    unseen: Sorted
    seen: Sorted
    bad_under: float


# The picture


def picture(found: Measured) -> str:
    """An SVG for light and dark: of each tenth the quartiles of chrF as a bar, and the median as a line."""
    drawn = [*_grid(found), *(line for place, each in enumerate(found.tenths) for line in _bar(place, each))]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            'aria-labelledby="title desc">',
            '<title id="title">Plus le risque est haut, plus le français s’éloigne de la traduction publiée</title>',
            f'<desc id="desc">{escape(described(found))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="card" width="{WIDTH}" height="{HEIGHT}" rx="10"/>',
            *drawn,
            "</svg>\n",
        )
    )


def described(found: Measured) -> str:
    """The picture in a few sentences, for who does not see it."""
    medians = ", ".join(
        f"{percent(each.expected)} de risque, ressemblance {each.quartiles[1]:.0f}" for each in found.tenths
    )
    return (
        f"{found.unseen.sentences} phrases de publications que le modèle n’a jamais vues, rangées par risque en dix "
        "parts égales. Pour chacune, le risque moyen et la ressemblance médiane avec la traduction publiée, de 0 à 100"
        f"\u00a0: {medians}."
    )


def _grid(found: Measured) -> Iterator[str]:
    yield _text(_LEFT, 28, "Ressemblance avec la traduction publiée (chrF, de 0 à 100)", "heading")
    for value in range(0, 101, 20):
        yield _line("line", _LEFT, WIDTH - _RIGHT, _y(value))
        yield _text(_LEFT - 10, _y(value) + 4, str(value), "end")
    yield _line("bound", _LEFT, WIDTH - _RIGHT, _y(found.bad_under))
    yield _text(_LEFT + 6, _y(11.5), "Barre\u00a0: la moitié des phrases. Trait et nombre\u00a0: celle du milieu.")
    yield _text(_LEFT + 6, _y(4), f"Au-dessous des tirets ({found.bad_under:.0f}), une phrase est comptée à réécrire.")
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    yield _text(middle, HEIGHT - 18, "Risque annoncé, du dixième le plus sûr au plus douteux", "heading middle")


def _bar(place: int, tenth: Tenth) -> Iterator[str]:
    step = (WIDTH - _LEFT - _RIGHT) / 10
    x = _LEFT + step * (place + 0.5)
    first, median, last = tenth.quartiles
    yield (
        f'<rect class="bar" x="{x - _BAR / 2:.1f}" y="{_y(last):.1f}" width="{_BAR}" '
        f'height="{_y(first) - _y(last):.1f}" rx="4"/>'
    )
    yield _line("median", x - _BAR / 2, x + _BAR / 2, _y(median))
    yield _text(x, _y(last) - 7, f"{median:.0f}", "strong middle")
    yield _text(x, HEIGHT - _BOTTOM + 22, percent(tenth.expected), "strong middle")
    yield _text(x, HEIGHT - _BOTTOM + 42, level(tenth.expected), "small middle")


def _y(chrf: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * chrf / 100


def _line(look: str, start: float, end: float, y: float) -> str:
    return f'<line class="{look}" x1="{start:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _text(x: float, y: float, words: str, look: str = "plain") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


# The page


def page(before: str, found: Measured) -> str:
    """The page with its tables made anew, each between <!-- NAME --> and <!-- /NAME -->; the rest stays as written."""
    for name, table in (("levels", _levels(found)), ("figures", _figures(found)), ("tenths", _tenths(found))):
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
        head, rest = before.split(start)
        before = "\n".join((head + start, *table, "", end + rest.split(end)[1]))
    return before


def _levels(found: Measured) -> Iterator[str]:
    yield "| mot | risque | que faire | phrases comptées à réécrire |"
    yield "| --- | --- | --- | --- |"
    below = 0.0
    for bound, word in (*LEVELS, (1.0, Level.REWRITE)):
        share = percent(found.levels[word]) if word in found.levels else "–"
        yield f"| {word} | de {100 * below:.0f} à {percent(bound)} | {_ADVICE[word]} | {share} |"
        below = bound


def _figures(found: Measured) -> Iterator[str]:
    yield "| ce qui a été mesuré | publications jamais vues | publications vues par le modèle |"
    yield "| --- | --- | --- |"
    for told, value in _ROWS:
        yield f"| {told} | {value(found.unseen)} | {value(found.seen)} |"


_ROWS: Final[Sequence[tuple[str, Callable[[Sorted], str]]]] = (
    ("phrases", lambda part: str(part.sentences)),
    ("publications ou listes de textes", lambda part: str(part.documents)),
    ("phrases comptées à réécrire", lambda part: percent(part.bad)),
    (
        "de deux phrases, l’une à réécrire et l’autre non, celle-là a le plus grand risque",
        lambda part: percent(part.auc),
    ),
)


def _tenths(found: Measured) -> Iterator[str]:
    yield "| part | risque | risque moyen | comptées à réécrire | ressemblance médiane | la moitié des phrases |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for place, each in enumerate(found.tenths, start=1):
        first, median, last = each.quartiles
        yield (
            f"| {place} | {100 * each.lowest:.0f} à {percent(each.highest)} | {percent(each.expected)} "
            f"| {percent(each.seen)} | {median:.0f} | {first:.0f} à {last:.0f} |"
        )


def percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


_ADVICE: Final[Mapping[Level, str]] = {
    Level.SURE: "lire une fois, à côté de l’anglais",
    Level.READ: "lire de près",
    Level.DOUBTFUL: "s’attendre à reprendre la phrase",
    Level.REWRITE: "repartir de l’anglais va souvent plus vite",
}
