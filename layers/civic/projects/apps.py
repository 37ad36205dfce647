from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "layers.civic.projects"
    verbose_name = _("Public projects")

    def ready(self) -> None:
        from layers.civic.projects.models import ProjectDocument
        from layers.surveys import papers

        papers.follow(ProjectDocument, "file")
