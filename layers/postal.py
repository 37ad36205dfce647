"""The address block that all official structures share (КМУ № 835, recommended structures, common columns)."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _


class PostalAddress(models.Model):
    """Where something stands, in words, exactly as its source says: nothing is lost on import or export."""

    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, default="", db_default="")
    postcode = models.CharField(_("postcode"), max_length=10, blank=True, default="", db_default="")
    region = models.CharField(_("region"), max_length=120, blank=True, default="", db_default="")
    district = models.CharField(_("district"), max_length=120, blank=True, default="", db_default="")
    community = models.CharField(
        _("territorial community"), max_length=160, blank=True, default="", db_default=""
    )
    settlement = models.CharField(_("settlement"), max_length=160, blank=True, default="", db_default="")
    street = models.CharField(_("street"), max_length=240, blank=True, default="", db_default="")
    house = models.CharField(_("house number"), max_length=40, blank=True, default="", db_default="")
    block = models.CharField(_("block"), max_length=40, blank=True, default="", db_default="")
    address_note = models.CharField(
        _("description of the place"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True

    @property
    def whole_address(self) -> str:
        """The address with its settlement, as the locator reads it; empty where no street is said."""
        place = f"{self.settlement}, " if self.settlement else ""
        return f"{place}{self.address}" if self.street else ""

    @property
    def address(self) -> str:
        """Street, house and block on one line; empty where the source does not say."""
        return ", ".join(part for part in (self.street, self.house, self.block) if part)
