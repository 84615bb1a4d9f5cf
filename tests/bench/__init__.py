"""How fast: ours and other people's frameworks at the same work, in one run, on the same broker and database."""
