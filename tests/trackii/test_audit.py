"""The record: every act once, no word of it, and nobody rewrites it."""

import re
from uuid import UUID

import make
import pytest
from django.db import DatabaseError, connection, transaction

from participants import people, vetting
from trackii.audit import marks, trail
from trackii.audit.models import Entry
from trackii.states import WrongState

pytestmark = pytest.mark.django_db
NUMBER = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'nothing'",
        "UPDATE audit_entry SET actor = NULL WHERE id = -1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE verb = 'sign'",
    ],
)
def test_postgresql_refuses_to_change_or_remove_an_entry(heron, statement):
    before = list(Entry.objects.order_by("pk").values_list())
    assert before

    with pytest.raises(DatabaseError, match="never changed or removed"):
        make.by_hand(statement)

    assert list(Entry.objects.order_by("pk").values_list()) == before


def test_the_record_cannot_be_changed_through_the_model_either(heron):
    entry = Entry.objects.earliest("pk")
    verb = entry.verb
    entry.verb = "nothing"

    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()

    assert Entry.objects.earliest("pk").verb == verb


def test_an_act_is_written_down_with_who_what_and_when(heron, carla):
    candidacy = make.candidacy(heron, by=carla)

    entry = Entry.objects.get(verb="nominate")

    assert (entry.actor, entry.subject_kind, entry.subject, entry.initiative) == (
        carla.pk, "participants.candidacy", candidacy.pk, heron.pk,
    )  # fmt: skip
    assert (entry.outcome, entry.rows, entry.at.microsecond) == ("done", 1, 0)


def test_an_act_that_is_rolled_back_leaves_no_entry(heron, carla):
    before = Entry.objects.count()

    with transaction.atomic():
        make.candidacy(heron, by=carla)
        within = Entry.objects.count()
        transaction.set_rollback(True)

    assert within > before
    assert Entry.objects.count() == before


def test_a_page_of_openings_is_one_entry_that_names_how_many(heron, carla):
    everyone = [
        make.candidacy(heron, by=carla, name=name).person
        for name in ("Amal Haddad", "Boris Lem", "Chiara Rossi")
    ]
    before = Entry.objects.filter(verb="unseal").count()

    with make.acting(carla):
        people.read(everyone, by=carla)

    entry = Entry.objects.filter(verb="unseal").latest("pk")
    assert Entry.objects.filter(verb="unseal").count() == before + 1
    assert (entry.rows, entry.subject, entry.actor) == (3, None, carla.pk)


def test_what_the_house_does_by_itself_has_no_actor(heron):
    trail.record("expire", heron, by=None)

    assert Entry.objects.latest("pk").actor is None


def test_a_refusal_is_written_down(heron, rhea, browse):
    answer = browse(rhea).get("/dialogues/heron/people/")

    entry = Entry.objects.latest("pk")
    assert answer.status_code == 403
    assert (entry.outcome, entry.verb, entry.actor, entry.subject) == (
        "refused", "read the people of", rhea.pk, heron.pk,
    )  # fmt: skip


def test_a_refusal_outlives_the_act_it_stopped(heron, carla, browse):
    candidacy = make.candidacy(heron, by=carla)
    before = Entry.objects.count()

    answer = browse(carla).post(
        f"/dialogues/heron/people/{candidacy.person.code}/review/"
    )

    [unlocked, refused] = Entry.objects.order_by("pk")[before:]
    candidacy.refresh_from_db()
    assert (answer.status_code, candidacy.state) == (403, "nominated")
    assert (unlocked.verb, refused.verb, refused.outcome) == (
        "unlock",
        "vet",
        "refused",
    )


def test_an_outsider_is_told_nothing_and_that_is_no_refusal(heron, omar, browse):
    answer = browse(omar).get("/dialogues/heron/people/")

    assert answer.status_code == 404
    assert not Entry.objects.filter(outcome="refused").exists()


def test_a_late_click_is_no_entry(heron, carla, vera, viktor):
    candidacy = make.candidacy(heron, by=carla)
    vetting.move(candidacy, "review", by=vera)
    before = Entry.objects.count()

    with pytest.raises(WrongState):
        vetting.move(candidacy, "review", by=viktor)

    assert Entry.objects.count() == before


def test_no_entry_holds_a_word_of_what_was_done(in_session, carla, farid, rosa):
    make.note(in_session.sessions.get(), by=rosa, words="They fear the winter.")
    make.summary(in_session, by=rosa, reader=farid, releaser=carla, state="released")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(string_agg(entry::text, ' ')) FROM audit_entry entry"
        )
        [entries] = cursor.fetchone()
    everything = re.sub(NUMBER, "", entries)  # one in a thousand has "a-01" within

    known = [
        "amal", "haddad", "boris", "example.net", "example.org", "carla", "marsh",
        "harbour", "osier", "winter", "catch", "warm", "fishers", "heron", "a-01",
    ]  # fmt: skip

    assert [word for word in known if word in everything] == []
    assert "second_read" in everything


def test_the_record_of_one_table_holds_nothing_of_another(heron, team, carla):
    larch = make.initiative(team, code="larch")
    make.candidacy(larch, by=carla)

    here = set(Entry.objects.about(heron.pk).values_list("initiative", flat=True))
    verbs = [entry.verb for entry in Entry.objects.about(larch.pk)[:2]]

    assert here == {heron.pk}
    assert verbs == ["nominate", "sign"]


def test_an_entry_says_its_kind_in_words_and_its_number_alone():
    entry = Entry(pk=7, subject_kind="participants.candidacy", subject=UUID(int=1))

    assert (str(entry), entry.kind) == ("Entry 7", "candidacy")


def test_what_a_page_opens_is_written_in_one_statement_an_entry_for_each(
    heron, vera, django_assert_num_queries
):
    before = Entry.objects.count()
    with django_assert_num_queries(1), trail.together():
        for _each in range(3):
            trail.record("unseal", heron, by=vera)

    assert Entry.objects.count() == before + 3
    assert all(marks.genuine(each) for each in Entry.objects.order_by("-pk")[:3])


def test_what_was_opened_is_written_though_the_page_failed(heron, vera):
    before = Entry.objects.filter(verb="unseal").count()

    def fail():
        with trail.together():
            trail.record("unseal", heron, by=vera)
            raise WrongState(heron, "draw")

    with pytest.raises(WrongState):
        fail()

    assert Entry.objects.filter(verb="unseal").count() == before + 1


def test_what_is_done_is_written_at_once_also_where_much_is_read(heron, vera):
    before = Entry.objects.count()
    with trail.together():
        trail.record("unseal", heron, by=vera)
        trail.record("sign", heron, by=vera)
        assert Entry.objects.count() == before + 1
        assert Entry.objects.latest("pk").verb == "sign"

    assert Entry.objects.count() == before + 2


def test_a_page_goes_out_only_once_what_it_opened_is_written(
    approved, vera, browse, monkeypatch
):
    """The statement that writes it fails: nobody sees what was opened."""
    client = browse(vera)
    client.raise_request_exception = False
    path = approved[0].get_absolute_url()
    assert b"Amal" in client.get(path).content

    def fail(entries):
        raise DatabaseError("the record is away")

    monkeypatch.setattr(trail, "_write", fail)

    answer = client.get(path)
    assert answer.status_code == 500
    assert b"Amal" not in answer.content
