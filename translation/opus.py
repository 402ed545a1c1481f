"""The folder of an OPUS-MT model, converted to CTranslate2 or as downloaded, laid out as a package is unpacked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from translation.package_errors import FROM, TO, DamagedPackage, WrongLanguages
from translation.pieces import vocabulary

ENGLISH_PIECES, FRENCH_PIECES = "source.spm", "target.spm"
END: Final = "</s>"

_INTO_FRENCH: Final = (">>fra<<", ">>fr<<", ">>fr_FR<<")  # what a model of several target languages must be told
_ENGLISH, _FRENCH = frozenset({"en", "eng"}), frozenset({"fr", "fra"})
_DOWNLOADED: Final = "decoder.yml"
_OF_TRANSFORMERS: Final = ("pytorch_model.bin", "model.safetensors")
_CONVERT: Final = (
    "it is not converted; 'ct2-transformers-converter --model FOLDER --output_dir NEW "
    f"--copy_files {ENGLISH_PIECES} {FRENCH_PIECES}' makes a folder that can be installed"
)


def lay_out(given: Path, place: Path) -> dict[str, Any]:
    """Fill `place` with the model of the folder, which stays as it is: `model/`, and the pieces of both languages.

    What comes back is how the model must be spoken to: the pieces that go `before` and `after` an English text's own.
    DamagedPackage: it lacks something or cannot be converted. WrongLanguages: it does not go from English to French.
    """
    name = given.resolve().name
    try:
        if missing := _missing(given):
            raise DamagedPackage(name, missing)
        _copy(given, place)
        return _spoken_to(given, place / "model")
    except ValueError as error:
        raise DamagedPackage(name, f"its {error}") from error


def _copy(given: Path, place: Path) -> None:
    model = place / "model"
    if (given / "model.bin").is_file():
        model.mkdir(parents=True)
        for file in _files_of(given):
            shutil.copyfile(file, model / file.name)
    else:
        _convert(given, model)
    for name in (ENGLISH_PIECES, FRENCH_PIECES):
        shutil.copyfile(given / name, place / name)


def _spoken_to(given: Path, model: Path) -> dict[str, Any]:
    told = [piece for piece in vocabulary(model, "source") if piece.startswith(">>") and piece.endswith("<<")]
    before = [piece for piece in _INTO_FRENCH if piece in told][:1]
    source, target = ("en", ", ".join(told[:3])) if told else _languages(given)
    if not before and not (source in _ENGLISH and target in _FRENCH):
        raise WrongLanguages(given.resolve().name, source, target)
    return {"before": before, "after": _ending(model)}


def _missing(given: Path) -> str:
    if not (given / "model.bin").is_file() and not (given / _DOWNLOADED).is_file():
        unconverted = any((given / name).is_file() for name in _OF_TRANSFORMERS)
        return _CONVERT if unconverted else f"it has neither model.bin (CTranslate2) nor {_DOWNLOADED} (OPUS-MT)"
    needed = [ENGLISH_PIECES, FRENCH_PIECES]
    if (given / "model.bin").is_file():
        needed.insert(0, "config.json")
        if not (vocabulary(given, "source") and vocabulary(given, "target")):
            return "it has no vocabulary (shared_vocabulary.json, or source_vocabulary.json and target_vocabulary.json)"
    absent = next((name for name in needed if not (given / name).is_file()), "")
    return f"it has no {absent}; it stands in the download of the model, copy it from there" if absent else ""


def _files_of(given: Path) -> Iterator[Path]:
    yield from (given / "model.bin", given / "config.json")
    yield from sorted(path for path in given.glob("*_vocabulary.*") if path.suffix in (".json", ".txt"))


def _convert(given: Path, model: Path) -> None:
    from ctranslate2.converters import OpusMTConverter

    try:
        OpusMTConverter(str(given)).convert(str(model), quantization="int8")
    except FileNotFoundError as error:
        raise DamagedPackage(given.resolve().name, f"it has no {Path(error.filename).name}") from error
    except OSError:
        raise
    except Exception as error:  # the converter reads whatever is there, and fails in as many ways
        raise DamagedPackage(given.resolve().name, f"it cannot be converted ({error!r})") from error


def _ending(model: Path) -> list[str]:
    """What must end an English text: nothing where CTranslate2 ends it by itself, as for a model made from Marian's."""
    return [] if _json(model / "config.json").get("add_source_eos") else [END]


def _languages(given: Path) -> tuple[str, str]:
    """From what to what the folder says that it translates; a folder that does not say is believed."""
    said = _json(given / "tokenizer_config.json") if (given / "tokenizer_config.json").is_file() else {}
    return str(said.get("source_lang") or FROM), str(said.get("target_lang") or TO)


def _json(file: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file.name} cannot be read") from error
    return value if isinstance(value, dict) else {}
