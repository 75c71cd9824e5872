"""One clock, which the demo and the tests may set."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from trackii import clock

OSLO = datetime(1993, 8, 20, 23, 30, 15, 250_000, tzinfo=UTC)


def test_left_alone_the_clock_tells_the_time():
    before = timezone.now()

    told = clock.now()

    assert before <= told <= before + timedelta(seconds=5)


def test_inside_a_block_it_is_the_time_that_was_set():
    with clock.at(OSLO):
        told = clock.now(), clock.today()

    assert told == (OSLO, OSLO.date())


def test_a_block_inside_a_block_gives_the_outer_time_back():
    later = OSLO + timedelta(days=24)

    with clock.at(OSLO):
        with clock.at(later):
            inner = clock.now()
        outer = clock.now()

    assert (inner, outer) == (later, OSLO)


def test_a_block_that_breaks_gives_the_real_time_back():
    try:
        with clock.at(OSLO):
            raise LookupError
    except LookupError:
        told = clock.now()

    assert told - OSLO > timedelta(days=365 * 30)


def test_the_record_knows_nothing_finer_than_a_second():
    with clock.at(OSLO):
        told = clock.second()

    assert told == datetime(1993, 8, 20, 23, 30, 15, tzinfo=UTC)
