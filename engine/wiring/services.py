"""What the edge holds: settings, database, signer, addresses. One per process; Flask-free."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.base.settings import Settings
from engine.base.signing import Signer


@dataclass
class Services:
    """Built once by the application, the workers and the command line."""

    settings: Settings
    db: Database
    signer: Signer
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("vitrine"))

    def addresses(self, host: str) -> Addresses:
        """The addresses of the store whose shop is at *host*."""
        return Addresses(host, self.settings.public_scheme, self.settings.public_port)


def build(settings: Settings) -> Services:
    """Open the database (lazily) and bind every port."""
    from engine.wiring.bind import bind_ports

    services = Services(settings, Database(settings.database_url), Signer(settings.secret_key))
    bind_ports(services)
    return services
