"""Going through what the check found: what is next, how far it has come, every rule in words."""

import ast
import inspect
from pathlib import Path

import make
import pytest

from workshops import disclosure, findings, grounds, keepings, summaries, walking
from workshops.models import Summary

pytestmark = pytest.mark.django_db

WORDS = "Then Amal Haddad met a baker. A carpenter wept over a clerk, said the baker."
FILES = sorted(Path(inspect.getfile(disclosure)).parent.glob("*.py"))


def _walk(summary, *, by):
    with make.acting(by):
        made = Summary.objects.get(pk=summary.pk)
        return walking.through(findings.shown(made, by=by), by, made.authors)


def _keep(summary, key, *, by):
    with make.acting(by):
        keepings.keep(summary, key, by=by, reason="Nobody is meant.")


def test_what_waits_comes_one_after_another_and_behind_the_last_the_first(
    in_session, rosa
):
    summary = make.summary(in_session, by=rosa, words=WORDS)

    walk = _walk(summary, by=rosa)

    said = [walk.next(at).finding.text for at in range(6)]
    assert said == ["Amal Haddad", "Amal Haddad", "baker", "carpenter", "clerk", "Amal Haddad"]  # fmt: skip
    assert (walk.resolved, walk.total) == (0, 4)


def test_what_is_resolved_counts_on_though_it_stands_there_no_more(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=WORDS)
    with make.acting(rosa):
        summaries.generalise(summary, {"name|amal haddad": ""}, by=rosa)
        words = summaries.read_draft(summary, by=rosa)
        summaries.revise(summary, by=rosa, words=f"{words} Nobody left.", edition=2)
    _keep(summary, "role?|clerk", by=rosa)

    author, reader = _walk(summary, by=rosa), _walk(summary, by=farid)

    assert (author.resolved, author.total) == (2, 4)
    assert (reader.resolved, reader.total) == (1, 4)
    assert reader.next(3).finding.text == "clerk"


def test_a_passage_shows_the_sentence_and_how_it_would_read(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=WORDS)
    walk = _walk(summary, by=rosa)

    first, second = walking.passages(walk.looked, walk.next(2))

    assert first == ("Then Amal Haddad met a ", "baker", ".", "somebody who knows the field")  # fmt: skip
    assert second.before == "A carpenter wept over a clerk, said the "


def test_of_a_long_text_a_page_shows_so_much_and_says_that_there_is_more(
    in_session, rosa, browse
):
    words = " ".join(f"Write to n{number}@example.org." for number in range(80))
    make.summary(in_session, by=rosa, words=words)

    page = browse(rosa).get(f"{in_session.get_absolute_url()}summary/").text

    assert page.count('type="checkbox" form="account"') == 50
    assert "30 more are shown once these are resolved." in page


def test_who_ticks_nothing_is_told_so_and_keeps_what_she_typed(
    in_session, rosa, browse
):
    summary = make.summary(in_session, by=rosa, words=WORDS)

    answer = browse(rosa).post(
        f"{summary.get_absolute_url()}generalise/", {"words": "Typed.", "edition": 1}
    )

    assert (answer.status_code, Summary.objects.get().edition) == (422, 1)
    assert "Tick at least one of them." in answer.text
    assert "Typed." in answer.text


@pytest.mark.parametrize("verb", ["uphold", "overrule", "keep", "reword"])
def test_a_decision_on_words_that_went_is_refused_and_the_next_is_shown(
    in_session, rosa, farid, browse, verb
):
    summary = make.summary(in_session, by=rosa, words=WORDS)
    who = rosa if verb == "reword" else farid
    given = {
        "key": "role?|tanner",
        "edition": 1,
        "at": 2,
        "reason": "x",
        "instead": "y",
    }

    answer = browse(who).post(f"{summary.get_absolute_url()}findings/{verb}/", given)

    assert answer.status_code == 422
    assert "That stands nowhere in the text any more." in answer.text
    assert "<h1" in answer.text
    assert Summary.objects.get().edition == 1


def _sentences(path):
    """What a file of the engine says in whole sentences, but for its own docstrings."""
    tree = ast.parse(path.read_text())
    own = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) else ""
        if isinstance(node, ast.JoinedStr):
            said = "".join(getattr(part, "value", "N") if isinstance(part, ast.Constant) else "N" for part in node.values)  # fmt: skip
        if isinstance(said, str) and said.endswith(".") and said[:1].isupper() and said not in own:  # fmt: skip
            yield said


def test_every_rule_of_the_check_has_words_for_who_reads_it():
    apart = {
        "check.py",
        "people.py",
        "tagger.py",
    }  # the other check; what is no finding
    told = {
        each for path in FILES if path.name not in apart for each in _sentences(path)
    }

    assert {each for each in told if " " in each} == set(grounds.REASONS)
