"""The command that shows what a text gives away."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

ROOM = {
    "participants": [{"code": "A-01", "side": "A", "names": ["Amal Haddad"]}],
    "public_terms": ["the Lagoon"],
}


def _told(*arguments, given="", monkeypatch=None):
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    try:
        call_command("disclose", *arguments, stdout=said)
    except SystemExit as ended:
        return said.getvalue(), ended.code
    return said.getvalue(), 0


def test_a_line_of_json_is_answered_by_a_line_with_places_in_the_text(monkeypatch):
    text = "مرحبا 🕊 Then Amal Haddad spoke."
    asked = {"id": "one", "language": "en", "registry": ROOM, "text": text}

    said, status = _told("--jsonl", given=json.dumps(asked), monkeypatch=monkeypatch)

    answer = json.loads(said)
    finding = next(f for f in answer["findings"] if f["kind"] == "name" and f["certainty"] == "sure")  # fmt: skip
    assert status == 0
    assert answer["id"] == "one"
    assert text[finding["start"] : finding["end"]] == "Amal Haddad"
    assert set(finding) == {"start", "end", "kind", "certainty", "identifier", "why", "proposal"}  # fmt: skip


def test_many_lines_are_answered_in_order_and_one_without_findings_too(monkeypatch):
    asked = [
        {"id": 1, "language": "en", "text": "They spoke of water."},
        {"id": 2, "language": "en", "text": "Ask Mr Quentin Ashby."},
    ]

    said, _status = _told("--jsonl", given="\n".join(map(json.dumps, asked)), monkeypatch=monkeypatch)  # fmt: skip

    first, second = map(json.loads, said.splitlines())
    assert first == {"id": 1, "findings": []}
    assert (second["id"], bool(second["findings"])) == (2, True)


def test_findings_in_a_file_end_it_with_one_and_none_with_nought(monkeypatch, tmp_path):
    (tmp_path / "room.json").write_text(json.dumps(ROOM))
    (tmp_path / "telling.md").write_text("They spoke.\nThen Amal Haddad did.\n")
    (tmp_path / "plain.md").write_text("They spoke of water.\n")
    room = ["--registry", str(tmp_path / "room.json"), "--language", "en"]

    said, status = _told(*room, str(tmp_path / "telling.md"), monkeypatch=monkeypatch)
    nothing, clean = _told(*room, str(tmp_path / "plain.md"), monkeypatch=monkeypatch)

    assert status == 1
    assert "telling.md:2: sure: name: 'Amal Haddad'" in said
    assert (nothing, clean) == ("", 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("{", "not JSON"),
        ("[]", "Line 1 is no object with a text"),
        ('{"id": 1}', "Line 1 is no object with a text"),
        ('{"id": 1, "text": "x", "registry": {}}', "no registry to check against"),
        ('{"id": 1, "text": "x", "registry": []}', "A registry is an object"),
        ('{"id": 1, "text": "x", "registry": {"participants": [1]}}', "a list of objects"),
        ('{"id": 1, "text": "x", "registry": {"venues": "x"}}', "a list of words"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(given, sentence, monkeypatch):
    with pytest.raises(CommandError, match=sentence) as refused:
        _told("--jsonl", given=given, monkeypatch=monkeypatch)

    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_is_said_in_a_sentence(monkeypatch, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        _told(str(tmp_path / "none.md"), monkeypatch=monkeypatch)
