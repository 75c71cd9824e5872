"""Downloads: a file that cannot run, guess or be guessed, and that is written down."""

import pytest

from trackii.audit.models import Entry
from trackii.exports import Download

pytestmark = pytest.mark.django_db


def test_a_download_is_an_attachment_in_a_sandbox(heron, carla):
    answer = Download(
        b"%PDF", name="heron-1.pdf", kind="application/pdf", of=heron, by=carla
    )

    assert dict(answer.items()) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-1.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.content == b"%PDF"


def test_a_download_is_written_down(heron, carla):
    Download(b"words", name="heron.md", kind="text/markdown", of=heron, by=carla)

    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.subject) == ("export", carla.pk, heron.pk)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('heron".pdf\r\nSet-Cookie: a=b', "heron-.pdf-set-cookie-a-b"),
        ("../../etc/passwd", "..-..-etc-passwd"),
        ("Amal Haddad.pdf", "amal-haddad.pdf"),
        ("أمل.pdf", "-.pdf"),
    ],
)
def test_a_file_name_is_made_of_plain_signs(heron, carla, name, kept):
    answer = Download(b"", name=name, kind="application/pdf", of=heron, by=carla)

    assert answer["Content-Disposition"] == f'attachment; filename="{kept}"'
