"""HTTP in: a route is declared with what it takes, what it gives and who may."""

from kernel.edge.http.answers import Answer, Download
from kernel.edge.http.api import Api
from kernel.edge.http.application import application
from kernel.edge.http.bodies import Upload
from kernel.edge.http.call import Call
from kernel.edge.http.exchange import Exchange, Told
from kernel.edge.http.routes import Route, Router

__all__ = [
    "Answer",
    "Api",
    "Call",
    "Download",
    "Exchange",
    "Route",
    "Router",
    "Told",
    "Upload",
    "application",
]
