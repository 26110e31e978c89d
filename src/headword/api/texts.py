"""A text and its language, as one value that is used like the text alone."""

from typing import Self


class Text(str):
    """A text; it is the same as the plain ``str`` with these characters.

    Attributes:
        language: the tag of BCP 47, such as ``en`` or ``pt-BR``; empty if the text has none.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """The text in a language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made of."""
        return str(self), self.language

    @property
    def text(self) -> str:
        """The plain ``str``."""
        return str(self)
