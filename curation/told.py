"""A French sentence that remembers how it was made, so that a page can say it in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Told(str):
    """French for a person: a plain string, made of a pattern and its values, which it keeps.

    `Told("Il en faut %(least)s.", least=10)`; with a second pattern, `num` chooses: 0 and 1 count as one in French.
    """

    one: str
    many: str
    values: Mapping[str, Any]

    def __new__(cls, one: str, many: str = "", **values: Any) -> Told:
        pattern = many if many and values["num"] > 1 else one
        told = super().__new__(cls, pattern % values if values else pattern)
        told.one, told.many, told.values = one, many, values
        return told
