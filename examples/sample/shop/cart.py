"""What a customer is about to buy, and what it costs."""

from dataclasses import dataclass, field

from shop.money import percent_off

BULK_PIECES = 10
BULK_PERCENT = 15


@dataclass
class Line:
    """Some pieces of one thing."""

    name: str
    cents: int
    pieces: int = 1

    def total(self) -> int:
        """Return the price of the line in cents; ten pieces or more are cheaper."""
        full = self.cents * self.pieces
        if self.pieces > BULK_PIECES:
            return percent_off(full, BULK_PERCENT)
        return full


@dataclass
class Cart:
    """The lines of one purchase."""

    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, cents: int, pieces: int = 1) -> None:
        """Put ``pieces`` of a thing that costs ``cents`` each into the cart."""
        self.lines.append(Line(name, cents, pieces))

    def total(self) -> int:
        """Return the price of everything in cents."""
        return sum(line.total() for line in self.lines)
