from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "layers.civic.petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from layers.civic.petitions import checks
        from layers.civic.petitions.models import Petition
        from layers.surveys import papers

        register(checks.check_rules, "layers")
        papers.follow(Petition, "answer_file")
