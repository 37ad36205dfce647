"""Files that the office brings in (a permit, an answer, an estimate): looked through before they are kept, because who
opens one trusts the city.

A picture is written anew from its pixels. A PDF stays as it came, since a signature may be on it: so it has to be one
from its first byte to its last, and may do nothing by itself. What may be shown to whom is a matter of what it belongs
to.
"""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete, pre_save
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from layers.surveys import photos

#: bytes of a file, and pages of a document
LARGEST, MOST_PAGES = 20 * 1024 * 1024, 200
#: name → what its reader is told that it is
MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg"}
#: what a document would do by itself, or carry along
_ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA"}
)
_MOST_OBJECTS = 50_000
#: another kind of file may stand within as many bytes of the beginning
_HEAD = 1024
_PAGE = re.compile(rb"<\s*(!doctype|html|script|svg|\?xml)", re.IGNORECASE)
_START = re.compile(rb"%PDF-[12]\.\d[\r\n]")
_END = re.compile(rb"%%EOF\s*\Z")


def papers() -> FileSystemStorage:
    """Where such files lie; their addresses ask who looks (maps/page/papers.py)."""
    return FileSystemStorage(location=settings.MEDIA_ROOT / "papers", base_url="/papers/")


def erase(name: str) -> None:
    """Delete a file once nothing names it: what was replaced or taken away may be what nobody should have seen."""
    transaction.on_commit(partial(papers().delete, name))


def follow(model: type[Any], name: str) -> None:
    """Erase the files of a model's field with their rows, and when others take their place."""

    def replaced(instance: Any, **_words: Any) -> None:
        before = model._default_manager.filter(pk=instance.pk).values_list(name, flat=True).first()
        if before and before != getattr(instance, name).name:
            erase(before)

    def deleted(instance: Any, **_words: Any) -> None:
        if getattr(instance, name):
            erase(getattr(instance, name).name)

    pre_save.connect(replaced, sender=model, weak=False, dispatch_uid=f"{name} of {model.__name__} replaced")
    post_delete.connect(deleted, sender=model, weak=False, dispatch_uid=f"{name} of {model.__name__} deleted")


def kept(sent: Any) -> Any:
    """What a form keeps of a file that was sent; what is there already stays. Raises ValidationError."""
    if not isinstance(sent, UploadedFile):
        return sent
    assert sent.file is not None
    return checked(sent.file, sent.size or 0)


def checked(file: IO[bytes], size: int) -> ContentFile[bytes]:
    """What is kept of an uploaded file, under a name that nobody can guess. Raises ValidationError."""
    if size > LARGEST:
        raise ValidationError(_("A file has at most %s MB.") % (LARGEST // 1024 // 1024))
    if file.read(5) == b"%PDF-":
        file.seek(0)
        content = file.read()
        _refuse_unsound(content)
        return ContentFile(content, f"{secrets.token_urlsafe(24)}.pdf")
    file.seek(0)
    try:
        picture, _place = photos.cleaned(file)
    except photos.NotAPhoto as flaw:
        raise ValidationError(_("This is neither a PDF nor a picture: %s") % flaw) from None
    return ContentFile(picture.read(), f"{secrets.token_urlsafe(24)}.jpg")


def _refuse_unsound(content: bytes) -> None:
    is_one_thing = _START.match(content) and _END.search(content) and not _PAGE.search(content[:_HEAD])
    if not is_one_thing or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(
            _(
                "This file is not a PDF from its beginning to its end. Print it to a PDF anew, or take a picture."
            )
        )
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ValidationError(_("This PDF is closed by a password: save it without one."))
        pages = len(reader.pages)
        is_active = any(_ACTIVE & found.keys() for found in _dictionaries(reader))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise ValidationError(_("This PDF cannot be read to its end.")) from None
    if not 0 < pages <= MOST_PAGES:
        raise ValidationError(_("A PDF has 1 to %s pages.") % MOST_PAGES)
    if is_active:
        raise ValidationError(
            _(
                "This PDF carries scripts or other files, which do something by themselves: print it to a PDF anew."
            )
        )


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """All that the document consists of, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if id(one) in seen or not isinstance(one, DictionaryObject | ArrayObject):
            continue
        seen.add(id(one))
        if len(seen) > _MOST_OBJECTS:
            raise ValueError("more objects than a paper has")
        if isinstance(one, DictionaryObject):
            yield one
            waiting += dict.values(one)
        else:
            waiting += list.__iter__(one)
