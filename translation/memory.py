"""What people have already approved: the same English sentence gets the same French again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping


class TranslationMemory(Mapping[str, str]):
    """Approved French by its English; spacing and the way accents are encoded do not matter, letters and case do.

    Of two pairs with the same English the later one counts.
    """

    def __init__(self, pairs: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._french = {_key(source): target for source, target in dict(pairs).items() if target.strip()}

    def __getitem__(self, source: str) -> str:
        return self._french[_key(source)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._french)

    def __len__(self) -> int:
        return len(self._french)


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
