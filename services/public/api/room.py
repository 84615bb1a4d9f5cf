"""The room of the JSON routes."""

from kernel.edge.http import Api
from services.public import access

api = Api("public", policy=access.POLICY)
