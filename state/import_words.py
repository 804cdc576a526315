"""What imports tell people: the sentence for what is wrong with a row, and what would help."""

from models.channels.cells import Problem
from state.shown import number
from state.words import catalogue, say, words


def sentence(problem: Problem, *, on_page: bool = False) -> str:
    """Return what is wrong, and what would help.

    Args:
        on_page: people have boxes before them, not the options of a shell.
    """
    key = f"problem.{problem.code}"
    if on_page and f"on_page.{problem.code}" in catalogue():
        key = f"on_page.{problem.code}"
    if key in catalogue():
        given = {"column": problem.column, **problem.data}
        if problem.code == "currency_unknown":  # of the file, or of the option
            given.setdefault("value", given.get("currency"))
        return printable(say(key, **given))
    return printable(words(problem.code, problem.data))


def place(row: int | None, counts: str) -> str:
    """Return where in a file something stands: `Row 1,204`; nothing where nobody can say."""
    return "" if row is None else say(f"import_page.at.{counts}", n=number(row))


def printable(text: str) -> str:
    """Return a sentence without what a hostile cell could do to a terminal."""
    return "".join(ch if ch.isprintable() else " " for ch in text)
