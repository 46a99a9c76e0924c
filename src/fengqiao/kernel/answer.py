"""What a question about the law is answered with: the value, the articles, and the working."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from fengqiao.kernel.citation import Citation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a working, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A value with its articles and its working.

    ``provisional`` is true where the answer leans on a calendar year that is not loaded or on a
    setting that the court has not confirmed.
    """

    value: T
    cites: tuple[Citation, ...] = ()
    working: tuple[Line, ...] = ()
    provisional: bool = False
