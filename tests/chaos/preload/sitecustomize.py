"""Loaded first by processes whose clock may step: libfaketime refuses the call that Python sleeps with."""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
