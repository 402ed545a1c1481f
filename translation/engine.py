"""Machine translation from English to French: what the tool asks of an engine, and the engines that fit it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from translation.alignment import Spelled, spelled
from translation.enforcement import Draft, enforced, placed
from translation.guards import faults, is_english, names, spoilt, untranslated
from translation.marks import Alignment
from translation.packages import Package, default_folder, newest, package_at
from translation.pieces import TargetPieces
from translation.placeables import KEPT_WHOLE, NUMBER, kept_whole_and, nothing_to_translate
from translation.unit import Forced
from translation.wording import Wording, chunks, figures_put_right, fitted, worded

if TYPE_CHECKING:
    from glossary.termbase import TermBase

SPOILT: Final = -10.0  # the score of a French text that is empty, a loop or English, whatever was tried


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A French text and how sure the engine is: mean log-probability a token, 0 for what needed no engine.

    The score is None where an engine does not say. `forced` are the terms of the term base that were put into it.
    """

    text: str
    score: float | None
    forced: tuple[Forced, ...] = ()

    def __str__(self) -> str:
        return self.text


class MachineTranslator(Protocol):
    """Turns English texts into French ones, in the same order; `fingerprint` changes when its answers may."""

    fingerprint: str

    def translate(self, texts: Sequence[str], *, terms: TermBase | None = None) -> list[Hypothesis]: ...


@runtime_checkable
class Aligner(Protocol):
    """What can also say which French words render which English ones."""

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment]: ...


@runtime_checkable
class Rephraser(Protocol):
    """What can also offer several French texts for an English one."""

    def alternatives(self, text: str, count: int, *, terms: TermBase | None = None) -> list[Hypothesis]: ...


class EngineError(Exception):
    """An engine could not translate; `str(error)` says why, and what to do, in a sentence for the person who asked."""

    kind = "engine"
    worth_retrying = False


class PseudoTranslator:
    """Puts brackets around the English: for tests, and for reading a page's layout without a model."""

    fingerprint = "pseudo/1"

    def translate(self, texts: Sequence[str], *, terms: TermBase | None = None) -> list[Hypothesis]:
        return [Hypothesis(text if nothing_to_translate(text) else f"⟦{_flat(text)}⟧", 0.0) for text in texts]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to try a text.

    `hold` finds what goes under a mark, no run of `no_repeat` pieces comes twice (0: it may), and the text is cut
    `smaller` times as small as otherwise. `beam` is how many beginnings are followed at a time (0: as the engine has
    it), `choices` among how many French texts the least faulty is chosen. `where` finds what it can change, `worth` is
    how much the faults must weigh for it.
    """

    hold: Callable[[str], re.Pattern[str] | None] = lambda text: KEPT_WHOLE
    no_repeat: int = 0
    smaller: int = 1
    beam: int = 0
    choices: int = 1
    where: Callable[[str], object] = bool
    worth: int = 1


_GRAVE: Final = 2  # one name lost or one word made up is not worth the time of the later ways

# Each next way is tried on the texts that came out with a fault; the least faulty French is kept.
# Guarding against repetition comes late: it forbids what French rightly says twice, and 2 sentences of 100 suffer.
WAYS: Final = (
    Way(),
    Way(lambda text: kept_whole_and(names(text)), where=names),
    Way(beam=1),
    Way(choices=4),
    Way(lambda text: kept_whole_and(names(text), numbers=True), where=NUMBER.search, worth=_GRAVE),
    Way(smaller=6, worth=_GRAVE),
    Way(no_repeat=3, worth=_GRAVE),
    Way(lambda text: None, no_repeat=3, where=KEPT_WHOLE.search, worth=_GRAVE),
)
_LENGTH_PENALTY: Final = 0.2  # as Argos Translate has it
_LONGEST_ACRONYM: Final = 6
_NO_TEXT: Final = re.compile(r"</?s>|>>\w+<<")


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What the model said, its log-probability and its number of tokens."""

    text: str
    score: float
    tokens: int
    forced: tuple[Forced, ...] = ()


