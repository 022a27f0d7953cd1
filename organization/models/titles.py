"""A name in both languages of the product."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Titled(models.Model):
    """Indonesian title, English one where there is one."""

    title = models.CharField(_("title (Indonesian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def title_in(self, language: str) -> str:
        """The title in `language` ("id" or "en"); Indonesian where the other is missing."""
        return self.title_en if language == "en" and self.title_en else self.title
