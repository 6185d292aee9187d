"""Which value says whose a block is, and the target that is shown for it when a profile has several tenants."""

from collections.abc import Mapping

from cockpit.core.actions import Target
from cockpit.core.runbook import RunbookAction


def value_naming(block: RunbookAction, key: str) -> str:
    """The name of the value that says whose `block` is, where tenants are told apart by `key`; empty: it names none.

    That is what `for=` names, else `key` itself or a name that ends so (`restore_slug`), if the block uses it.
    """
    used = [key] if key in block.parameters else [name for name in block.parameters if name.endswith(f"_{key}")]
    return block.attributes.get("for", "") or next(iter(used), "")


def stands_in(name: str, block: RunbookAction, targets: Mapping[str, Target], values: Mapping[str, str]) -> str:
    """The name of the target `block` will run on when it names `name`, as far as `values` are known."""
    named = targets.get(name)
    for other in targets.values() if named else ():
        if named and other.instead_of == name:
            differing = {key: value for key, value in other.settings.items() if named.settings.get(key) != value}
            if any(values.get(value_naming(block, key) or key) == value for key, value in differing.items()):
                return other.name
    return name
