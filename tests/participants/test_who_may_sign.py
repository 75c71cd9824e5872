"""Every verb that signs about somebody, against every way of being too near to her.

A verb of a module that signs is listed here, with the moment it is tried at, or with the
reason why it signs nothing: one that is not listed fails.
"""

import inspect
from contextlib import contextmanager
from importlib import import_module

import lists
import make
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from participants import (
    batches,
    capacity,
    checks,
    clearance,
    clearings,
    conflicts,
    demands,
    documents,
    exports,
    extracts,
    judgements,
    looks,
    merging,
    renewals,
    signing,
    vetting,
    watchlists,
)
from participants.models import (
    Candidacy,
    Check,
    Demand,
    Judgement,
    Person,
)
from trackii import clock
from trackii.accounts.models import User
from trackii.policy import Action, Refused, Role

pytestmark = pytest.mark.django_db

WORDS = "My sister's husband."
ELSE = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another year of birth."}


# Ways of being too near. Each makes `who` somebody who signs nothing about Amal.


def _declares(amal, double, who):
    with make.acting(who):
        conflicts.declare(amal, by=who, words=WORDS)


def _put_her_forward(amal, double, who):
    Candidacy.objects.filter(pk=amal.pk).update(nominated_by=who)


def _declares_on_the_double(amal, double, who):
    _declares(double, None, who)
    _merge(amal.person, double.person)


def _put_the_double_forward(amal, double, who):
    _put_her_forward(double, None, who)
    _merge(amal.person, double.person)


def _put_the_double_of_the_double_forward(amal, double, who):
    made = make.candidacy(amal.initiative, by=_convener(), side="B", name="Amal Hadad")
    _put_her_forward(made, None, who)
    _merge(double.person, made.person)
    _merge(amal.person, double.person)


CLOSE = [_declares, _declares_on_the_double]
NEAR = [
    *CLOSE, _put_her_forward, _put_the_double_forward,
    _put_the_double_of_the_double_forward,
]  # fmt: skip


def _convener():
    return User.objects.get(name="Carla Conti")


def _merge(stays, goes):
    carla = _convener()
    with make.acting(carla):
        merging.merge(Person.objects.get(pk=stays.pk), other=goes, by=carla)


# What was done before the verb is tried, by Vera.


def _check(kind="office"):
    return Check.objects.select_related("person").get(
        kind=kind, person__candidacy__isnull=False, person__code="a-01"
    )


def _found(amal, by):
    _again(by)
    make.found(_check(), by=by)


def _again(by):
    checks.note(_check(), "check_again", by=by, words="Once more.")


def _screened(amal, by):
    watchlists.add([lists.un((7, "AMAL HADAD")).encode()], by=None)
    looks.screen(amal, by=by)


def _judged(amal, by):
    _screened(amal, by)
    clearance.judge(amal, by=by, version=_hit(amal, by).version, **ELSE)


def _less_is_asked(amal, by):
    demands.ask(amal.initiative, by=by, kinds=["identity"])


def _nothing(amal, by):
    pass


def _hit(amal, by):
    return looks.read(looks.find(amal, by=by), by=by).hits[0]


def _read(candidacy):
    return signing.edition(Candidacy.objects.get(pk=candidacy.pk))


def _mandated(amal, by):
    capacity.change(
        amal, by=by, capacity="mandated", since=clock.today(), office="",
        read=_read(amal),
    )  # fmt: skip


def _resolved(amal, by):
    _mandated(amal, by)
    capacity.resolve(amal, by=by, words="As a guest.", read=_read(amal))


def _move(verb):
    return lambda amal, by: vetting.move(amal, verb, by=by)


def _sign(verb):
    return lambda amal, by: make.sign(amal, verb, by=by, grounds="Fine by me.")


def _note(verb):
    return lambda amal, by: checks.note(_check(), verb, by=by, words="Look again.")


