"""How an officer is reached outside the desk."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User

phone_validator = RegexValidator(r"\A62[0-9]{8,13}\Z", _("Digits with the country: 62812…"))


class Contact(models.Model):
    """An officer's number, and the channel that messages about cases go by; e-mail goes to the account's address."""

    class Channel(models.TextChoices):
        NONE = "", _("inbox only")
        SMS = "sms", _("SMS")
        WHATSAPP = "whatsapp", _("WhatsApp")
        EMAIL = "email", _("e-mail")

    user = models.OneToOneField(User, models.CASCADE, verbose_name=_("person"), related_name="contact")
    phone = models.CharField(_("mobile number"), max_length=16, blank=True, validators=[phone_validator])
    channel = models.CharField(
        _("messages by"), max_length=10, choices=Channel, default=Channel.NONE, blank=True
    )

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        ordering = ("user",)

    def __str__(self) -> str:
        return str(self.user)
