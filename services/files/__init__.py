"""The e-office.

`files` keeps receipts, files, notes, movements, drafts, dispatch and correspondence: a paper is
diarised, put up on a file, the file moves from desk to desk, a reply is approved and issued. A graded
paper never meets the wrong network, and every reading of one is on record.
"""