# Verb → the state Amal is in, what Vera did then, and the verb itself by somebody.
SIGNS = {
    "vetting.move review": ("nominated", _nothing, _move("review")),
    "vetting.move refer": ("in_review", _nothing, _move("refer")),
    "vetting.move take_back": ("in_review", _move("refer"), _move("take_back")),
    "vetting.move reconsider": ("reserve", _nothing, _move("reconsider")),
    "vetting.recommend": ("in_review", _nothing, _sign("recommend")),
    "vetting.approve": ("recommended", _nothing, _sign("approve")),
    "vetting.hold": ("recommended", _nothing, _sign("hold")),
    "vetting.decline": ("recommended", _nothing, _sign("decline")),
    "capacity.resolve": (
        "in_review", _mandated,
        lambda amal, by: capacity.resolve(
            amal, by=by, words="As a guest.", read=_read(amal)
        ),
    ),
    "capacity.second": (
        "in_review", _resolved,
        lambda amal, by: capacity.second(amal, by=by, read=_read(amal)),
    ),
    "capacity.change": ("in_review", _nothing, lambda amal, by: _mandated(amal, by)),
    "checks.begin": (
        "in_review", _nothing,
        lambda amal, by: checks.begin(amal, by=by, kinds=["safety"]),
    ),
    "checks.note note_match": ("in_review", _nothing, _note("note_match")),
    "checks.note refer": ("in_review", _nothing, _note("refer")),
    "checks.note check_again": ("recommended", _nothing, _note("check_again")),
    "checks.find": (
        "in_review", _nothing, lambda amal, by: make.found(_check(), by=by),
    ),
    "checks.settle": (
        "recommended", _found,
        lambda amal, by: checks.settle(_check(), by=by, read=make.read(_check())),
    ),
    "checks.set_aside": (
        "recommended", _found,
        lambda amal, by: checks.set_aside(_check(), by=by, words="I doubt it."),
    ),
    "clearings.find": (
        "in_review", _nothing,
        lambda amal, by: clearings.find(
            amal.initiative, {_check().pk: make.read(_check())}, by=by, words="Nothing."
        ),
    ),
    "clearings.confirm": (
        "recommended", _found,
        lambda amal, by: clearings.confirm(
            amal.initiative, {_check().pk: make.read(_check())}, by=by
        ),
    ),
    "looks.screen": ("in_review", _screened, looks.screen),
    "clearance.judge": (
        "in_review", _screened,
        lambda amal, by: clearance.judge(
            amal, by=by, version=_hit(amal, by).version, **ELSE
        ),
    ),
    "clearance.second": (
        "in_review", _judged,
        lambda amal, by: clearance.second(Judgement.objects.get(), amal, by=by),
    ),
    "judgements.judge": (
        "in_review", _screened,
        lambda amal, by: judgements.judge(
            amal, by=by, **ELSE,
            entry={"kind": "un", "reference": "7", "version": "x", "name": "A"},
        ),
    ),
    "judgements.second": (
        "in_review", _judged,
        lambda amal, by: judgements.second(Judgement.objects.get(), amal, by=by),
    ),
    "judgements.set_aside": (
        "in_review", _judged,
        lambda amal, by: judgements.set_aside(Judgement.objects.get(), amal, by=by),
    ),
    "demands.ask": (
        "in_review", _nothing,
        lambda amal, by: demands.ask(amal.initiative, by=by, kinds=["identity"]),
    ),
    "demands.sign": (
        "in_review", _less_is_asked,
        lambda amal, by: demands.sign(Demand.objects.get(state="asked"), by=by),
    ),
}  # fmt: skip
# What is no judgement of her, and yet nobody's who is close: who put her forward may.
CARRIES = {
    "documents.gather": ("in_review", _nothing, documents.gather),
    "documents.memo": ("in_review", _nothing, documents.memo),
}
# Verbs of these modules that sign nothing, and why.
SIGNS_NOTHING = {
    "vetting.lay_down": "takes back what she signed herself",
    "extracts.lay_down": "takes back what she signed herself",
    "capacity.lay_down": "takes back what she signed herself",
    "extracts.give_up": "keeps identities in the house",
    "capacity.read": "reads", "signing.insist_resolved": "asks",
    "checks.read": "reads", "checks.read_all": "reads",
    "looks.find": "reads", "looks.read": "reads", "looks.read_all": "reads", "looks.known": "reads",
    "looks.entry_of": "reads", "looks.insist_on_one": "asks", "checks.past": "computes",
    "renewals.gather": "below", "renewals.sign": "below", "renewals.confirm": "below",
    "judgements.read": "reads", "judgements.read_all": "reads", "judgements.signed": "reads",
    "extracts.read": "reads", "signing.read": "reads",
    "signing.look": "asks", "signing.unsigned": "computes", "signing.unresolved": "computes", "signing.insist": "asks",
    "signing.insist_on_all": "asks",
    "checks.open_all": "follows a move that asked", "checks.keep_to": "follows a signature that asked",
    "batches.in_the_way": "reads", "batches.eligible": "below", "batches.show": "reads", "batches.carry_out": "below",
    "extracts.ask": "below", "extracts.sign": "below", "extracts.fetch": "below",
    "exports.fetch": "below",
    "conflicts.declare": "says that she is close", "conflicts.unfinished": "reads",
    "conflicts.read": "reads",
    "rescreening.ask": "looks for everybody, and clears nobody",
}  # fmt: skip
MODULES = (
    "batches", "capacity", "checks", "clearance", "clearings", "conflicts", "demands", "documents", "exports",
    "extracts", "judgements", "looks", "renewals", "rescreening", "signing", "vetting",
)  # fmt: skip


