"""Colleagues and the invitations that made them so."""

from __future__ import annotations

from typing import Any, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.constraints import all_or_none


class ColleagueQuerySet(models.QuerySet):
    """Colleagues, as far as the one who asks may know them."""

    def allowing(self, action: str, user: User) -> Self:
        """Everyone to an administrator; to others those they could name on a team."""
        if not user.is_active or not (user.is_administrator or action == NAME):
            return self.none()
        return self.to_name() if action == NAME else self.all()

    def to_name(self) -> Self:
        """Those who could be named on a team: an administrator is in no room."""
        return self.filter(is_active=True, is_administrator=False)


ADMINISTER = "administer"
NAME = "name on a team"


class UserManager(BaseUserManager.from_queryset(ColleagueQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, name: str, password: str, **also: Any) -> User:
        user = self.model(email=email.lower(), name=name, **also)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A colleague who signs in. What she may do hangs on memberships, never on this row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet):
    def allowing(self, action: str, user: User) -> Self:
        return self.all() if user.is_active and user.is_administrator else self.none()

    def open(self) -> Self:
        return self.filter(accepted_at=None, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A single-use link that makes one e-mail address a colleague. Its hash alone is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail"))
    is_administrator = models.BooleanField(_("as an administrator"), default=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # nobody: the command line founded the house
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        User, models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            all_or_none("accepted_by", "accepted_at", name="an_acceptance_is_whole")
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Sent(models.Model):
    """The number of a form that was sent and acted on. No word of it, and not by whom."""

    number = models.UUIDField(primary_key=True, editable=False)
    sent_at = models.DateTimeField(default=clock.now)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"form {self.number}"
