"""The environment of the terminal process: nothing inherited may change how the screen behaves.

Textual reads its variables when it is imported, so this runs before.
"""

import os
from collections.abc import Iterable, MutableMapping

_SET = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "240"}
"""The variables of Textual that are set, by name.

Textual lets this many drawings happen a second and holds back one that follows another too closely: at its usual 60 a
verdict or an acceptance would wait up to 16 ms. Only what changes is drawn, so nothing is drawn more often.
"""

_CHANGE_BEHAVIOUR = frozenset({"ESCDELAY", "PYTHONBREAKPOINT", "PYTHONINSPECT", "PYTHONASYNCIODEBUG"})


def inherited_to_drop(names: Iterable[str]) -> tuple[str, ...]:
    """Name the variables that must not be inherited: `TEXTUAL_DRIVER` imports code, `TEXTUAL_LOG` writes a file."""
    return tuple(name for name in names if name.startswith("TEXTUAL") or name in _CHANGE_BEHAVIOUR)


def clear_environment(environment: MutableMapping[str, str] = os.environ) -> None:
    """Drop what must not be inherited, then set what is wanted by name."""
    for name in inherited_to_drop(tuple(environment)):
        del environment[name]
    environment.update(_SET)
