"""What a cart must cost."""

import unittest

from shop.cart import Cart
from shop.money import written


class CartTest(unittest.TestCase):
    """Prices, with and without the discount for bulk."""

    def test_an_empty_cart_costs_nothing(self) -> None:
        """No lines, no price."""
        self.assertEqual(Cart().total(), 0)

    def test_lines_add_up(self) -> None:
        """Two lines below the bulk limit cost their full price."""
        cart = Cart()
        cart.add("tea", 450, pieces=2)
        cart.add("cup", 1290)
        self.assertEqual(written(cart.total()), "21.90")

    def test_nine_pieces_cost_the_full_price(self) -> None:
        """One piece less than bulk."""
        cart = Cart()
        cart.add("pencil", 100, pieces=9)
        self.assertEqual(cart.total(), 900)

    def test_ten_pieces_are_already_bulk(self) -> None:
        """Fifteen percent off from the tenth piece on."""
        cart = Cart()
        cart.add("pencil", 100, pieces=10)
        self.assertEqual(cart.total(), 850)


if __name__ == "__main__":
    unittest.main()
