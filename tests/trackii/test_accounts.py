"""Accounts: begun by an invitation and in no other way, closed at once."""

import re
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace
from uuid import uuid4

import make
import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from redis import Redis

from trackii import clock
from trackii.accounts import adapters, colleagues, invitations
from trackii.accounts.adapters import AccountAdapter
from trackii.accounts.invitations import Spent
from trackii.accounts.models import NAME, Invitation, User
from trackii.audit.models import Entry
from trackii.vault import unlocking

PASSWORD = "a quiet room in autumn"


@pytest.mark.django_db
def test_an_invitation_makes_one_colleague(ada):
    token = invitations.invite("Nadia@Example.org", by=ada)

    nadia = invitations.accept(token, name="Nadia Vos", password=PASSWORD)

    invitation = Invitation.objects.get()
    address = EmailAddress.objects.get()
    assert (nadia.email, nadia.name) == ("nadia@example.org", "Nadia Vos")
    assert (nadia.is_administrator, nadia.check_password(PASSWORD)) == (False, True)
    assert (invitation.accepted_by, invitation.invited_by) == (nadia, ada)
    assert (address.user, address.verified, address.primary) == (nadia, True, True)


@pytest.mark.django_db
def test_an_invitation_is_used_once(ada):
    token = invitations.invite("nadia@example.org", by=ada)
    invitations.accept(token, name="Nadia Vos", password=PASSWORD)
    before = User.objects.count()

    with pytest.raises(Spent):
        invitations.accept(token, name="Somebody Else", password=PASSWORD)

    assert User.objects.count() == before
    assert invitations.pending(token) is None


@pytest.mark.django_db
def test_an_invitation_runs_out_after_three_days(ada):
    token = invitations.invite("nadia@example.org", by=ada)
    now = clock.now()

    with clock.at(now + timedelta(hours=71)):
        in_time = invitations.pending(token)
    with clock.at(now + timedelta(hours=73)), pytest.raises(Spent):
        invitations.accept(token, name="Nadia Vos", password=PASSWORD)

    assert in_time is not None
    assert not User.objects.filter(email="nadia@example.org").exists()


@pytest.mark.django_db
def test_a_second_invitation_ends_the_first_to_that_address_and_no_other(ada):
    first = invitations.invite("nadia@example.org", by=ada)
    other = invitations.invite("emil@example.org", by=ada)

    second = invitations.invite("NADIA@example.org", by=ada)

    open_ = [bool(invitations.pending(token)) for token in (first, other, second)]
    assert open_ == [False, True, True]


@pytest.mark.django_db
def test_an_address_that_has_an_account_makes_no_second_one(ada, carla):
    token = invitations.invite(carla.email, by=ada)

    with pytest.raises(Spent):
        invitations.accept(token, name="Another Carla", password=PASSWORD)

    assert User.objects.get(email=carla.email).name == "Carla Conti"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_one_link_one_is_let_in(ada):
    token = invitations.invite("nadia@example.org", by=ada)
    told = []
    other = Thread(target=_join, args=(token, told))

    with transaction.atomic():
        nadia = invitations.accept(token, name="Nadia Vos", password=PASSWORD)
        other.start()
        make.until_somebody_waits()
    other.join()

    assert told == ["Spent"]
    assert User.objects.get(email="nadia@example.org") == nadia


def _join(token, told):
    try:
        invitations.accept(token, name="Somebody Else", password=PASSWORD)
        told.append("joined")
    except (Spent, IntegrityError) as refused:
        told.append(type(refused).__name__)
    finally:
        connection.close()


@pytest.mark.django_db
def test_the_token_is_kept_nowhere(ada):
    token = invitations.invite("nadia@example.org", by=ada)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row::text FROM accounts_invitation row")
        [row] = cursor.fetchone()

    assert token not in row
    assert token.encode().hex() not in row
    assert "nadia@example.org" in row


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "nonsense", "é\udcff", "\x00"])
def test_a_token_nobody_gave_out_opens_nothing(ada, token):
    invitations.invite("nadia@example.org", by=ada)

    with pytest.raises(Spent):
        invitations.accept(token, name="Nadia Vos", password=PASSWORD)


