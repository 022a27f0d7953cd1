"""`manage.py api_token`: tokens with which programs call the interface in a person's name."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from api.access import GRANTABLE
from organization.errors import TokenTooLong
from organization.models import ApiToken, User
from organization.tokens import issue_token, revoke_token


class Command(BaseCommand):
    help = "Gives out a token (its secret is shown this once), lists those in force, or revokes one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        issue = actions.add_parser("issue", help="a new token for a person")
        issue.add_argument("username")
        issue.add_argument("name", help="which program holds it")
        issue.add_argument(
            "--scope", action="append", choices=[str(scope) for scope in GRANTABLE], required=True
        )
        issue.add_argument("--days", type=int, default=90)
        actions.add_parser("list", help="the tokens in force")
        revoke = actions.add_parser("revoke", help="a token opens nothing from now on")
        revoke.add_argument("id", type=int)

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "issue":
            self._issue(**options)
        elif action == "revoke":
            self._revoke(**options)
        else:
            self._list()

    def _issue(self, *, username: str, name: str, scope: list[str], days: int, **_: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody who may sign in is named '{username}'.")
        at = timezone.now()
        try:
            token, secret = issue_token(
                user=user, name=name, scopes=scope, expires_at=at + timedelta(days=days), at=at, by=None
            )
        except TokenTooLong as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{secret}\n")
        self.stderr.write(f"Token {token.pk}, until {token.expires_at:%Y-%m-%d}. It is not shown again.")

    def _list(self) -> None:
        for token in ApiToken.objects.in_force(timezone.now()).select_related("user"):
            scopes = ",".join(token.scopes)
            self.stdout.write(f"{token.pk}\t{token}\t{scopes}\tuntil {token.expires_at:%Y-%m-%d}")

    def _revoke(self, *, id: int, **_: Any) -> None:
        token = ApiToken.objects.filter(pk=id).first()
        if token is None:
            raise CommandError(f"There is no token {id}.")
        revoke_token(token=token, at=timezone.now())
        self.stdout.write(f"Token {id} opens nothing any more.")
