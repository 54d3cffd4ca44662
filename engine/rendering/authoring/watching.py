"""A pack while its author works on it: read again whenever a file changes, with what is wrong at the moment."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engine.liquid import Environment, Problem, TemplateError
from engine.rendering.filters import SHOP_FILTERS
from engine.rendering.linting import Finding, check_pack
from engine.themes.packs import FOLDERS, MAX_FILES, Pack

from .faults import Fault, NoPack, fault_of, faults_of
from .opening import read_pack, whole_pack_problems

log = logging.getLogger("vitrine.themes")

LOOK_EVERY = 0.06
"""Seconds between two looks at the folder."""
SETTLES = 0.03
"""Seconds without a change after which a save counts as whole: editors write in several steps."""
LONGEST_SETTLING = 0.5
REMARKS_AFTER = 1.0
"""Seconds of quiet before the checks run: the pages that are open are rendered first."""

Stamp = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class State:
    """The pack at one moment. `name` is new for every one, also after a restart."""

    name: str
    pack: Pack | None
    """As it was when it could last be read."""
    refusal: Fault | None
    """Why it cannot be read now."""
    problems: tuple[Problem, ...] = ()
    """What no page can do without: schemas, JSON, Liquid that cannot be parsed."""
    changed: frozenset[str] = frozenset()
    """The files that differ from the state before."""
    findings: tuple[Finding, ...] | None = None
    """What the checks say; they come later than the state itself."""

    @property
    def version(self) -> str:
        """The name, and whether the checks have spoken."""
        return f"{self.name}{'' if self.findings is None else '+'}"

    @property
    def styles_only(self) -> bool:
        """Whether nothing but style sheets changed."""
        return bool(self.changed) and all(
            path.startswith("assets/") and path.endswith((".css", ".css.liquid")) for path in self.changed
        )

    @cached_property
    def faults(self) -> list[Fault]:
        """What is wrong with the pack as a whole."""
        if self.refusal is not None:
            return [self.refusal]
        return self.told(self.problems)

    def told(self, problems: Iterable[Problem]) -> list[Fault]:
        """Problems as the author is told, with the cures that are known so far."""
        if self.pack is None:
            return [fault_of(problem) for problem in problems]
        return faults_of(self.pack, problems, self.findings or ())


class PackAtWork:
    """Watches a folder. Whoever waits for a change is woken by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._session = secrets.token_hex(4)
        self._number = 0
        self._stamp: Stamp = {}
        self._parsed: dict[str, tuple[tuple[int, int], Problem | None]] = {}
        self._environment = Environment(SHOP_FILTERS, compiles=False)
        self._changed = threading.Condition()
        self._ended = False
        self.state = self._next(self._look())

    # -- what others ask ---------------------------------------------------------------------------------------

    def read(self) -> Pack:
        """The pack as it is now. Raises NoPack."""
        state = self.state
        if state.refusal is not None or state.pack is None:
            raise NoPack(state.refusal or Fault(str(self.folder), 0, 0, "the pack cannot be read", ""))
        return state.pack

    def wait(self, known: str, seconds: float) -> State | None:
        """The state when its version is another than *known*; None after *seconds*, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self.state.version != known, seconds)
            return self.state if self.state.version != known and not self._ended else None

    def remark(self, name: str, findings: list[Finding]) -> None:
        """Add what the checks say to the state of that name, unless it is gone."""
        with self._changed:
            if self.state.name == name:
                self.state = replace(self.state, findings=tuple(findings))
                self._changed.notify_all()

    @property
    def has_ended(self) -> bool:
        """Whether nobody watches any more."""
        return self._ended

    # -- watching ----------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Look until `end` is called. Runs in a thread of its own."""
        while not self._ended:
            time.sleep(LOOK_EVERY)
            try:
                self.look()
            except Exception:  # whatever a pack brings about, the next save is looked at again
                log.exception("%s cannot be looked at", self.folder)

    def end(self) -> None:
        """Stop watching, and wake whoever waits."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def look(self) -> bool:
        """Read the pack again if a file changed; returns whether one did."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        state = self._next(self._settled(stamp))
        with self._changed:
            self.state = state
            self._changed.notify_all()
        return True

    def _settled(self, stamp: Stamp) -> Stamp:
        until = time.monotonic() + LONGEST_SETTLING
        while time.monotonic() < until:
            time.sleep(SETTLES)
            again = self._look()
            if again == stamp:
                break
            stamp = again
        return stamp

    def _look(self) -> Stamp:
        return dict(_stamps(self.folder))

    def _next(self, stamp: Stamp) -> State:
        changed = {path for path in {*stamp, *self._stamp} if stamp.get(path) != self._stamp.get(path)}
        self._stamp = stamp
        self._number += 1
        name = f"{self._session}-{self._number}"
        try:
            pack = read_pack(self.folder)
        except NoPack as refusal:
            last = self.state.pack if self._number > 1 else None
            return State(name, last, refusal.fault, changed=frozenset(changed))
        problems = dict.fromkeys([*whole_pack_problems(pack), *self._unparsed(pack)])
        return State(name, pack, None, tuple(problems), frozenset(changed))

    def _unparsed(self, pack: Pack) -> Iterator[Problem]:
        """Faults of the Liquid files. Only files that changed are parsed."""
        for path in pack.files:
            if not path.endswith(".liquid"):
                continue
            stamp = self._stamp.get(path, (0, 0))
            known = self._parsed.get(path)
            if known is None or known[0] != stamp:
                known = self._parsed[path] = (stamp, self._fault(pack, path))
            if known[1] is not None:
                yield known[1]

    def _fault(self, pack: Pack, path: str) -> Problem | None:
        try:
            self._environment.parse_file(pack.text(path) or "", path)
        except TemplateError as error:
            return error.problem
        except OSError:
            return None  # gone since it was listed; the next look sees that
        return None


