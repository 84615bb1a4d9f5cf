"""Logs as JSON lines: ids and facts, never personal data, never a body."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any, cast

import structlog
from structlog.tracebacks import ExceptionDictTransformer


def set_up(process: str, level: str = "info") -> None:
    """Send every log line of this *process* to standard error as one JSON object."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Locals of a frame may hold a petition, so they never reach a log.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def logger(**bound: Any) -> structlog.stdlib.BoundLogger:
    """A logger that adds *bound* facts to each of its lines."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(**bound))


def fault(error: BaseException) -> dict[str, Any]:
    """An exception as a log may show it: its kind and its place, never its text, which may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    facts: dict[str, Any] = {
        "error": type(error).__name__,
        "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }
    if state := getattr(error, "pgcode", None):
        facts["sqlstate"] = state
    if diagnosis := getattr(error, "diag", None):
        facts["constraint"] = diagnosis.constraint_name
        facts["column"] = diagnosis.column_name
    return facts
