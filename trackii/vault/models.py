"""Rows of the vault. Every secret in them is wrapped for somebody; none opens by itself."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.labels import label
from trackii.vault.fields import LinkSealedField


class MemberKey(models.Model):
    """One member's key pair: the public half with its MAC, the seed wrapped twice."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="member_key"
    )
    public = models.BinaryField()
    mac = models.BinaryField()
    by_passphrase = models.BinaryField()  # version | salt | seed, peppered
    by_recovery_code = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Key of member {self.member_id}"


class Eviction(models.Model):
    """Opened vaults of somebody who left, which Redis is still to forget."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    place = models.CharField(max_length=80)  # where they are listed: a MAC, of nobody
    asked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Eviction {self.pk}"


class Compartment(models.Model):
    """A room of the vault: one kind, about one initiative or one workshop."""

    class Kind(models.TextChoices):
        BRIEF = "brief", _("Brief")
        ROSTER = "roster", _("Roster")
        VETTING = "vetting", _("Vetting")
        ROOM = "room", _("Room")
        IDEAS = "ideas", _("Ideas")
        CHANNEL = "channel", _("Channel")
        RELEASED = "released", _("Released")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.UUIDField()  # the initiative, or the workshop of a room
    initiative = models.UUIDField(db_index=True)
    # Somebody left: the next holder who unlocks makes a new epoch.
    due_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], name="one_compartment_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"Compartment {self.pk}"

    @property
    def initiative_id(self) -> object:
        return self.initiative


class Epoch(models.Model):
    """One generation of a compartment's key. A new one is made when somebody leaves."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="epochs")
    number = models.PositiveIntegerField(default=1)
    public = models.BinaryField()
    mac = models.BinaryField()
    # The seed of the epoch before, wrapped by this one's: who holds the last opens all.
    former = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compartment", "number"], name="epochs_are_counted"
            )
        ]

    def __str__(self) -> str:
        return f"Epoch {self.number} of compartment {self.compartment_id}"


class Grant(models.Model):
    """The seed of one epoch, sealed to one member by somebody who saw her four words."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    epoch = models.ForeignKey(Epoch, models.PROTECT, related_name="grants")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants"
    )
    sealed_seed = models.BinaryField()
    mac = models.BinaryField()  # over its epoch, its member and what is sealed to her
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["epoch", "member"], name="one_grant_a_member_and_epoch"
            )
        ]

    def __str__(self) -> str:
        return f"Grant {self.pk}"


class DataKey(models.Model):
    """The key of one thing that dies: it opens with the compartment's key and a shred file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    epoch = models.ForeignKey(Epoch, models.PROTECT, related_name="data_keys")
    thing = models.UUIDField()  # for now the compartment itself
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "epoch"], name="one_data_key_a_thing_and_epoch"
            )
        ]

    def __str__(self) -> str:
        return f"Data key {self.pk}"


class Custodian(models.Model):
    """One of the three who keep for a table: her place, vouched for with the key she had."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    initiative = models.UUIDField()
    custody = models.UUIDField()  # what named her; once that ended she is none
    place = models.PositiveSmallIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    mac = models.BinaryField()
    probe = models.BinaryField()  # words of chance, sealed to her: a drill opens them
    appointed_at = models.DateTimeField(default=clock.now)
    drilled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "place"], name="one_custodian_a_place"
            ),
            models.UniqueConstraint(
                fields=["initiative", "member"], name="one_place_a_custodian"
            ),
        ]

    def __str__(self) -> str:
        return f"Custodian {self.pk}"

    @property
    def initiative_id(self) -> object:
        return self.initiative


class CustodyCopy(models.Model):
    """The seed of one epoch for one pair of custodians, a layer for each."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    epoch = models.ForeignKey(Epoch, models.PROTECT, related_name="copies")
    first = models.ForeignKey(Custodian, models.CASCADE, related_name="+")
    second = models.ForeignKey(Custodian, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "custody copies"
        constraints = [
            models.UniqueConstraint(
                fields=["epoch", "first", "second"], name="one_copy_a_pair_and_epoch"
            )
        ]

    def __str__(self) -> str:
        return f"Custody copy {self.pk}"


class PassedCopy(models.Model):
    """A copy whose first layer is off, sealed to the second of its pair for one recovery."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recovery = models.UUIDField(db_index=True)
    copy = models.ForeignKey(CustodyCopy, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    passed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "passed copies"

    def __str__(self) -> str:
        return f"Passed copy {self.pk}"


class Link(models.Model):
    """A private link: the public half of what its token opens. The token is kept nowhere."""

    TRIES = 5  # at the two words

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REVIEW = "review", _("Review of a draft")
        OWN = "own", _("Own page")
        CANVASS = "canvass", _("Dates")

    class State(models.TextChoices):
        LIVE = "live", _("Open")
        SPENT = "spent", _("Shut after wrong words")
        REVOKED = "revoked", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    initiative = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    occasion = models.UUIDField(db_index=True)  # what it is about: a seat, a review
    person = models.UUIDField(null=True, db_index=True)  # with whom it dies
    # A hash of where that stood when it was made.
    anchor = models.BinaryField(default=bytes)
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    locator = models.CharField(max_length=4, unique=True)
    token_hash = models.BinaryField()
    address_hash = models.BinaryField(
        default=bytes
    )  # of the masked token in the letter
    # What unmasks it, wrapped; forgotten when somebody first comes, by whichever way.
    pad = models.BinaryField(null=True)
    public = models.BinaryField()
    word_public = models.BinaryField(null=True)  # of the token and two words together
    word_pepper = models.BinaryField(
        null=True
    )  # and of this, which only the web unwraps
    mac = models.BinaryField()
    language = LinkSealedField(  # of her pages
        "roster", until="sent", dies_with="person"
    )
    tries = models.PositiveSmallIntegerField(default=0)  # wrong ones, at the two words
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # first
    # From sending, or from posting if in doubt.
    unused_until = models.DateTimeField(null=True)
    answers_until = models.DateTimeField()
    deadline_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occasion"],
                condition=models.Q(state="live"),
                name="one_live_link_an_occasion",
            ),
            models.CheckConstraint(
                condition=models.Q(tries__lte=5), name="five_tries_and_no_more"
            ),
        ]

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    def __str__(self) -> str:
        return f"Link {self.pk}"

    @property
    def initiative_id(self) -> object:
        return self.initiative

    @property
    def is_live(self) -> bool:
        """Whether its token opens anything just now."""
        now, first = clock.now(), self.unused_until
        too_late = self.used_at is None and first is not None and now >= first
        return self.state == self.State.LIVE and not too_late and now < self.deadline_at

    @property
    def takes_answers(self) -> bool:
        return self.is_live and clock.now() < self.answers_until
