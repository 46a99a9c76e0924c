"""Court documents as PDF and DOCX, both made from one Paper."""

from contextlib import closing
from datetime import datetime

from pypdfium2 import PdfDocument

from fengqiao.adapters.typesetting.glyphs import missing_glyphs, unprintable_glyphs
from fengqiao.adapters.typesetting.pdf import typeset_pdf
from fengqiao.adapters.typesetting.word import typeset_docx
from fengqiao.kernel.paper import Paper

__all__ = [
    "PaperTypesetter",
    "missing_glyphs",
    "typeset_docx",
    "typeset_pdf",
    "unprintable_glyphs",
]


class PaperTypesetter:
    """The Typesetter port over typst (PDF) and python-docx (Word)."""

    def pdf(self, paper: Paper, issued: datetime | None = None) -> bytes:
        """Return the paper as an archivable, tagged PDF."""
        return typeset_pdf(paper, issued=issued)

    def docx(self, paper: Paper) -> bytes:
        """Return the paper as a Word document."""
        return typeset_docx(paper)

    def pages(self, pdf: bytes) -> int:
        """The number of pages of a PDF made here."""
        with closing(PdfDocument(pdf)) as made:
            return len(made)
