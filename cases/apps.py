from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases import checks  # noqa: F401 - registers them
        from cases.engine import queue
        from cases.services.jobs import run_job
        from cases.services.outbox import deliver_message

        queue.register(run_job, deliver_message)
