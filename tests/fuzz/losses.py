"""Losses, and scalars made from any value."""

from tree import Node, ints, size


class Losses:
    def loss(self):
        rng = self.rng
        name = rng.choice(("mse", "mse", "mae", "huber", "huber<0.5>", "binary_cross_entropy", "hinge",
                           "softmax_cross_entropy", "softmax_cross_entropy",
                           "index_cross_entropy", "negative_log_likelihood", "index_likelihood", "kl_divergence"))
        over_classes = name in ("softmax_cross_entropy", "index_cross_entropy", "negative_log_likelihood",
                                "index_likelihood", "kl_divergence")
        z = self.pick(lambda n: n.shape) if over_classes else self.pick()
        z = z or self.any_leaf(self.shape(1))
        z = z and self.small(z, 10)
        if z is None or (over_classes and not z.shape):
            return None
        if name.startswith("index"):
            name = {"index_cross_entropy": "softmax_cross_entropy", "index_likelihood": "negative_log_likelihood"}[name]
            if len(z.shape) == 1:
                leaf = self.unique("k")
                y = self.add(Node((), f'class_index<"{leaf}", {z.shape[0]}>', role="index", name=leaf,
                                  classes=z.shape[0], whole=True))
            else:
                y = self.pick(lambda n: n.whole and n.shape == z.shape[:-1] and not n.role)
                if y is None:
                    source = self.of_shape(z.shape)
                    y = source and self.call("argmax", source, shape=z.shape[:-1], arguments="<-1>",
                                             plain="argmax({0}, ints{{-1}})", whole=True, most=float(z.shape[-1]))
            return y and self.call(name, z, y, shape=(), most=30.0 + z.size)
        y = self.of_shape(z.shape)
        y = y and self.small(y, 5)
        if y is None:
            return None
        if name == "kl_divergence":
            y = self.call("softmax", self.call("tanh", y, most=1), shape=y.shape,
                          plain=f"softmax({{0}}, {len(y.shape) - 1})", most=1.0)
        if name == "binary_cross_entropy" and rng.random() < 0.5:
            y = self.call("sigmoid", y, most=1.0)
        if y is None:
            return None
        if "<" in name:
            return self.add(Node((), "huber<number{{0.5}}>({0}, {1})", "huber({0}, {1}, 0.5L)", (z, y), 30.0))
        return self.call(name, z, y, shape=(), most=(z.size + y.size) ** 2 + 4)

    def scalar_of(self, x):
        """A scalar made from x that can be trained."""
        rng = self.rng
        if x.shape == ():
            return x
        choice = rng.random()
        if choice < 0.3:
            x = self.small(x, 30)
            x = x and self.call("square", x, most=x.size ** 2)
        if x is None:
            return None
        name = rng.choice(("sum", "mean", "mean"))
        return self.call(name, x, shape=(), plain=f"{name}({{0}}, {ints(range(len(x.shape)))})",
                         most=x.size * size(x.shape))
