"""What a log line may say: ids, verbs, route names; never a path, a parameter or a value."""

from __future__ import annotations

import logging

OURS = "trackii"  # our own loggers are written to with this in mind


class QuietFormatter(logging.Formatter):
    """Says where and of what kind; leaves out what was held, asked or typed."""

    def format(self, record: logging.LogRecord) -> str:
        said = _said(record)
        if record.exc_info and record.exc_info[0]:
            said += f" {record.exc_info[0].__name__} at {_frames(record)}"
        return f"{record.levelname.lower()} {said}"


def _said(record: logging.LogRecord) -> str:
    """The route of a request; our own words; of a library's, its name and the blank form.

    A library fills in what it has at hand, such as a header it could not read. Where it
    did so before it handed the words over, none of them are said.
    """
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        route = match.view_name if match else "-"
        return f"{route} {getattr(record, 'status_code', '-')}"
    if record.name.split(".")[0] == OURS and not record.exc_info:
        return record.getMessage()
    return f"{record.name}: {record.msg}" if record.args else record.name


def _frames(record: logging.LogRecord) -> str:
    """Where it happened, by file and line; never what was held there."""
    assert record.exc_info is not None
    trace, places = record.exc_info[2], []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
