"""The form of a glossary entry: what was typed as an entry, and what is wrong with it, beside its field."""

from __future__ import annotations

import re
from ast import literal_eval
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from curation.export.glossary_page import GENDERS, PARTS_OF_SPEECH
from curation.web.language import Wordings, _, marked
from curation.web.term_words import ENGLISH, LABELS, texts_of
from curation.web.typed import cleaned
from glossary.termbase import STAGES, Status, Term
from glossary.validation import problems
from translation.typography import french_typography

STAGE: Final = "etape-"  # before a stage, the name of its box: each form field has a name of its own
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 2_000
_WORDS: Final = ("source", "target", "part_of_speech", "gender", "origin", "domain")
_LINES: Final = ("tolerated", "forbidden", "synonyms", "only_with", "not_with", "inflected")
_PROSE: Final = ("definition", "note", "why", "example_fr")
_FLAGS: Final = ("case_sensitive", "do_not_translate")
# What a proposal may leave for later, and an approval may not.
_LATER: Final = frozenset({"definition", "origin", "gender", "part_of_speech"})


@dataclass(frozen=True, slots=True)
class FormField:
    """A field as the form shows it: `kind` is line, text, lines, choice or check; `hint` says what belongs there."""

    name: str
    kind: str
    french_hint: str = ""
    choices: Mapping[str, str] | None = None

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def hint(self) -> str:
        return _(self.french_hint)

    @property
    def lang(self) -> str:
        return "en" if self.name in ENGLISH else "fr"

    @property
    def longest(self) -> int:
        return LONGEST_LINE if self.kind == "line" else LONGEST_TEXT


_ONE_A_LINE: Final = marked("Une par ligne.")
USUAL: Final = (
    FormField("source", "line", marked("Au singulier, sans majuscule, sauf nom propre ou sigle.")),
    FormField("target", "line"),
    FormField("part_of_speech", "choice", choices=Wordings(PARTS_OF_SPEECH)),
    FormField("gender", "choice", marked("Pour un nom."), Wordings(GENDERS)),
    FormField("definition", "text", marked("Une phrase en français, écrite par vous.")),
    FormField("origin", "line", marked("RGPD, IASC, OCHA, CICR, CNIL… ou «\u00a0usage\u00a0».")),
    FormField("domain", "line", marked("Par exemple «\u00a0collecte\u00a0» ou «\u00a0protection des données\u00a0».")),
    FormField("example_en", "text"),
    FormField("example_fr", "text"),
    FormField("tolerated", "lines", _ONE_A_LINE),
    FormField(
        "forbidden",
        "lines",
        marked("Une par ligne. Prudence\u00a0: elles sont refusées partout où le terme anglais se trouve."),
    ),
    FormField("why", "text"),
    FormField("synonyms", "lines", marked("Une par ligne. Les pluriels réguliers sont reconnus d’eux-mêmes.")),
    FormField("note", "text", marked("Ce qu’il faut savoir pour choisir.")),
)
RARE: Final = (
    FormField("only_with", "lines", marked("Le terme n’a ce sens que si l’un d’eux est dans sa phrase. Un par ligne.")),
    FormField("not_with", "lines", marked("Le terme n’a pas ce sens si l’un d’eux est dans sa phrase. Un par ligne.")),
    FormField("inflected", "lines", _ONE_A_LINE),
    FormField("case_sensitive", "check"),
    FormField("do_not_translate", "check"),
)


def typed_of(term: Term) -> dict[str, str]:
    """What the form holds for this entry."""
    return texts_of(term) | {f"{STAGE}{stage}": "oui" for stage in term.stages}


def entry_of(form: Mapping[str, str], base: Term) -> Term:
    """What was typed, as an entry; what the form does not show stays as `base` has it.

    Prose gets the no-break spaces that few keyboards have; where nothing else changed, it stays as it was.
    """
    before = texts_of(base)
    values: dict[str, Any] = {name: cleaned(form.get(name, "")) for name in _WORDS}
    values |= {name: _spaced(cleaned(form.get(name, "")), before[name]) for name in _PROSE}
    values |= {name: _lines(form.get(name, "")) for name in _LINES}
    values |= {name: bool(form.get(name)) for name in _FLAGS}
    values["example"] = (cleaned(form.get("example_en", "")), values.pop("example_fr"))
    values["stages"] = tuple(stage for stage in STAGES if f"{STAGE}{stage}" in form)
    return replace(base, **values)


def _spaced(typed: str, before: str) -> str:
    spaced = french_typography(typed)
    return before if spaced == french_typography(before) else spaced


