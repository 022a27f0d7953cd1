"""Signs of life of the workers: silence for a minute shows on every desk."""

from __future__ import annotations

from django.db import models


class WorkerBeat(models.Model):
    """The last beat of one worker process."""

    name = models.CharField(max_length=120, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-beat_at"], name="worker_beat")]

    def __str__(self) -> str:
        return self.name
