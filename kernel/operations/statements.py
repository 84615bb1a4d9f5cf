"""The named statements of this room."""

from kernel.database import Queries

queries = Queries.beside(__file__)
