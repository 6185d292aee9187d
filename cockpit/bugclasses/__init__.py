"""The classes of bug the cockpit knows: one TOML file each, in the form a profile's `[[bug_classes]]` has."""

from pathlib import Path

from cockpit.config.bugclasses import load_bug_classes
from cockpit.core.bugclass import BugClass

HERE = Path(__file__).parent


def bundled() -> tuple[BugClass, ...]:
    """All of them, by name of their files."""
    return tuple(one for path in sorted(HERE.glob("*.toml")) for one in load_bug_classes(path))


def known(own: tuple[BugClass, ...]) -> tuple[BugClass, ...]:
    """The bundled ones and a profile's `own`; one of the same id takes the bundled one's place."""
    return tuple({one.id: one for one in (*bundled(), *own)}.values())
