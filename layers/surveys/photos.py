"""Photos from the field: received piece by piece, checked when whole, and shown only as what they are made into.

What a device sends is never served. It is decoded within limits and written anew without what the camera wrote into it;
where and when it was taken is kept as fields, to be compared. The file as it came is sealed, for documents.
"""

import base64
import binascii
import fcntl
import hashlib
import io
import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from layers.problems import NotHere, Problem
from layers.surveys import clocks
from layers.surveys.models import Observation, Photo, Reviewable
from layers.surveys.survey import surveys

#: bytes of one photo and of one piece of it
LARGEST, PIECE = 20 * 1024 * 1024, 512 * 1024
#: pixels that are decoded; a phone has 12 to 50 million, and the app sends far less
MOST_PIXELS = 60_000_000
#: of a picture that anybody may send, without an account
MOST_OF_ANYBODY = 25_000_000
#: the longer side of what is shown, and of the thumbnail
CLEAN_SIDE, SMALL_SIDE = 2048, 320
#: characters of the name of a question
LONGEST_ABOUT = 60
FORMATS = ("JPEG", "PNG", "WEBP")


class Mismatch(Problem):
    """A piece that does not follow what came before, or is not what it says it is: send on from `Upload-Offset`."""

    status = 409
    kind = "upload-mismatch"
    title = gettext_lazy("Piece out of place")

    def __init__(self, photo: Photo, said: str) -> None:
        super().__init__(said)
        self.headers = {"Upload-Offset": str(photo.received)}


class TooLarge(Problem):
    """More bytes than are taken."""

    status = 413
    kind = "too-large"
    title = gettext_lazy("Too large")


class NotTheMaker(Problem):
    """A photo of an observation that somebody else made, or of somebody who makes none."""

    status = 403
    kind = "not-the-maker"
    title = gettext_lazy("Not yours")


@dataclass(frozen=True, slots=True)
class Camera:
    """When and where the device says that a photo was taken: the camera wrote it into the file that was shrunk."""

    taken_at: datetime | None = None
    taken_from: Point | None = None

    @classmethod
    def read(cls, taken: Any, place: Any) -> "Camera":
        """From what a device sends; what cannot be is not known."""
        return cls(clocks.sane(clocks.moment(taken)), _pair(place))