def _stamps(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Time and size of every file of the pack, and a few more than it may have, so that taking them out is seen."""
    seen = 0
    for name in FOLDERS:
        for parent, _folders, files in os.walk(folder / name):
            for each in files:
                path = Path(parent, each)
                try:
                    found = path.lstat()
                except OSError:
                    continue
                seen += 1
                if seen > 2 * MAX_FILES:
                    return
                yield path.relative_to(folder).as_posix(), (found.st_mtime_ns, found.st_size)


class Remarks:
    """What the checks say of the pack, told as it changes: what is new, and what was mended."""

    def __init__(self, work: PackAtWork, tell: Callable[[list[Finding], list[Finding]], None]) -> None:
        self.work = work
        self._tell = tell
        self._known: list[Finding] | None = None

    def follow(self) -> None:
        """Check every state until the end; one that is gone meanwhile is passed over. Runs in a thread of its own."""
        done = ""
        while not self.work.has_ended:
            state = self.work.state
            if state.name == done:
                self.work.wait(state.version, 1.0)
                continue
            if self._known is not None and self.work.wait(state.version, REMARKS_AFTER) is not None:
                continue  # changed again meanwhile
            done = state.name
            if state.pack is not None and state.refusal is None:
                self._check(state.pack, done)

    def _check(self, pack: Pack, state: str) -> None:
        try:
            findings = check_pack(pack)
        except Exception:  # likewise
            log.exception("%s cannot be checked", pack.folder)
            return
        self.work.remark(state, findings)
        self.compare(findings)

    def compare(self, findings: list[Finding]) -> None:
        """Tell what differs from the last time, and the first time everything. A line that moved is no difference."""
        before = self._known or []
        new, mended = _without(findings, before), _without(before, findings)
        if new or mended or self._known is None:
            self._tell(new, mended)
        self._known = findings


def _without(these: list[Finding], those: list[Finding]) -> list[Finding]:
    known = Counter((each.path, each.kind, each.message) for each in those)
    left: list[Finding] = []
    for finding in these:
        key = (finding.path, finding.kind, finding.message)
        known[key] -= 1
        if known[key] < 0:
            left.append(finding)
    return left
