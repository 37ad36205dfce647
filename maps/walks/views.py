"""Which streets were walked when, for the field app: for those who work in the field, never for the public."""

from datetime import timedelta

from django.contrib.gis.geos import Polygon
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.timezone import localtime

from layers.query import BBOX, parse_box
from layers.surveys.survey import surveys
from layers.surveys.views import takes
from layers.viewer import ViewerRequest
from maps.walks.models import Stretch

#: days that are told of, and stretches at most, the newest ones
_DAYS, _MOST = 365, 1000


@takes("GET", "HEAD")
def near(request: ViewerRequest) -> HttpResponse:
    """`/field/walked?bbox=…`: stretches of streets, the newest first: name, day, inspector, lines."""
    if not any(survey.may_change(request.user) for survey in surveys):
        raise PermissionDenied
    box = parse_box(request.GET.get(BBOX, ""))
    area = Polygon.from_bbox((box.west, box.south, box.east, box.north))
    rows = Stretch.objects.filter(
        geom__intersects=area, observation__seen_at__gte=timezone.now() - timedelta(days=_DAYS)
    ).select_related("street", "observation__by")
    told = [
        {
            "observation": str(row.observation_id),
            "street": str(row.street),
            "on": localtime(row.observation.seen_at).date(),
            "by": row.observation.by.get_username() if row.observation.by else "",
            "lines": [[[round(x, 6), round(y, 6)] for x, y in line] for line in row.geom.coords],
        }
        for row in rows.order_by("-observation__seen_at", "pk")[:_MOST]
    ]
    return JsonResponse({"walked": told})
