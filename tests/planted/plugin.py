"""A pytest plugin that plants one bug: `-p tests.planted.plugin` with the bug's name in `PLANTED`."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType

from tests.planted.bugs import CODES, COUNTERSIGNING, Bug


class _Planter(importlib.abc.MetaPathFinder):
    """Gives the module of one bug from its altered source."""

    def __init__(self, bug: Bug) -> None:
        self._bug = bug

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._bug.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        assert spec.origin is not None
        return importlib.util.spec_from_file_location(fullname, spec.origin, loader=_Altered(self._bug, spec.origin))


class _Altered(importlib.machinery.SourceFileLoader):
    """Reads the source with the bug in it; nothing is cached."""

    def __init__(self, bug: Bug, path: str) -> None:
        super().__init__(bug.module, path)
        self._bug = bug

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.get_filename(fullname)).decode()
        return compile(altered(source, self._bug), self.get_filename(fullname), "exec", dont_inherit=True)


def altered(source: str, bug: Bug) -> str:
    """Plant a bug in a source; it must fit at exactly one place."""
    assert source.count(bug.old) == 1, f"{bug.name}: found {source.count(bug.old)} times in {bug.module}"
    return source.replace(bug.old, bug.new)


if name := os.environ.get("PLANTED"):
    planted = next(bug for bug in (*COUNTERSIGNING, *CODES) if bug.name == name)
    assert planted.module not in sys.modules, f"{planted.module} was imported before the bug was planted"
    sys.meta_path.insert(0, _Planter(planted))
