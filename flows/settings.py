"""Where things are kept and how the tool behaves: read once from the environment, handed to whoever needs it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds everything the tool writes; `sources` is the watch list, None for the one that ships.

    `contact` is the address a publisher may write to, sent with every request; `routes` are the local addresses that
    stand in for an origin (the sample publisher's); `four_eyes` keeps people from approving what they edited, unless it
    is switched off. `engine` is the address of a translation server; "" translates on this machine. `url` is the
    address of the review pages for links in mails, without a slash at its end.
    """

    home: Path
    sources: Path | None = None
    contact: str = ""
    four_eyes: bool = True
    routes: tuple[tuple[str, str], ...] = ()
    engine: str = ""
    url: str = ""

    @property
    def who_approves(self) -> str:
        """Whether one may approve what one edited, in a sentence for the person at the terminal."""
        if self.four_eyes:
            return "Whoever edits a draft cannot approve it; on your own, start with DRAGOMAN_FOUR_EYES=0."
        return "Whoever edits a draft may also approve it (DRAGOMAN_FOUR_EYES=0)."

    @property
    def own_sources(self) -> Path:
        """Where a watch list of one's own lies when the environment names no other."""
        return self.home / "sources.toml"

    @property
    def glossary(self) -> Path:
        """Where the glossary of one's own lies, once somebody has changed the one that ships."""
        return self.home / "glossary.po"

    @property
    def database(self) -> Path:
        return self.home / "catalog.db"

    @property
    def blobs(self) -> Path:
        return self.home / "var" / "blobs"

    @property
    def models(self) -> Path:
        return self.home / "var" / "models"

    @property
    def prefect(self) -> Path:
        return self.home / "var" / "prefect"

    @property
    def session_key(self) -> Path:
        return self.home / "var" / "session.key"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """What DRAGOMAN_HOME, _SOURCES, _CONTACT, _FOUR_EYES and _URL say; by default everything stays in this folder."""
    sources = environment.get("DRAGOMAN_SOURCES", "")
    home = Path(environment.get("DRAGOMAN_HOME") or ".").resolve()
    own = Settings(home).own_sources
    return Settings(
        home=home,
        sources=Path(sources).resolve() if sources else own if own.exists() else None,
        contact=environment.get("DRAGOMAN_CONTACT", ""),
        four_eyes=environment.get("DRAGOMAN_FOUR_EYES", "").strip().lower() not in {"0", "no", "false", "off"},
        url=environment.get("DRAGOMAN_URL", "").strip().rstrip("/"),
    )