def _lines(text: str) -> tuple[str, ...]:
    lines = (cleaned(line) for line in cleaned(text, lines=True).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def faults(entry: Term, others: Sequence[Term]) -> dict[str, list[str]]:
    """What is wrong with an entry beside the others of the glossary: sentences by field ("" for none).

    A proposal may be incomplete. What the others have wrong among themselves is not told here.
    """
    told: dict[str, list[str]] = defaultdict(list)
    for field, sentence in [*_own_faults(entry), *_glossary_faults(entry, others)]:
        if not (entry.status is Status.PROPOSED and field in _LATER):
            told[field].append(sentence)
    return dict(told)


def _own_faults(entry: Term) -> Iterator[tuple[str, str]]:
    if not entry.part_of_speech:
        yield "part_of_speech", _("Choisissez la nature du mot.")
    texts = texts_of(entry)
    for field in (*USUAL, *RARE):
        if len(texts[field.name]) > field.longest:
            yield field.name, _("C’est trop long\u00a0: %(most)s signes au plus.") % {"most": field.longest}


def _glossary_faults(entry: Term, others: Sequence[Term]) -> Iterator[tuple[str, str]]:
    known = Counter(problems(others))
    for problem in (Counter(problems([*others, entry])) - known).elements():
        yield _told(problem, entry)


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of the glossary's own checks, and the field and French for it: said of this entry, or of another."""

    pattern: str
    field: str
    french: str
    elsewhere: tuple[str, str] = ("", "")


_TOLD: Final[Sequence[_Told]] = tuple(
    _Told(*row)
    for row in (
        ("the English is empty", "source", marked("Écrivez le terme anglais.")),
        ("the French is empty", "target", marked("Écrivez la forme française à préférer.")),
        (
            "(.+) is both good and forbidden",
            "forbidden",
            marked("«\u00a0%(first)s\u00a0» est à la fois acceptée et à éviter."),
        ),
        (
            "(.+) is no stage of the life of data",
            "stages",
            marked("«\u00a0%(first)s\u00a0» n’est pas une étape de la vie des données."),
        ),
        (
            "it is not to be translated, but the French differs",
            "do_not_translate",
            marked("Un terme qui reste tel quel s’écrit de même en français."),
        ),
        ("the definition is missing", "definition", marked("Donnez une définition d’une phrase.")),
        ("the definition is not in French", "definition", marked("La définition doit être en français.")),
        (
            "nothing says why its forbidden forms are wrong",
            "why",
            marked("Dites pourquoi les formes à éviter ne conviennent pas."),
        ),
        (
            "the origin of the French is missing",
            "origin",
            marked("Dites qui emploie cette forme, ou «\u00a0usage\u00a0»."),
        ),
        ("the noun has no gender .*", "gender", marked("Choisissez le genre de la forme française.")),
        (
            r"it is there \d+ times",
            "source",
            marked("Le glossaire a déjà une entrée pour cet anglais, de même nature et de même domaine."),
        ),
        (
            "its synonym (.+) is a term too",
            "synonyms",
            marked("«\u00a0%(first)s\u00a0» a déjà sa propre entrée."),
            ("source", marked("C’est déjà une autre forme anglaise de «\u00a0%(other)s\u00a0».")),
        ),
        (
            "it forbids (.+), which (.+) prefers",
            "forbidden",
            marked("«\u00a0%(first)s\u00a0» est la forme à préférer pour «\u00a0%(second)s\u00a0»."),
            ("target", marked("«\u00a0%(first)s\u00a0» est à éviter pour «\u00a0%(other)s\u00a0».")),
        ),
    )
)


def _told(problem: str, entry: Term) -> tuple[str, str]:
    """The field that a sentence of `glossary.validation` speaks of, and the same for whoever reads the page."""
    for told in _TOLD:
        found = re.fullmatch(f"(?P<of>.*?): {told.pattern}", problem, re.DOTALL)
        if found:
            values = [literal_eval(value) for value in found.groups()[1:]]
            mine = found["of"] in (entry.source, "(no English)") or not told.elsewhere[0]
            field, french = (told.field, told.french) if mine else told.elsewhere
            return field, _filled(french, values, found["of"])
    return "", _("Le glossaire signale un défaut de cette entrée\u00a0: %(problem)s") % {"problem": problem}


def _filled(french: str, values: Sequence[str], other: str) -> str:
    first, second = [*values, "", ""][:2]
    return _(french) % {"first": first, "second": second, "other": other}
