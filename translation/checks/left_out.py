"""Names that got lost or come from nowhere, words that are none, and clauses of which nothing is left."""

from __future__ import annotations

from collections.abc import Iterator

from translation.guards import dropped, lost_names, made_up, strange_names
from translation.unit import Finding


def names(source: str, target: str) -> Iterator[Finding]:
    """A name that is gone or written otherwise, and one that no English name can have become."""
    for name in lost_names(source, target):
        yield Finding("name", f"Le nom {name} ne se retrouve pas dans la traduction : est-il bien écrit ?")
    for name in strange_names(source, target):
        yield Finding("name", f"{name} : pas de tel nom dans l’anglais.")


def words(source: str, target: str) -> Iterator[Finding]:
    """Words that French has not: typing errors, or what the machine made up."""
    found = [f"« {word} »" for word in made_up(source, target)]
    if len(found) == 1:
        yield Finding("word", f"Le mot {found[0]} n’est dans aucun dictionnaire : est-il bien écrit ?")
    elif found:
        yield Finding("word", f"Ces mots ne sont dans aucun dictionnaire : {', '.join(found)}.")


def omitted(source: str, target: str) -> Iterator[Finding]:
    """A clause of which nothing is left in a short French; where all is too short, the check of the length tells."""
    for clause in missing_clauses(source, target):
        yield Finding("omitted", f"Ce passage semble manquer : « {clause} ».")


def missing_clauses(source: str, target: str) -> list[str]:
    """The clauses of which nothing is left, without a text that is one clause alone."""
    return [clause for clause in dropped(source, target) if clause != source.strip()]
