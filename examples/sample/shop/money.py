"""Amounts of money, in whole cents."""


def percent_off(cents: int, percent: int) -> int:
    """Return ``cents`` less ``percent`` percent, rounded to the nearest cent, halves upwards."""
    return (cents * (100 - percent) + 50) // 100


def written(cents: int) -> str:
    """Return ``1234`` as ``12.34``."""
    return f"{cents // 100}.{cents % 100:02d}"
