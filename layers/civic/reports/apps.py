from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "layers.civic.reports"
    verbose_name = _("Reports of residents")
