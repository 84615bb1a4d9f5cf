"""How fast: ours and other people's frameworks at the same work, in one run, on the same broker and database."""

import warnings

# nameko stands on eventlet, which announces its retirement at import; the measuring process only borrows a client.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