def _verbs(module):
    found = vars(import_module(f"participants.{module}"))
    own = [f for f in found.values() if inspect.isfunction(f)]
    return [
        f"{module}.{f.__name__}"
        for f in own
        if f.__module__ == f"participants.{module}"
        and not f.__name__.startswith("_")
        and "by" in inspect.signature(f).parameters
    ]


def test_every_verb_that_could_sign_is_tried_here_or_signs_nothing_for_a_reason():
    there = {verb for module in MODULES for verb in _verbs(module)}
    tried = {name.split()[0] for name in [*SIGNS, *CARRIES]}
    vetted = {f"vetting.move {verb}" for verb in vetting.PLAIN
              if vetting.FLOW.steps[verb].needs == Action.VET}  # fmt: skip
    noted = {f"checks.note {verb}" for verb in checks.NOTED}

    assert there == tried | (set(SIGNS_NOTHING) & there)
    assert vetted | noted <= set(SIGNS)


@contextmanager
def _tried():
    """Whatever happens in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def at(team, carla, vera):
    """Amal in some state by two officers, neither of them Viktor; and a double of hers."""
    vidar = make.user("Vidar Holm")
    seats = team | {Role.VETTING_OFFICER: [*team[Role.VETTING_OFFICER], vidar]}
    table = make.initiative(seats, code="larch")

    def reach(state):
        how = {"state": state, "officers": (vera, vidar)}
        amal = make.candidacy(table, by=carla, **how)
        return amal, make.candidacy(table, by=carla, side="B", name="A. Haddad")

    return reach


@pytest.mark.parametrize("name", [*SIGNS, *CARRIES])
def test_whoever_is_too_near_is_refused_and_anybody_else_is_not(name, at, vera, viktor):
    state, prepare, act = (SIGNS | CARRIES)[name]
    amal, double = at(state)
    with make.acting(vera):
        prepare(amal, by=vera)

    with _tried(), make.acting(viktor):
        act(_now(amal), by=viktor)
    for nearness in NEAR if name in SIGNS else CLOSE:
        with _tried():
            nearness(amal, double, viktor)
            with make.acting(viktor), pytest.raises(Refused):
                act(_now(amal), by=viktor)


def _now(candidacy):
    """As a page finds her."""
    rows = Candidacy.objects.select_related("initiative", "person__side")
    return rows.get(pk=candidacy.pk)


@pytest.mark.parametrize("nearness", NEAR)
def test_nobody_signs_for_many_of_the_lists_for_whom_she_is_too_near(
    nearness, at, vera, viktor
):
    amal, double = at("in_review")
    make.looked_for(amal, by=vera)

    def gathered(by):
        with make.acting(by):
            piles = renewals.gather(amal.initiative, by=by)
        return [
            [c.person.code for c in pile.checks] for pile in (piles.first, piles.second)
        ]

    def signed(by):
        with make.acting(by):
            read = renewals.gather(amal.initiative, by=by).first.read
            renewals.sign(amal.initiative, by=by, words="Nobody.", read=read)

    with _tried():
        nearness(amal, double, viktor)
        first = gathered(viktor)
        with pytest.raises(ValidationError):
            signed(viktor)
    before = gathered(viktor)
    signed(vera)
    waits = gathered(viktor)
    nearness(amal, double, viktor)

    assert (first, before) == ([[], []], [["a-01"], []])
    assert (waits, gathered(viktor)) == ([[], ["a-01"]], [[], []])


@pytest.mark.parametrize("nearness", NEAR)
def test_several_at_once_are_not_signed_for_either(nearness, at, vera, viktor):
    amal, double = at("recommended")
    with make.acting(vera):
        _again(vera)
        make.found(_check("office"), by=vera)
        checks.note(_check("identity"), "check_again", by=vera, words="Once more.")

    def ready(verb):
        with make.acting(viktor):
            found = batches.eligible(amal.initiative, verb, by=viktor)
        return [entry.code for entry in found if entry.code == "a-01"]

    verbs = ["clear", "confirm", "hold", "decline"]
    before = {verb: ready(verb) for verb in verbs}
    nearness(amal, double, viktor)

    assert before == {verb: ["a-01"] for verb in verbs}
    assert {verb: ready(verb) for verb in verbs} == {verb: [] for verb in verbs}


@pytest.mark.parametrize("nearness", CLOSE)
def test_who_is_close_to_one_of_them_carries_no_identities_out(
    nearness, at, carla, farid, oskar
):
    amal, double = at("nominated")
    table = amal.initiative
    scopes = {"scope": "everybody", "reason": "For the visas."}
    asked = extracts.ask(table, by=carla, **scopes)
    his = extracts.ask(table, by=oskar, **scopes)
    with make.acting(carla):
        extracts.sign(his, by=carla)

    with _tried(), make.acting(oskar):
        exports.fetch(his, by=oskar, kind="csv")
    nearness(amal, double, oskar)

    his.refresh_from_db()
    assert his.state == "given_up"
    with make.acting(oskar):
        with pytest.raises(Refused, match="does not carry her out"):
            extracts.ask(table, by=oskar, **scopes)
        with pytest.raises(Refused, match="does not carry her out"):
            extracts.sign(asked, by=oskar)
        assert extracts.open_to([asked], oskar) == set()
        assert extracts.ask(table, by=oskar, scope="approved", reason="Few.").pk
    with make.acting(farid):
        assert extracts.open_to([asked], farid) == {asked.pk}
    with pytest.raises(IntegrityError, match="who_is_close_signs_no_export"):
        make.by_hand(
            "UPDATE participants_extract SET state = 'signed', signed_by_id = %s,"
            " signed_at = clock_timestamp() WHERE id = %s", oskar.pk, asked.pk,
        )  # fmt: skip


def test_every_signature_about_a_person_is_one_that_postgresql_refuses():
    """A new column that names a colleague beside a person signs, or is not a signature."""
    no_signature = {
        "Candidacy.nominated_by", "Conflict.declared_by", "Screening.asked_by",
    }  # fmt: skip
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("participants").get_models()
        if any(field.name == "person" for field in model._meta.fields)
        for field in model._meta.fields
        if field.related_model is User
    }
    signed = {f"{model.__name__}.{hand}" for model, hands in signing.SIGNATURES.items()
              for hand in hands}  # fmt: skip

    assert found - no_signature == signed
    assert _columns_of_triggers() == {
        (model._meta.db_table, f"{hand}_id")
        for model, hands in signing.SIGNATURES.items()
        for hand in hands
    }


def _columns_of_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgargs FROM pg_trigger"
            " WHERE tgfoid = 'who_may_not_sign_does_not'::regproc"
        )
        rows = cursor.fetchall()
    return {
        (table, hand.decode())
        for table, said in rows
        for hand in bytes(said).split(b"\0")[1:-1]
    }


BY_HAND = {
    Candidacy: "UPDATE participants_candidacy SET {} = %s WHERE person_id = %s",
    Check: "UPDATE participants_check SET {} = %s WHERE person_id = %s",
    Judgement: "UPDATE participants_judgement SET {} = %s WHERE person_id = %s",
}


@pytest.mark.parametrize("nearness", NEAR)
def test_postgresql_takes_no_signature_of_who_is_too_near(nearness, at, vera, viktor):
    amal, double = at("in_review")
    with make.acting(vera):
        _judged(amal, vera)
    nearness(amal, double, viktor)

    for model, columns in signing.SIGNATURES.items():
        for column in columns:
            statement = BY_HAND[model].format(f"{column}_id")
            with pytest.raises(IntegrityError, match="signs_no_"):
                make.by_hand(statement, viktor.pk, amal.person_id)


@pytest.mark.parametrize("nearness", [_declares, _put_her_forward])
def test_postgresql_takes_no_lesser_demand_of_who_is_too_near(
    nearness, at, vera, viktor
):
    amal, double = at("in_review")
    with make.acting(vera):
        _less_is_asked(amal, vera)
    nearness(amal, double, viktor)

    with pytest.raises(IntegrityError, match="who_may_not_sign_asks_no_less"):
        make.by_hand(
            "UPDATE participants_demand SET state = 'in_force', signed_by_id = %s,"
            " signed_at = clock_timestamp()", viktor.pk,
        )  # fmt: skip


def test_who_is_too_near_may_still_ask_for_more(at, viktor):
    amal, double = at("in_review")
    _declares(amal, double, viktor)

    with make.acting(viktor):
        asked = demands.ask(amal.initiative, by=viktor, kinds=[*Check.Kind.values])

    assert asked.kinds == [*Check.Kind.values]


def test_two_rows_do_not_become_one_over_a_signature_that_would_be_bent(
    at, carla, vera, viktor
):
    amal, double = at("recommended")  # Vera signed first
    for nearness in (_put_her_forward, _declares):
        with _tried():
            nearness(double, None, vera)
            with (
                make.acting(carla),
                pytest.raises(ValidationError, match="set aside by an officer"),
            ):
                merging.merge(amal.person, other=double.person, by=carla)
            with pytest.raises(IntegrityError, match="a_merging_bends_no_signature"):
                make.by_hand(
                    "UPDATE participants_person SET merged_into_id = %s WHERE id = %s",
                    amal.person_id, double.person_id,
                )  # fmt: skip
    with make.acting(carla):
        merging.merge(amal.person, other=double.person, by=carla)


def test_who_was_judged_does_not_go_into_another(at, carla, vera):
    amal, double = at("in_review")
    with make.acting(vera):
        _judged(amal, by=vera)
    with (
        make.acting(carla),
        pytest.raises(ValidationError, match="have looked into A-01"),
    ):
        merging.merge(double.person, other=amal.person, by=carla)


def test_declaring_says_first_what_it_lays_down_and_lays_it_all_down(
    at, vera, viktor, browse
):
    amal, _double = at("in_review")
    url = f"{amal.get_absolute_url()}conflict/"
    untouched = browse(viktor).get(url).text
    with make.acting(vera):
        _judged(amal, vera)
        make.found(_check("office"), by=vera)
        make.found(_check("identity"), by=vera)
        _resolved(amal, vera)
        make.sign(_now(amal), "recommend", by=vera, grounds="Warm.")
        _less_is_asked(amal, vera)

    asked = browse(vera).get(url).text
    done = browse(vera).post(url, {"words": WORDS})

    assert "nothing about them that is still open" in untouched
    assert [line for line in (
        "reviews signed first: 1", "findings of checks nobody has confirmed: 2",
        "judgements of listed entries nobody has seconded: 1",
        "reasons why a capacity does not stand in the way, which nobody has seconded: 1",
        "wishes that fewer checks are asked for: 1",
    ) if line not in asked] == []  # fmt: skip
    assert done.status_code == 302
    assert vera.pk not in signing.signers(amal.person_id)
    assert Demand.objects.get().state == "superseded"
    with make.acting(viktor):
        kept = signing.read(_now(amal), by=viktor).earlier
        assert capacity.read(_now(amal), by=viktor).words == ""
    said = [past["resolution"] for past in kept if "resolution" in past]
    assert said == ["As a guest."]
    shown = browse(viktor).get(amal.get_absolute_url()).text
    assert "As a guest." in shown
    assert "laid down" in shown


def test_what_two_have_resolved_stands_when_one_declares(at, vera, viktor):
    amal, _double = at("in_review")
    with make.acting(vera):
        _resolved(amal, vera)
    with make.acting(viktor):
        capacity.second(_now(amal), by=viktor, read=_read(_now(amal)))
        conflicts.declare(_now(amal), by=viktor, words=WORDS)

    amal = _now(amal)
    assert (amal.resolved_by, amal.seconded_by) == (vera, viktor)


def test_a_review_its_author_could_not_lay_down_is_laid_down_by_the_next(
    at, vera, viktor
):
    """Who vets no more cannot open what she wrote; nobody signs after her all the same."""
    amal, _double = at("recommended")
    make.by_hand(
        "INSERT INTO participants_conflict (id, initiative_id, person_id,"
        " declared_by_id, declared_at, words) SELECT gen_random_uuid(), initiative_id,"
        " person_id, %s, clock_timestamp(), 'x' FROM participants_candidacy"
        " WHERE id = %s", vera.pk, amal.pk,
    )  # fmt: skip

    with make.acting(viktor):
        with pytest.raises(ValidationError, match="Another officer signs first"):
            make.sign(amal, "approve", by=viktor, grounds="Fine.")
        make.sign(amal, "recommend", by=viktor, grounds="I have read it all anew.")
        [past] = signing.read(_now(amal), by=viktor).earlier

    assert Candidacy.objects.get(pk=amal.pk).recommended_by == viktor
    assert past["recommended_by"] == "Vera Novak"


@pytest.mark.parametrize("nearness", NEAR)
def test_pages_offer_nothing_to_sign_to_who_is_too_near(
    nearness, at, vera, viktor, browse
):
    amal, double = at("recommended")
    with make.acting(vera):
        _found(amal, vera)
        _judged(amal, vera)
        _less_is_asked(amal, vera)
    url = amal.get_absolute_url()
    pages = {
        url: ("Sign and decline",),
        f"{url}checks/office/": ("Sign and confirm",),
        f"{url}screening/": ("Look again</button>",),
        f"{url}screening/1/": ("Second it", "Set aside"),
        "/dialogues/larch/vetting/asked-for/": ("Sign the change",),
    }
    offered = {page: browse(viktor).get(page).text for page in pages}
    for page, words in pages.items():
        assert [word for word in words if word not in offered[page]] == []

    nearness(amal, double, viktor)

    for page, words in pages.items():
        shown = browse(viktor).get(page).text
        assert [word for word in words if word in shown] == []
