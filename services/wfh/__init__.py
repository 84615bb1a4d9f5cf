"""wfh: who works where and when, within the cap of the attendance orders, the yearly quota and reach of a phone call.

It owns attendance orders, days at home and their ledger, duty hours, absences and the working calendar,
and tells the others of them by events only.
"""
