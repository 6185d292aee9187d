"""Amounts as people read them: the smallest unit turned into the usual one, with its currency."""

from decimal import Decimal

import msgspec


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """What the amounts of a comparison are counted in."""

    currency: str = ""
    decimals: int = 0
    """How many digits of an amount stand behind the point: 2 where 4120 means 41.20."""


def money(amount: Decimal, unit: Unit) -> str:
    """`4120` of two decimals in EUR is `41.20 EUR`; thousands are set apart."""
    shown = amount.scaleb(-unit.decimals) if unit.decimals else amount
    return f"{shown:,f} {unit.currency}".rstrip().replace(",", " ")
