"""What a log line may say: ids, verbs, route names; never a path, a parameter or a value."""

from __future__ import annotations

import logging


class QuietFormatter(logging.Formatter):
    """Says where and of what kind; leaves out what was held, asked or typed."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        route = match.view_name if match else "-"
        status = getattr(record, "status_code", "-")
        if request is not None:
            said = f"{route} {status}"
        elif record.exc_info or record.name.startswith("django"):
            said = record.name
        else:
            said = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            frames = _frames(record)
            said += f" {record.exc_info[0].__name__} at {frames}"
        return f"{record.levelname.lower()} {said}"


def _frames(record: logging.LogRecord) -> str:
    """Where it happened, by file and line; never what was held there."""
    assert record.exc_info is not None
    trace, places = record.exc_info[2], []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
