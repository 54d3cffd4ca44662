"""The command line: ``flask --app app GROUP COMMAND --help``. One file per group."""

from engine.wiring.commands.catalogue import catalogue
from engine.wiring.commands.db import db
from engine.wiring.commands.demo import demo
from engine.wiring.commands.jobs import jobs, relay, worker
from engine.wiring.commands.processes import processes
from engine.wiring.commands.search import search
from engine.wiring.commands.stores import stores
from engine.wiring.commands.themes import themes

GROUPS = (catalogue, db, demo, jobs, processes, relay, search, worker, stores, themes)
"""Every group and command that the application registers."""
