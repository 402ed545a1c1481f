"""Why a language package cannot be had, in sentences for the person who asked for it."""

from __future__ import annotations

FROM, TO = "en", "fr"


class PackageError(Exception):
    """A language package could not be had; `str(error)` says why in a sentence for the person who asked."""

    worth_retrying = False


class DamagedPackage(PackageError):
    """What was given is no package and no model's folder, lacks something, or its model does not load."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} is not a sound language package: {why}")
        self.name, self.why = name, why


class WrongLanguages(PackageError):
    """The package translates something else."""

    def __init__(self, name: str, from_code: str, to_code: str) -> None:
        super().__init__(f"{name} translates {from_code} to {to_code}; {FROM} to {TO} is needed")
        self.name, self.from_code, self.to_code = name, from_code, to_code


class NotInIndex(PackageError):
    """The index lists no package for the two languages."""

    def __init__(self, url: str) -> None:
        super().__init__(f"the index at {url} has no package from {FROM} to {TO}")
        self.url = url


class ChecksumMismatch(PackageError):
    """What was downloaded is not what the index promised."""

    worth_retrying = True

    def __init__(self, url: str, expected: str, found: str) -> None:
        super().__init__(f"the file at {url} is not the one that the index describes (SHA-256 differs)")
        self.url, self.expected, self.found = url, expected, found


class IndexUnreachable(PackageError):
    """The index, or every link it gives, did not answer; a package file can be installed instead."""

    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"could not download from {url}: {why}")
        self.url, self.why = url, why
