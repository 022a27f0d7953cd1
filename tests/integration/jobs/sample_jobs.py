"""Jobs that leave a trace in the database."""

from django.contrib.contenttypes.models import ContentType
from django_tasks import task


@task()
def leave_trace(name: str) -> None:
    ContentType.objects.create(app_label="trace", model=name)


@task()
def fail() -> None:
    raise ValueError("on purpose")


def not_a_task() -> None:
    ContentType.objects.create(app_label="trace", model="not_a_task")


def traces() -> set[str]:
    return set(ContentType.objects.filter(app_label="trace").values_list("model", flat=True))
