"""Losses, and scalars made from any value."""

from tree import Node, extents, ints, size


class Losses:
    def weight(self, shape):
        """A weight for each element of this shape, not 0, or 0 for some by a comparison."""
        rng = self.rng
        x = self.of_shape(rng.choice((shape, shape, shape[-1:], ())))
        if x is None or len(x.shape) > len(shape):
            return None
        if rng.random() < 0.5:
            return self.call("sigmoid", x, most=1.0)
        return self.add(Node(x.shape, "{0} > 0.125_c", "greater({0}, number(0.125L))", (x,), 1.0, whole=True))

    def reduced(self, source, plain, operands, weight_shape, most):
        """A loss of each element or position, with a weight or without, as a mean or a sum."""
        rng = self.rng
        w = self.weight(weight_shape) if rng.random() < 0.5 else None
        name, numbers = source
        how = ["reduction::sum"] if rng.random() < 0.3 else []
        arguments = "<" + ", ".join(numbers + how) + ">" if numbers + how else ""
        places = ", ".join("{%d}" % i for i in range(len(operands) + (w is not None)))
        if w is not None:
            plain, operands = "{%d} * %s" % (len(operands), plain), operands + (w,)
        outer = "sum_of_all" if how else "mean_of_all"
        arguments = arguments.replace("{", "{{").replace("}", "}}")
        return self.add(Node((), f"{name}{arguments}({places})", f"{outer}({plain})", operands, most))

    def newer_loss(self):
        rng = self.rng
        name = rng.choice(("mse", "log_cosh", "quantile", "poisson_nll", "gaussian_nll", "binary_focal", "softmax_focal",
                           "softmax_cross_entropy", "cosine_similarity_loss", "triplet", "targets", "targets"))
        rows = name in ("softmax_focal", "softmax_cross_entropy", "cosine_similarity_loss", "triplet", "targets")
        z = self.pick(lambda n: n.shape and n.shape[-1] > 1) if rows else self.pick()
        z = z or self.any_leaf(self.shape(1))
        z = z and self.small(z, 3 if name == "poisson_nll" else 8)
        if z is None or (rows and not z.shape):
            return None
        if name == "targets":
            return self.loss_of_target(z)
        y = self.of_shape(z.shape)
        y = y and self.small(y, 4)
        if y is None:
            return None
        most = (z.size + y.size + 2) ** 2 * max(1, size(z.shape))
        if name in ("softmax_focal", "softmax_cross_entropy"):
            y = self.call("softmax", self.call("tanh", y, most=1), shape=y.shape,
                          plain=f"softmax({{0}}, {len(y.shape) - 1})", most=1.0)
            plain = "softmax_focal({0}, {1})" if name == "softmax_focal" else "cross_entropies({0}, {1})"
            return y and self.reduced((name, ["number{2.0}"] if name == "softmax_focal" else []), plain, (z, y),
                                      z.shape[:-1], most)
        if name == "binary_focal":
            y = self.add(Node(y.shape, "{0} > 0.125_c", "greater({0}, number(0.125L))", (y,), 1.0, whole=True))
            return y and self.reduced((name, ["number{2.0}", "number{0.25}"]), "binary_focal({0}, {1}, 2, 0.25L)", (z, y),
                                      z.shape, most)
        third = None
        if name in ("gaussian_nll", "triplet"):
            third = self.of_shape(z.shape)
            third = third and self.small(third, 2)
            if third is None:
                return None
        source, plain = {
            "mse": ([], "square({0} - {1})"),
            "log_cosh": ([], "log_cosh({0}, {1})"),
            "quantile": (["number{0.75}"], "quantile({0}, {1}, 0.75L)"),
            "poisson_nll": ([], "poisson_nll({0}, {1})"),
            "gaussian_nll": ([], "gaussian_nll({0}, {1}, {2})"),
            "cosine_similarity_loss": ([], "cosine_similarity_loss({0}, {1})"),
            "triplet": (["number{0.5}"], "triplet({0}, {1}, {2}, 0.5L)")}[name]
        if name == "cosine_similarity_loss":  # of vectors that are not near 0
            z = self.add(Node(z.shape, "{0} + 9_c", "{0} + number(9)", (z,), z.size + 9))
            y = self.add(Node(y.shape, "{0} + 5_c", "{0} + number(5)", (y,), y.size + 5))
        if z is None or y is None:
            return None
        return self.reduced((name, source), plain, (z, y) if third is None else (z, y, third),
                            z.shape[:-1] if rows else z.shape, most * (8 if third else 1))

    def loss_of_target(self, z):
        """A cross-entropy of a target with smoothed labels, weights of classes or an index that is ignored."""
        rng, classes = self.rng, z.shape[-1]
        index = len(z.shape) == 1 and rng.random() < 0.7
        if index:
            leaf = self.unique("k")
            y = self.add(Node((), f'class_index<"{leaf}", {classes}>', role="index", name=leaf, classes=classes,
                              whole=True))
        else:
            y = self.of_shape(z.shape)
            y = y and self.call("softmax", self.call("tanh", y, most=1), shape=z.shape,
                                plain=f"softmax({{0}}, {len(z.shape) - 1})", most=1.0)
        if y is None:
            return None
        kind = rng.choice(("smoothing", "weights", "ignored") if index else ("smoothing", "weights"))
        if kind == "ignored":
            ignored = rng.randrange(classes)
            return self.add(Node((), f"softmax_cross_entropy({{0}}, {{1}}, ignore_index<{ignored}>({{1}}))",
                                 f"mean_of_all(not_equal({{1}}, number({ignored})) * cross_entropies({{0}}, {{1}}))",
                                 (z, y), 30.0 + z.size))
        told = str(index).lower()
        if kind == "smoothing":
            source, plain = "label_smoothing<number{{0.25}}>({1})", f"label_smoothing({{1}}, {classes}, 0.25L, {told})"
        else:
            values = [f"{rng.randint(1, 16) / 8:.3f}" for _ in range(classes)]
            longs = ", ".join(v + "L" for v in values)
            source = f"class_weights<numbers{{{{{', '.join(values)}}}}}>({{1}})"
            plain = f"class_weights({{1}}, table({ints((classes,))}, {{{{{longs}}}}}), {told})"
        return self.add(Node((), f"softmax_cross_entropy({{0}}, {source})",
                             f"mean_of_all(cross_entropies({{0}}, {plain}))", (z, y), 60.0 + 2 * z.size))

    def noise(self):
        """Dropout, and random numbers by themselves."""
        rng, kind = self.rng, self.rng.choice(("dropout", "dropout", "dropout", "uniform", "normal", "bernoulli"))
        name = self.unique("u")
        if kind == "dropout":
            x = self.pick()
            return x and self.add(Node(x.shape, f'dropout<"{name}", number{{{{0.25}}}}>({{0}})',
                                       f'dropout("{name}", 0.25L, {{0}})', (x,), x.size * 1.5, random=True))
        shape = self.shape(most=24)
        listed = ints(shape)
        if kind == "bernoulli":
            return self.add(Node(shape, f'bernoulli<"{name}", number{{{{0.25}}}}{extents(shape)}>',
                                 f'bernoulli("{name}", 0.25L, {listed})', (), 1.0, whole=True, random=True))
        return self.add(Node(shape, f'random_{kind}<"{name}"{extents(shape)}>', f'random_{kind}("{name}", {listed})',
                             (), 6.0 if kind == "normal" else 1.0, random=True))

    def mode(self):
        """One value in a training step, another in a program."""
        x = self.pick()
        y = x and self.of_shape(self.rng.choice((x.shape, x.shape, ())))
        if y is None or len(y.shape) > len(x.shape):
            return None
        if self.rng.random() < 0.5 and x.shape == y.shape:
            x, y = y, x
        return self.call("in_training", x, y, shape=x.shape if len(x.shape) >= len(y.shape) else y.shape,
                         most=max(x.size, y.size))

    def loss(self):
        rng = self.rng
        if rng.random() < 0.6:
            return self.newer_loss()
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
