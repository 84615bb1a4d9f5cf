"""What tests ask of the tables."""

from kernel.database import Queries

queries = Queries.beside(__file__)