@pytest.mark.django_db
def test_only_an_administrator_invites(carla):
    with pytest.raises(PermissionDenied):
        invitations.invite("nadia@example.org", by=carla)

    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_the_command_line_founds_the_house_with_an_administrator():
    token = invitations.invite("ada@example.org", by=None, is_administrator=True)

    ada = invitations.accept(token, name="Ada Wren", password=PASSWORD)

    assert ada.is_administrator
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
        "invite",
        "accept",
    ]


@pytest.mark.django_db
def test_half_an_acceptance_is_refused(ada):
    invitations.invite("nadia@example.org", by=ada)

    with pytest.raises(IntegrityError, match="an_acceptance_is_whole"):
        make.by_hand("UPDATE accounts_invitation SET accepted_at = now()")


@pytest.mark.django_db
def test_closing_an_account_ends_its_sessions_at_once(ada, carla, farid, browse):
    hers, his = browse(carla), browse(farid)

    colleagues.close(carla, by=ada)

    left = set(Session.objects.values_list("session_key", flat=True))
    assert left == {make.session_of(his).session_key}
    assert hers.get("/").url.startswith("/accounts/login/")
    assert his.get("/").status_code == 200


@pytest.mark.django_db
def test_a_closed_account_does_not_sign_in(ada, carla, client):
    colleagues.close(carla, by=ada)

    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})

    assert client.get("/").url.startswith("/accounts/login/")


@pytest.mark.django_db
def test_an_open_account_does_sign_in(carla, client):
    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})

    assert make.session_of(client)["_auth_user_id"] == str(carla.pk)


@pytest.mark.django_db
def test_a_reopened_account_is_as_it_was(ada, carla, heron):
    colleagues.close(carla, by=ada)
    colleagues.reopen(carla, by=ada)

    carla.refresh_from_db()
    with make.acting(carla):
        candidacy = make.candidacy(heron, by=carla)
    assert (carla.is_active, candidacy.nominated_by) == (True, carla)


@pytest.mark.django_db
def test_nobody_closes_the_account_they_sit_in_nor_anybodys_without_being_asked_to(
    ada, carla, farid
):
    for closed, by in ((ada, ada), (farid, carla)):
        with pytest.raises(PermissionDenied):
            colleagues.close(closed, by=by)

    assert User.objects.filter(is_active=False).count() == 0


@pytest.mark.django_db
def test_a_closed_administrator_administers_nothing(ada, carla):
    other = make.user(administrator=True)
    colleagues.close(ada, by=other)
    ada.refresh_from_db()

    with pytest.raises(PermissionDenied):
        colleagues.close(carla, by=ada)
    with pytest.raises(PermissionDenied):
        invitations.invite("nadia@example.org", by=ada)

    assert User.objects.get(pk=carla.pk).is_active


@pytest.mark.django_db
def test_colleagues_see_whom_they_could_name_and_an_administrator_sees_all(
    ada, carla, farid
):
    colleagues.close(farid, by=ada)

    seen = {
        (who.name, action): {user.name for user in User.objects.allowing(action, who)}
        for who in (ada, carla)
        for action in (NAME, "administer")
    }

    assert seen == {
        ("Ada Wren", NAME): {"Carla Conti"},  # an administrator is in no room
        ("Ada Wren", "administer"): {"Ada Wren", "Carla Conti", "Farid Mansour"},
        ("Carla Conti", NAME): {"Carla Conti"},
        ("Carla Conti", "administer"): set(),
    }


