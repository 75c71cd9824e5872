from django.urls import path

from participants import vetting as process
from participants.views import (
    balance,
    capacity,
    checks,
    conflicts,
    dormancy,
    duplicates,
    evidence,
    extracts,
    lists,
    many,
    memo,
    particulars,
    people,
    renewals,
    screening,
    sheets,
    undertakings,
    vetting,
)

app_name = "participants"
CHECK = "people/<slug:person>/checks/<slug:kind>"
urlpatterns = [
    path("people/", people.listing, name="people"),
    path("people/nominate/", people.nominate, name="nominate"),
    path("people/export/", extracts.listing, name="extracts"),
    path("people/export/<uuid:pk>/sign/", extracts.sign, name="sign_extract"),
    path("people/export/<uuid:pk>/fetch/<slug:kind>/", extracts.fetch, name="fetch"),
    path("people/export/<uuid:pk>/give-up/", extracts.give_up, name="give_up"),
    path("people/bring/", sheets.bring, name="bring"),
    path("people/bring/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("people/bring/<uuid:pk>/arrange/", sheets.arrange, name="arrange"),
    path("people/bring/<uuid:pk>/take-in/", sheets.take_in, name="take_in"),
    path("people/bring/<uuid:pk>/throw-away/", sheets.throw_away, name="throw_away"),
    path("people/duplicates/", duplicates.listing, name="duplicates"),
    path(
        "people/<slug:person>/merge/<slug:other>/",
        duplicates.merge,
        name="merge",
    ),
    path("people/<slug:person>/", vetting.candidacy, name="candidacy"),
    path("people/<slug:person>/correct/", particulars.correct, name="correct"),
    path(
        "people/<slug:person>/correct/<slug:section>/",
        particulars.correct,
        name="correct_section",
    ),
    *[
        path(
            f"people/<slug:person>/{verb.replace('_', '-')}/",
            vetting.move,
            {"verb": verb},
            name=verb,
        )
        for verb in process.PLAIN
    ],
    *[
        path(f"people/<slug:person>/{verb}/", vetting.sign, {"verb": verb}, name=verb)
        for verb in ("recommend", *process.DECISIONS)
    ],
    *[
        path(
            f"people/<slug:person>/{verb.replace('_', '-')}/",
            dormancy.move,
            {"verb": verb},
            name=verb,
        )
        for verb in ("make_dormant", "make_active")
    ],
    path("people/<slug:person>/capacity/", capacity.standing, name="capacity"),
    *[
        path(
            f"people/<slug:person>/capacity/{verb}/",
            getattr(capacity, verb),
            name=f"{verb}_capacity",
        )
        for verb in ("resolve", "second", "change")
    ],
    path("people/<slug:person>/memo/", memo.memo, name="memo"),
    path("people/<slug:person>/own/", undertakings.own, name="own"),
    path("people/<slug:person>/own/revoke/", undertakings.revoke, name="revoke_own"),
    path(
        "people/<slug:person>/own/<uuid:pk>/take-down/",
        undertakings.take_down,
        name="take_down",
    ),
    path(
        "people/<slug:person>/own/<uuid:pk>/sign-paper/",
        undertakings.sign_paper,
        name="sign_paper",
    ),
    path(
        "people/<slug:person>/own/<uuid:pk>/set-paper-aside/",
        undertakings.set_paper_aside,
        name="set_paper_aside",
    ),
    path(
        "people/<slug:person>/own/<uuid:pk>/take-down-withdrawal/",
        undertakings.take_down_withdrawal,
        name="take_down_withdrawal",
    ),
    path("undertakings/", undertakings.texts, name="undertakings"),
    path("undertakings/standard/", undertakings.ask_standard, name="ask_standard"),
    path("undertakings/<slug:kind>/", undertakings.write, name="write_text"),
    path("people/<slug:person>/conflict/", conflicts.declare, name="declare"),
    path(f"{CHECK}/", checks.check, name="check"),
    path(f"{CHECK}/files/", evidence.files, name="evidence"),
    path(f"{CHECK}/files/<uuid:pk>/", evidence.take_out, name="take_out"),
    path(f"{CHECK}/begin/", checks.begin, name="begin_check"),
    path(f"{CHECK}/find/", checks.sign, name="find"),
    path(f"{CHECK}/settle/", checks.settle, name="settle_check"),
    *[
        path(
            f"{CHECK}/{verb.replace('_', '-')}/", checks.note, {"verb": verb}, name=name
        )
        for verb, name in (
            ("note_match", "note_match"),
            ("refer", "refer_check"),
            ("check_again", "check_again"),
            ("set_aside", "set_aside"),
        )
    ],
    path("vetting/", vetting.queue, name="vetting"),
    path("several/<slug:verb>/", many.many, name="many"),
    path("balance/", balance.matrix, name="matrix"),
    path("balance/wanted/", balance.want, name="want"),
    path("vetting/asked-for/", checks.demand, name="demand"),
    path("vetting/asked-for/sign/", checks.sign_demand, name="sign_demand"),
    path("vetting/clear-of-lists/", renewals.clear_of_lists, name="clear_of_lists"),
    path(
        "vetting/clear-of-lists/confirm/",
        renewals.confirm_of_lists,
        name="confirm_of_lists",
    ),
    path("vetting/next-entry/", screening.next_entry, name="next_entry"),
    path("vetting/own-list/", lists.own_list, name="own_list"),
    path("vetting/own-list/remove/", lists.remove_own_list, name="remove_own_list"),
    path("vetting/screen-again/", screening.screen_again, name="screen_again"),
    path("people/<slug:person>/screening/", screening.screening, name="screening"),
    path("people/<slug:person>/screen/", screening.screen, name="screen"),
    path("people/<slug:person>/screening/<int:number>/", screening.judge, name="judge"),
    path(
        "people/<slug:person>/judgements/<uuid:pk>/second/",
        screening.second,
        name="second",
    ),
    path(
        "people/<slug:person>/judgements/<uuid:pk>/set-aside/",
        screening.set_aside,
        name="set_aside_judgement",
    ),
]

# The lists themselves hang on no table: these stand beside the tables' addresses.
of_lists = [
    path("", lists.index, name="index"),
    path("<uuid:pk>/", lists.edition, name="edition"),
    path("<uuid:pk>/confirm/", lists.confirm, name="confirm"),
    path("<uuid:pk>/set-aside/", lists.set_aside, name="set_aside"),
]
