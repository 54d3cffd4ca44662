"""Imports every table, so that metadata is whole: for migrations, tests and the isolation guard."""

from engine.base import outbox, records
from engine.base.model import Base
from engine.catalogue import models as catalogue
from engine.content import models as content
from engine.inventory import models as inventory
from engine.jobs import models as jobs
from engine.mail import models as mail
from engine.metafields import models as metafields
from engine.ordering import models as ordering
from engine.providers import models as providers
from engine.shipping import models as shipping
from engine.stores import models as stores
from engine.themes import models as themes
from engine.tills import models as tills

metadata = Base.metadata

__all__ = [
    "catalogue",
    "content",
    "inventory",
    "jobs",
    "mail",
    "metadata",
    "metafields",
    "ordering",
    "outbox",
    "providers",
    "records",
    "shipping",
    "stores",
    "themes",
    "tills",
]