@pytest.mark.django_db
def test_a_second_factor_rests_encrypted(carla):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    with adapters.of(carla):
        TOTP.activate(carla, secret)

    kept = Authenticator.objects.get().data
    assert secret not in str(kept)
    with adapters.of(carla):
        assert get_adapter().decrypt(kept["secret"]) == secret


def test_a_second_factor_opens_with_the_root_key_alone(settings):
    adapter, whose = get_adapter(), SimpleNamespace(pk=uuid4())
    with adapters.of(whose):
        kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    settings.ROOT_KEY = bytes(32)

    with adapters.of(whose), pytest.raises(InvalidToken):
        adapter.decrypt(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_uninvited(client, method):
    answer = getattr(client, method)("/accounts/signup/", {"email": "omar@example.org"})

    assert answer.status_code == 404
    assert not User.objects.exists()


@pytest.fixture
def proven(carla, browse):
    """Carla at work, who has a TOTP and has just shown again who she is."""
    with adapters.of(carla):
        TOTP.activate(carla, "JBSWY3DPEHPK3PXP")
    client = browse(carla)
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return client


def _written(verb):
    return list(Entry.objects.filter(verb=verb).values_list("actor", flat=True))


def test_the_last_second_factor_stays(carla, proven):
    refused = proven.post(reverse("mfa_deactivate_totp"))

    assert "Set up another second proof first" in refused.text
    assert Authenticator.objects.filter(user=carla, type="totp").exists()


def test_how_somebody_signs_in_is_changed_on_the_record(carla, proven):
    new = {"password1": "a pond under the ice", "password2": "a pond under the ice"}

    proven.post("/accounts/password/change/", {"oldpassword": make.PASSWORD} | new)

    assert _written("password changed") == [carla.pk]


def test_a_link_to_a_new_password_names_the_house_and_not_who_asked(rf):
    adapter = AccountAdapter(rf.get("/", headers={"host": "localhost:9999"}))

    way = adapter.get_reset_password_from_key_url("abc-def")
    letter = adapter.render_mail(
        "account/email/password_reset_key", "a@example.org", {"password_reset_url": way}
    )

    assert way == f"{live.ORIGIN}/accounts/password/reset/code/#abc-def"
    assert way in letter.body
    assert letter.message()["Message-ID"].endswith("@letter.invalid>")


@pytest.mark.django_db
def test_no_address_holds_the_code_of_an_invitation(ada, browse, client, capsys):
    page = browse(ada).post("/administration/invite/", {"email": "nadia@example.org"})
    way, code = re.search(r"<code>(\S+)#(\w+)</code>", page.text).groups()
    invited = client.post("/join/", {"code": f"{way}#{code}"})
    form = client.get(invited.url)

    assert way == "http://testserver/join/"
    assert code not in invited.url
    assert "nadia@example.org" in form.text
    assert code not in form.text
    assert client.get(f"/join/{code}/").status_code == 404


@pytest.mark.django_db
def test_a_code_that_opens_nothing_is_told_so_and_leads_nowhere(ada, client):
    token = invitations.invite("nadia@example.org", by=ada)
    invitations.invite("nadia@example.org", by=ada)

    answers = [
        client.post("/join/", {"code": code}) for code in (token, "#", "nonsense")
    ]
    after = client.get("/join/account/")

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "This invitation was used or has run out" in answers[0].text
    assert after.url == "/join/"


@pytest.mark.django_db
def test_the_first_invitation_of_the_house_holds_its_code_behind_the_hash(capsys):
    call_command("found", "ada@example.org")

    way, _hash, code = capsys.readouterr().out.strip().partition("#")

    assert way == f"{live.ORIGIN}/join/"
    assert invitations.pending(code).email == "ada@example.org"


@pytest.mark.django_db
def test_no_address_holds_the_key_of_a_reset(carla, client):
    key = f"{carla.pk.hex}-{default_token_generator.make_token(carla)}"

    by_address = client.get(f"/accounts/password/reset/key/{key}/")
    by_form = client.post("/accounts/password/reset/code/", {"code": f"x#{key}"})
    form = client.get(by_form.url)
    nonsense = client.post("/accounts/password/reset/code/", {"code": "no code"})

    assert by_address.status_code == 404
    assert by_form.url == f"/accounts/password/reset/key/{carla.pk.hex}-set-password/"
    assert 'name="password1"' in form.text
    assert nonsense.status_code == 422


# --- who lost every second proof


@pytest.fixture
def lost(carla):
    """She had an app and codes for it, and has neither; a passkey that is in the sea as well."""
    with adapters.of(carla):
        TOTP.activate(carla, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(carla)
    Authenticator.objects.create(
        user=carla, type="webauthn", data={"name": "Key", "credential": {}}
    )
    return carla


def _resets(browser, whose):
    """An administrator, who shows once more who she is and presses."""
    browser.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return browser.post(reverse("reset_proofs", args=[whose.pk]), follow=True)


@pytest.mark.django_db
def test_an_administrator_s_cookie_alone_takes_nobodys_proofs_away(lost, ada, browse):
    answer = browse(ada).post(reverse("reset_proofs", args=[lost.pk]))

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=lost).count() == 3
    assert mail.outbox == []


@pytest.mark.django_db
def test_who_lost_every_proof_is_let_in_to_set_up_another_and_to_nothing_of_the_vault(
    lost, heron, ada, browse, client, django_capture_on_commit_callbacks
):
    before, redis = browse(lost), Redis.from_url(live.REDIS_URL)
    assert redis.exists(unlocking._places(lost.pk)[0])
    asking = browse(ada).get(reverse("reset_proofs", args=[lost.pk])).text

    with django_capture_on_commit_callbacks(execute=True):
        _resets(browse(ada), lost)
    client.post("/accounts/login/", {"login": lost.email, "password": make.PASSWORD})
    led = client.get("/dialogues/heron/", follow=True).text
    with adapters.of(lost):
        TOTP.activate(lost, "KRSXG5CTMVRXEZLU")
    inside = client.get("/dialogues/heron/").text

    assert "Do it only when you have spoken with her" in asking
    assert before.get("/").url.startswith("/accounts/login/")
    assert not redis.exists(unlocking._places(lost.pk)[0])
    assert "You have no second proof yet." in led
    assert "Ebbing Marsh" not in led
    assert "Vault locked" in inside
    assert "Ebbing Marsh" not in inside
    assert _written("reset proofs") == [ada.pk]
    assert Entry.objects.get(verb="reset proofs").subject == lost.pk


@pytest.mark.django_db
def test_she_is_told_by_a_letter_that_says_nothing_of_the_matter(lost, heron, ada):
    colleagues.reset_proofs(lost, by=ada)

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([lost.email], "A note for you")
    assert "call them at once" in letter.body
    for word in ("Carla", "Ada", "trackii", "heron", "Marsh", live.ORIGIN):
        assert word.lower() not in f"{letter.body} {letter.subject}".lower()


@pytest.mark.django_db
def test_where_no_letter_goes_nothing_is_taken_away(lost, ada, browse, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", make.free_port()
    hers = browse(lost)

    told = _resets(browse(ada), lost).text

    assert "No letter could be sent to tell her, so nothing was taken away." in told
    assert Authenticator.objects.filter(user=lost).count() == 3
    assert hers.get("/").status_code == 200
    assert _written("reset proofs") == []


@pytest.mark.django_db
def test_nobody_takes_away_her_own_proofs_nor_anybodys_without_being_asked_to(
    lost, ada, farid
):
    for whose, by in ((ada, ada), (lost, farid), (lost, lost)):
        with pytest.raises(PermissionDenied):
            colleagues.reset_proofs(whose, by=by)

    assert Authenticator.objects.filter(user=lost).count() == 3
    assert mail.outbox == []
