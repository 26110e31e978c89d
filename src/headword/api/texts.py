"""A text with a language, which behaves like a plain ``str``."""

from typing import Self


class Text(str):
    """A text with a language. It equals the plain ``str`` with the same characters.

    Attributes:
        language: the tag of BCP 47, such as ``en`` or ``pt-BR``; empty if the text has none.

    Example:
        >>> label = headword.Text("Quarz", "de")
        >>> label == "Quarz", label.language
        (True, 'de')
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """Return the text in a language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Return the arguments for a copy."""
        return str(self), self.language

    @property
    def text(self) -> str:
        """Return the plain ``str``.

        Example:
            >>> type(headword.Text("Quarz", "de").text)
            <class 'str'>
        """
        return str(self)
