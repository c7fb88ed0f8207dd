"""Everything that random expressions consist of: every operation, layer and loss of the public headers."""

from along import Along
from attention import Attention
from elementwise import Elementwise
from losses import Losses
from movement import Movement
from pool import Pool
from products import Products
from recurrence import Recurrence
from sliding import Sliding
from space import Space


class Expressions(Pool, Along, Elementwise, Products, Movement, Sliding, Space, Recurrence, Attention, Losses):
    """Grows by calling random methods, with probabilities proportional to their weights."""

    MAKERS = (("unary", 14), ("activation", 5), ("binary", 16), ("with_number", 4), ("comparison", 3), ("ternary", 4), ("logic", 3),
              ("reduction", 9), ("softmax", 3),
              ("matmul", 8), ("outer", 2), ("contract", 5), ("dense", 6), ("movement", 34), ("joined", 12),
              ("indexed", 4), ("counted", 1), ("cumulated", 4), ("indexed_along", 4), ("gated", 1),
              ("convolution", 6), ("pooling", 4), ("bordered", 2), ("transposed", 2), ("resized", 3), ("adaptive", 2),
              ("of_channels", 3), ("volume", 1), ("cell", 2), ("scan", 2), ("layered", 2), ("embedded", 2), ("placed", 2),
              ("products", 2), ("heads", 3), ("normalised", 1), ("loss", 4), ("mode", 3), ("noise", 3),
              ("delayed", 6))

    def grow(self, count):
        names, weights = zip(*self.MAKERS)
        for _ in range(8 * count):
            if sum(not n.role for n in self.pool) >= count:
                break
            getattr(self, self.rng.choices(names, weights)[0])()