class ArgosTranslator:
    """Translates offline with an installed package, Argos's or OPUS-MT's; without one named, with the newest.

    Texts of more than `longest` source pieces (about 50 words) are cut between clauses: the starter drops a third
    of the words of a text of 150 pieces, and none at 70. `cores` None means all.
    """

    ways: Sequence[Way] = WAYS

    def __init__(
        self,
        package: Package | Path | None = None,
        *,
        beam_size: int = 4,
        longest: int = 70,
        batch_tokens: int = 256,
        cores: int | None = None,
    ) -> None:
        import ctranslate2
        import sentencepiece

        if package is None:
            package = newest(default_folder())
        elif isinstance(package, Path):
            package = package_at(package)
        # A batch on each core is twice as fast as one batch on two cores.
        self._model = ctranslate2.Translator(
            str(package.model), inter_threads=cores or os.cpu_count() or 1, intra_threads=1
        )
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(package.english_pieces))
        self._french: TargetPieces | sentencepiece.SentencePieceProcessor = (
            sentencepiece.SentencePieceProcessor(model_file=str(package.french_pieces), out_type=str)
            if package.french_pieces
            else TargetPieces(package.model)
        )
        self._beam_size, self._longest, self._batch_tokens = beam_size, longest, batch_tokens
        self.package = package
        self.fingerprint = f"{package.label}/beam{beam_size}/longest{longest}/5"

    def translate(self, texts: Sequence[str], *, terms: TermBase | None = None) -> list[Hypothesis]:
        """One French text for each English one, in order; the same text always gives the same French.

        Empty text, figures, addresses and what is in another language come back as they are; line breaks and tabs count
        as spaces.
        With `terms`, the French says the approved ones in their preferred or a tolerated form wherever that can be done
        without losing anything else; `forced` of each Hypothesis tells which were put in.
        """
        parts = {
            text: chunks(_flat(text), self._size, self._longest)
            for text in dict.fromkeys(texts)
            if not nothing_to_translate(text) and is_english(text)
        }
        best = self._least_faulty(list(dict.fromkeys(part for whole in parts.values() for part in whole)))
        if terms is not None:
            best = dict(zip(best, self._enforced(list(best.items()), terms), strict=True))
        french = {text: _hypothesis([best[part] for part in whole]) for text, whole in parts.items()}
        return [french.get(text) or Hypothesis(text, 0.0) for text in texts]

    def alternatives(self, text: str, count: int, *, terms: TermBase | None = None) -> list[Hypothesis]:
        """Up to `count` different French texts, the likeliest first, each made as `translate` makes its one.

        None has more faults than the likeliest. What has no English words has none; of a long text, all parts change
        together.
        """
        if nothing_to_translate(text) or not is_english(text):
            return []
        parts = chunks(_flat(text), self._size, self._longest)
        offered = [self._offered(part, count, terms) for part in parts]
        wholes = [_hypothesis([of_part[min(n, len(of_part) - 1)] for of_part in offered]) for n in range(count)]
        return list({whole.text: whole for whole in wholes}.values())

    def _offered(self, part: str, count: int, terms: TermBase | None) -> list[_Decoded]:
        wording = worded(part, self._usual_case, hold=KEPT_WHOLE)
        cuts = chunks(wording.text, self._size, self._longest)
        # Much of what a beam offers is the same again once it says the glossary's words.
        beams = [self._beam(cut, 2 * count) for cut in cuts]
        made = [_given_back(part, wording, _joined(choice)) for choice in zip(*beams, strict=False)]
        said = [(part, one) for one in made if faults(part, one.text) <= faults(part, made[0].text)]
        final = [one for _, one in said] if terms is None else self._enforced(said, terms)
        return list({one.text: one for one in final}.values())[:count]

    def _beam(self, part: str, count: int) -> list[_Decoded]:
        (result,) = self._results([part], Way(beam=count, choices=count))
        return [_offer(part, *offer) for offer in zip(result.hypotheses, result.scores, strict=True)]

    def _enforced(self, said: Sequence[tuple[str, _Decoded]], terms: TermBase) -> list[_Decoded]:
        """The French of each text; where it broke a term, with the term said."""
        final = [decoded for _, decoded in said]
        places = [place for place, (text, _) in enumerate(said) if terms.find(text)]
        wordings = [worded(said[place][0], self._usual_case, hold=KEPT_WHOLE) for place in places]
        drafts = [
            Draft(wording.text, wording.taken(final[place].text), final[place].score / final[place].tokens)
            for place, wording in zip(places, wordings, strict=True)
        ]
        for place, wording, before, draft in zip(places, wordings, drafts, enforced(drafts, terms, self), strict=True):
            if draft != before:
                tokens = final[place].tokens
                french = fitted(said[place][0].strip(), wording.given_back(draft.french))
                final[place] = _Decoded(french, draft.score * tokens, tokens, draft.forced)
        return final

    def spell(self, text: str, *, french: bool = False) -> Spelled:
        return spelled(text, self._french.encode(text) if french else self._pieces.encode(text, out_type=str))

    def attend(self, pairs: Sequence[tuple[str, str]]) -> list[list[list[float]]]:
        if not pairs:
            return []
        sources, targets = self._pieces_of(pairs)
        results = self._model.translate_batch(
            sources,
            target_prefix=targets,
            max_batch_size=self._batch_tokens,
            batch_type="tokens",
            beam_size=1,
            max_decoding_length=max(map(len, targets)) + 1,
            return_attention=True,
        )
        first, more = (
            len(self.package.before),
            len(self.package.after),
        )  # what stands around the English is no part of it
        return [[row[first : len(row) - more] for row in result.attention[0]] for result in results]

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment]:
        """For each English text and its French, as this or any other translator has it: what renders what."""
        return [
            Alignment(self.spell(source), self.spell(target, french=True), rows)
            for (source, target), rows in zip(pairs, self.attend(pairs), strict=True)
        ]

    def best(self, sources: Sequence[str], count: int) -> list[list[str]]:
        results = self._model.translate_batch(
            self._read_as(sources),
            max_batch_size=self._batch_tokens,
            batch_type="tokens",
            beam_size=max(count, self._beam_size),
            num_hypotheses=count,
            length_penalty=_LENGTH_PENALTY,
            max_decoding_length=3 * self._longest,
        )
        return [
            [fitted(source, _text(pieces)) for pieces in result.hypotheses]
            for source, result in zip(sources, results, strict=True)
        ]

    def go_on(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        sources, targets = self._pieces_of(pairs)
        results = self._model.translate_batch(
            sources,
            target_prefix=targets,
            max_batch_size=self._batch_tokens,
            batch_type="tokens",
            beam_size=2,
            length_penalty=1.0,  # short endings lose words
            max_decoding_length=3 * self._longest,
        )
        return [fitted(source, _text(result.hypotheses[0])) for (source, _), result in zip(pairs, results, strict=True)]

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        sources, targets = self._pieces_of(pairs)
        results = self._model.score_batch(sources, targets, max_batch_size=self._batch_tokens, batch_type="tokens")
        return [sum(result.log_probs) / max(1, len(result.log_probs)) for result in results]

    def _pieces_of(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[list[str]], list[list[str]]]:
        sources, targets = zip(*pairs, strict=True) if pairs else ((), ())
        return self._read_as(sources), [self._french.encode(target) for target in targets]

    def _read_as(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of English texts as the model reads them, with what it wants before and after."""
        before, after = self.package.before, self.package.after
        return [[*before, *pieces, *after] for pieces in self._pieces.encode(list(texts), out_type=str)]

    def _least_faulty(self, texts: list[str]) -> dict[str, _Decoded]:
        best: dict[str, tuple[int, _Decoded]] = {}
        for way in self.ways:
            faulty = [text for text in texts if text not in best or (best[text][0] >= way.worth and way.where(text))]
            for text, decoded in zip(faulty, self._tried(faulty, way), strict=True):
                count = faults(text, decoded.text)
                if text not in best or count < best[text][0]:
                    best[text] = (count, decoded)
        return {text: _marked_down(text, decoded) for text, (_, decoded) in best.items()}

    def _tried(self, texts: Sequence[str], way: Way) -> list[_Decoded]:
        wordings = [worded(text, self._usual_case, hold=way.hold(text)) for text in texts]
        parts = [chunks(wording.text, self._size, self._longest // way.smaller) for wording in wordings]
        decoded = iter(self._decode([part for whole in parts for part in whole], way))
        return [
            _given_back(text, wording, _joined([next(decoded) for _ in whole]))
            for text, wording, whole in zip(texts, wordings, parts, strict=True)
        ]

    def _decode(self, parts: Sequence[str], way: Way) -> list[_Decoded]:
        return [_read(part, result) for part, result in zip(parts, self._results(parts, way), strict=True)]

    def _results(self, parts: Sequence[str], way: Way) -> Sequence[Any]:
        return self._model.translate_batch(  # type: ignore[no-any-return]
            self._read_as(parts),
            max_batch_size=self._batch_tokens,
            batch_type="tokens",
            beam_size=max(way.beam or self._beam_size, way.choices),  # a beam offers no more than it is wide
            num_hypotheses=way.choices,
            length_penalty=_LENGTH_PENALTY,
            no_repeat_ngram_size=way.no_repeat,
            max_decoding_length=3 * self._longest,
            replace_unknowns=True,  # a letter that the model lacks comes from the English word it attends to
            return_scores=True,
        )

    def _size(self, text: str) -> int:
        return len(self._pieces.encode(text))

    def _usual_case(self, word: str) -> str:
        """How a word in capitals is mostly written: RISKS is "risks", KENYA is "Kenya", OCHA stays an acronym."""
        form = max(word.lower(), word.capitalize(), key=self._likelihood)
        return form if len(word) > _LONGEST_ACRONYM or self._size(form) == 1 else word

    def _likelihood(self, word: str) -> float:
        return float(sum(self._pieces.get_score(piece) for piece in self._pieces.encode(word)))


def _read(part: str, result: Any) -> _Decoded:
    """The least faulty of what the model offers, the likeliest of equals."""
    offered = [_offer(part, *offer) for offer in zip(result.hypotheses, result.scores, strict=True)]
    return offered[0] if len(offered) == 1 else min(offered, key=lambda offer: faults(part, offer.text))


def _offer(part: str, pieces: Sequence[str], score: float) -> _Decoded:
    tokens = len(pieces) + 1  # and the end of the sentence
    return _Decoded(fitted(part.strip(), _text(pieces)), score * tokens**_LENGTH_PENALTY, tokens)


def _text(pieces: Sequence[str]) -> str:
    # Not sentencepiece's own decoding: the French pieces may come from another vocabulary, and would lose their spaces.
    # A letter that the model lacks may be said to come from what only marks the end or the language: that is no text.
    return "".join(piece for piece in pieces if not _NO_TEXT.fullmatch(piece)).replace("▁", " ").strip()


def _given_back(source: str, wording: Wording, decoded: _Decoded) -> _Decoded:
    return replace(decoded, text=figures_put_right(source, wording.given_back(decoded.text)))


def _joined(parts: Sequence[_Decoded]) -> _Decoded:
    text = " ".join(part.text for part in parts if part.text)
    forced = tuple(forced for part in parts for forced in part.forced)
    return _Decoded(text, sum(part.score for part in parts), sum(part.tokens for part in parts), forced)


def _marked_down(source: str, decoded: _Decoded) -> _Decoded:
    useless = spoilt(source, decoded.text) or untranslated(source, decoded.text) == [source.strip()]
    return replace(decoded, score=SPOILT * decoded.tokens) if useless else decoded


def _hypothesis(parts: Sequence[_Decoded]) -> Hypothesis:
    whole = _joined(parts)
    return Hypothesis(whole.text, whole.score / whole.tokens, placed(whole.forced, whole.text))


def _flat(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))  # an accent apart would part the word
