"""What a block brought, as values later steps can use."""

from cockpit.core.actions import Receipt
from cockpit.core.secret import names_a_secret

LONGEST = 2_000  # characters of one value
MOST = 40  # values of one row


def outputs_of(name: str, receipt: Receipt) -> dict[str, str]:
    """The values kept under `name`: a single value or a command's last line as `name` itself, the columns of a single
    row as `name_column`, the number of rows as `name_rows`, the other facts (`exit_code`, `status`) as `name_fact`.

    A column named like a credential is left out: values are written down.
    """
    found: dict[str, str] = {}
    if receipt.columns:
        found["rows"] = str(receipt.rows if receipt.rows is not None else len(receipt.sample))
        if len(receipt.sample) == 1:
            found |= dict(zip(receipt.columns[:MOST], receipt.sample[0], strict=False))
            if len(receipt.columns) == 1:
                found[""] = receipt.sample[0][0]
    else:
        found |= {fact: str(value) for fact, value in receipt.values.items() if value is not None}
        if "last_line" in found:
            found[""] = found.pop("last_line")
    return {
        f"{name}_{fact}" if fact else name: value[:LONGEST]
        for fact, value in found.items()
        if value and not names_a_secret(fact)
    }
