"""A double click or a retry changes nothing: the first answer is given again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One accepted write and the case it went to."""

    key = models.CharField(max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    operation = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "actor", "operation"], name="idempotency_once"),
            # NULL is equal to nothing, so the first constraint lets every write without an actor through.
            models.UniqueConstraint(
                fields=["key", "operation"],
                condition=models.Q(actor=None),
                name="idempotency_once_without_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
