"""Logs as JSON lines: ids and facts, never personal data, never a body."""

import logging
import sys
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
