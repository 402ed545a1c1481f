from translation.document import Document


def edition_title(title: str) -> str:
    return title.casefold()


def is_new_edition(old: Document, new: Document) -> bool:
    return False
