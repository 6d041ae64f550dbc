"""The graph on a screen: SPARQL 1.1 Protocol, linked data, an API over the saved queries, and pages.

from kg.web.app import application
from kg.web.settings import Settings
app = application(Settings(store=Path("kg-store")))  # an ASGI application; close with its lifespan
"""
