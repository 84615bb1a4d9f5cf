"""Notify: the right person is told, once, in their language, on a channel that works.

It keeps sealed contacts, the approved texts of every message and what became of each one. It never decides
what a message is about: it hears the events of the other services, finds out who sits at the post when the
message leaves, and hands it to an e-mail or text-message provider.
"""