def announce(
    number: UUID,
    user: Any,
    *,
    observation: UUID,
    size: int,
    sha256: str,
    made_at: datetime | None,
    camera: Camera | None = None,
    about: str = "",
) -> Photo:
    """Say that a photo will come; saying it again changes nothing, but one that was damaged on its way begins anew.

    Raises NotHere, NotTheMaker, TooLarge, Mismatch.
    """
    if not 0 < size <= LARGEST:
        raise TooLarge(_("A photo has at most %s MB.") % (LARGEST // 1024 // 1024))
    _refuse_strangers(observation, user)
    camera = camera or Camera()
    photo, _created = Photo.objects.get_or_create(
        pk=number,
        defaults={
            "observation_id": observation,
            "about": about[:LONGEST_ABOUT],
            "by": user,
            "size": size,
            "sha256": sha256,
            "made_at": clocks.sane(made_at),
            "taken_at": camera.taken_at,
            "taken_from": camera.taken_from,
        },
    )
    _refuse_others(photo, user)
    if (photo.size, photo.sha256, photo.observation_id) != (size, sha256, observation):
        if photo.state not in (Photo.State.REFUSED, Photo.State.DAMAGED):
            raise Mismatch(photo, _("A photo of this number was announced with other words."))
        # What was refused may be sent anew, made smaller.
        photo.observation_id, photo.size, photo.sha256 = observation, size, sha256
        _begin_anew(photo)
    elif photo.state == Photo.State.DAMAGED:
        _begin_anew(photo)
    return photo


def _begin_anew(photo: Photo) -> None:
    _partial(photo.pk).unlink(missing_ok=True)
    photo.state, photo.flaw, photo.received = Photo.State.RECEIVING, "", 0
    photo.save()


def _refuse_strangers(observation: UUID, user: Any) -> None:
    """Only whoever made an observation shows what was seen; before it is here, whoever may make one."""
    maker = Observation.objects.filter(pk=observation).values_list("by", flat=True)
    if maker and maker[0] != user.pk:
        raise NotTheMaker(_("Only whoever made an observation may add photos to it."))
    if not any(survey.may_change(user) for survey in surveys):
        raise NotTheMaker(_("Your role may not do this. Ask the administrator."))


def found(number: UUID, user: Any) -> Photo:
    """A photo of this person. Raises NotHere."""
    photo = Photo.objects.filter(pk=number).first()
    if photo is None:
        raise NotHere(_("No such photo was announced."))
    _refuse_others(photo, user)
    return photo


def take(number: UUID, user: Any, *, offset: int, piece: bytes, checksum: str) -> Photo:
    """Take one piece. What is acknowledged is on the disk; a piece that has come already is passed over.

    `checksum` is `sha256 <base64>` of the piece, or empty. Raises NotHere, Mismatch, TooLarge.
    """
    if len(piece) > PIECE:
        raise TooLarge(_("A piece has at most %s kB.") % (PIECE // 1024))
    found(number, user)
    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=number)
        if photo.state != Photo.State.RECEIVING:
            return photo
        if offset != photo.received or offset + len(piece) > photo.size:
            raise Mismatch(photo, _("The next piece begins at byte %s.") % photo.received)
        if checksum and not _is_sum(checksum, piece):
            raise Mismatch(photo, _("This piece was damaged on its way: send it again."))
        _write(number, offset, piece)
        photo.received += len(piece)
        photo.save(update_fields=["received"])
    # Nobody waits for a row while a picture is decoded.
    if photo.received == photo.size:
        _finish(photo)
    return photo


def _refuse_others(photo: Photo, user: Any) -> None:
    if photo.by_id != user.pk:
        raise NotHere(_("No such photo was announced."))


def _is_sum(checksum: str, piece: bytes) -> bool:
    kind, _space, digest = checksum.partition(" ")
    try:
        return kind == "sha256" and base64.b64decode(digest, validate=True) == hashlib.sha256(piece).digest()
    except binascii.Error:
        return False


def _partial(number: UUID) -> Path:
    folder = Path(settings.MEDIA_ROOT) / "arriving"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / str(number)


def _write(number: UUID, offset: int, piece: bytes) -> None:
    """Onto the disk, before it is acknowledged. What an earlier try left behind the offset is written over."""
    path = _partial(number)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _finish(photo: Photo) -> None:
    """Check the whole and keep it, or say why not; once, also where its last piece came twice at a time."""
    with _one_at_a_time():
        photo.refresh_from_db()
        if photo.state == Photo.State.RECEIVING:
            _settle(photo, _partial(photo.pk))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One picture is decoded at a time by all processes together: each takes some hundred megabytes."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "decoding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _settle(photo: Photo, path: Path) -> None:
    photo.state, photo.flaw = _judged(photo, path)
    if photo.flaw:
        photo.received = 0
    photo.save()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _judged(photo: Photo, path: Path) -> tuple[Photo.State, str]:
    """What becomes of a photo that has come to its end, and why. Nothing is said of the picture where other bytes came
    than were announced: it may be sent again."""
    if _digest(path) != photo.sha256:
        return Photo.State.DAMAGED, _("The photo was damaged on its way.")
    try:
        with path.open("rb") as file:
            _keep(photo, file)
    except NotAPhoto as error:
        return Photo.State.REFUSED, str(error)
    return Photo.State.STORED, ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class NotAPhoto(Exception):
    """What is wrong with a file, in words."""


def cleaned(file: IO[bytes]) -> tuple[ContentFile[bytes], Point | None]:
    """A picture that somebody sent, written anew, and where it was taken if its camera says so. Raises NotAPhoto."""
    with _one_at_a_time(), _opened(file, MOST_OF_ANYBODY) as image:
        return jpeg(ImageOps.exif_transpose(image).convert("RGB"), CLEAN_SIDE), _place(image.getexif())


def fill(photo: Reviewable, file: IO[bytes]) -> Camera:
    """Give a photo its pixels, written anew, and tell what its camera says of it; it is not saved yet.

    Raises NotAPhoto.
    """
    with _one_at_a_time(), _opened(file, MOST_OF_ANYBODY) as image:
        _draw(photo, image)
        exif = image.getexif()
        return Camera(_moment(exif), _place(exif))


def seal(photo: Photo, file: IO[bytes]) -> None:
    """Give a photo that came whole its pixels and its sealed original; it is not saved yet. Raises NotAPhoto."""
    with _one_at_a_time():
        _keep(photo, file)


def _keep(photo: Photo, file: IO[bytes]) -> None:
    with _opened(file) as image:
        exif = image.getexif()
        # What was shrunk on the device carries nothing any more: then what the device read before counts.
        photo.taken_at, photo.taken_from = _moment(exif) or photo.taken_at, _place(exif) or photo.taken_from
        name = _draw(photo, image)
        file.seek(0)
        photo.original.save(f"{name}.orig", File(file), save=False)


def _draw(photo: Reviewable, image: Image.Image) -> str:
    """The picture and its thumbnail; returns the beginning of their names."""
    upright = ImageOps.exif_transpose(image).convert("RGB")
    photo.width, photo.height = upright.size
    # Names that nobody can guess, and that say nothing.
    name = f"{timezone.now():%Y/%m}/{secrets.token_urlsafe(24)}"
    photo.picture.save(f"{name}.jpg", jpeg(upright, CLEAN_SIDE), save=False)
    photo.small.save(f"{name}-s.jpg", jpeg(upright, SMALL_SIDE), save=False)
    return name


@contextmanager
def _opened(file: IO[bytes], most: int = MOST_PIXELS) -> Iterator[Image.Image]:
    """A picture that is one through and through, within the limits. Raises NotAPhoto."""
    # The library that prints documents switches it on for the whole process; here half a photo is none.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > most:
                    said = _(
                        "This picture has %(has)s million pixels, and %(most)s million are taken. Make it smaller."
                    )
                    pixels = image.width * image.height
                    raise NotAPhoto(said % {"has": pixels // 1_000_000, "most": most // 1_000_000})
                image.load()
                yield image
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise NotAPhoto(_("This picture has more pixels than are taken. Make it smaller.")) from None
        except UnidentifiedImageError:
            raise NotAPhoto(_("This is no photo: JPEG, PNG and WebP are taken.")) from None
        except (OSError, ValueError, SyntaxError, EOFError):
            raise NotAPhoto(_("This photo cannot be read to its end.")) from None


def jpeg(image: Image.Image, side: int) -> ContentFile[bytes]:
    """Written anew from its pixels: nothing else of the file is in it."""
    fitted = ImageOps.contain(image, (side, side)) if max(image.size) > side else image
    stream = io.BytesIO()
    fitted.save(stream, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(stream.getvalue())


def _moment(exif: Image.Exif) -> datetime | None:
    told = exif.get_ifd(ExifTags.IFD.Exif)
    try:
        taken = datetime.strptime(str(told.get(ExifTags.Base.DateTimeOriginal, "")), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  cameras write their own zone
    except ValueError:
        return None
    return clocks.sane(clocks.moment(taken.isoformat()))


def _pair(said: Any) -> Point | None:
    """Longitude and latitude in degrees, as a device sends them."""
    if not isinstance(said, list) or len(said) != 2 or not all(type(one) in (int, float) for one in said):
        return None
    longitude, latitude = said
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    return Point(longitude, latitude, srid=4326)


def _place(exif: Image.Exif) -> Point | None:
    told = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(told[ExifTags.GPS.GPSLatitude], told[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(told[ExifTags.GPS.GPSLongitude], told[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return Point(longitude, latitude, srid=4326)


def _degrees(parts: Any, letter: Any, other_side: str) -> float:
    degrees, minutes, seconds = map(float, parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(letter) == other_side else value
