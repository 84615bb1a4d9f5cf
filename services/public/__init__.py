"""Public: a dated promise to the citizen, kept in the open.

`public` owns grievances, demands, suggestions and applications for guaranteed services from the first
word to the citizen's last: the number, the due date and the order it rests on, the clock that only a
question to the citizen may pause, what each department did, the appeal. It tells the others by events.
"""
