"""The files a company writes, read so that every later finding can name file, line and column.

A document is plain data and, for every key and item of it, a position. Nothing here knows what a policy is.
"""

from troth.documents.document import Document, Path
from troth.documents.reading import parse_document, read_document, read_documents
from troth.documents.wording import shown

__all__ = ["Document", "Path", "parse_document", "read_document", "read_documents", "shown"]
