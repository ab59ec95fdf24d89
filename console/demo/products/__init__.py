"""The products that the demo makes, each in a file of its own."""

from collections.abc import Mapping

from console.demo.product import Product
from console.demo.products.plasma import PLASMA
from console.demo.products.syringe import SYRINGE
from console.demo.products.tablets import TABLETS
from console.demo.products.vial import VIAL

PRODUCTS: Mapping[str, Product] = {product.name: product for product in (TABLETS, VIAL, SYRINGE, PLASMA)}
"""By their names on the command line."""
