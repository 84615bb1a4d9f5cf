"""python -m tests.kernel.backbone worker|relay: one process of the tiny service."""

import os
import sys

if sys.argv[1] == "worker":
    from kernel.edge.green import go_green

    go_green()

from kernel import logs
from kernel.settings import kernel_settings

logs.set_up(f"files-{sys.argv[1]}", "info")
if sys.argv[1] == "worker":
    from kernel.edge.worker import run_worker
    from tests.kernel.backbone.silence import silence
    from tests.kernel.backbone.worker import TinyWorker

    silence(os.environ)
    run_worker(TinyWorker, kernel_settings("files"), None)
else:
    from kernel.relay import run_relay

    run_relay(kernel_settings(sys.argv[2] if len(sys.argv) > 2 else "wfh"))
