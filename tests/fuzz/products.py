"""Reductions along axes, softmax, and products."""

from pool import EXTENTS
from tree import Node, broadcast, ints, size

LETTERS = "abcdefgh"


class Products:
    def reduction(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None:
            return None
        name = rng.choice(("sum", "sum", "mean", "mean", "prod", "max", "min", "argmax", "norm", "variance",
                           "logsumexp", "argmin", "argmax_last", "argmin_last"))
        axes = sorted(rng.sample(range(len(x.shape)), rng.randint(0, len(x.shape))))
        gone = axes or list(range(len(x.shape)))
        count = size([x.shape[a] for a in gone])
        if name == "prod":
            x = self.small(x, 1.3 if count > 12 else 2)
        if name == "logsumexp":
            x = self.small(x, 20)
        if x is None:
            return None
        written = [a if rng.random() < 0.7 else a - len(x.shape) for a in axes]
        rng.shuffle(written)
        shape = tuple(e for a, e in enumerate(x.shape) if a not in gone)
        most = {"sum": x.size * count, "prod": max(2.0, min(x.size ** min(count, 50), 1e4)), "norm": x.size * count,
                "variance": x.size ** 2 * 4,
                "argmax": float(count), "argmin": float(count), "argmax_last": float(count),
                "argmin_last": float(count), "logsumexp": x.size + 6}.get(name, x.size)
        arguments = f"<{', '.join(map(str, written))}>" if written else ""
        return self.call(name, x, shape=shape, most=most, arguments=arguments, plain=f"{name}({{0}}, {ints(gone)})",
                         whole=name.startswith("arg"))

    def softmax(self):
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(1))
        x = x and self.small(x, 20)
        if x is None or not x.shape:
            return None
        name = self.rng.choice(("softmax", "softmax", "log_softmax", "softmin", "hardmax"))
        a, written = self.axis(x)
        last = a == len(x.shape) - 1
        arguments = "" if last and self.rng.random() < 0.5 else f"<{written}>"
        probability = name != "log_softmax"
        return self.call(name, x, shape=x.shape, arguments=arguments, plain=f"{name}({{0}}, {a})",
                         most=1.0 if probability else 2 * x.size + 6, whole=name == "hardmax")

    # Products.

    def fits_product(self, x, y, inner, shape):
        if size(shape) > self.limit or inner > 40:
            return None
        x, y = self.small(x, 20), self.small(y, 20)
        return x and y and (x, y, x.size * y.size * inner)

    def matmul(self):
        rng = self.rng
        a = self.of_rank((1, 1, 2, 2, 2, 3, 4))
        if a is None or not a.shape:
            return None
        k = a.shape[-1]
        b = None
        if rng.random() < 0.5:
            b = self.pick(lambda n: n.shape and (n.shape[-2] if len(n.shape) > 1 else n.shape[0]) == k)
        if b is None:
            rank = rng.choice((1, 2, 2, 2, 3))
            columns = () if rank == 1 else (rng.choice(EXTENTS[:13]),)
            lead = (rng.choice((1, a.shape[0] if len(a.shape) > 2 else 2)),) if rank == 3 else ()
            b = self.any_leaf(lead + (k,) + columns)
        if b is None:
            return None
        name, left, right = "matmul", a.shape[:-2], b.shape[:-2]
        lead = broadcast(left, right)
        if lead is None:
            return None
        shape = lead + (a.shape[-2:-1] if len(a.shape) > 1 else ()) + (b.shape[-1:] if len(b.shape) > 1 else ())
        made = self.fits_product(a, b, k, shape)
        if not made:
            return None
        ranks = len(a.shape), len(b.shape)
        names = {(2, 1): "matvec", (1, 2): "vecmat", (1, 1): "dot"}
        if rng.random() < 0.5:
            name = names.get(ranks, name)
        return self.call(name, made[0], made[1], shape=shape, most=made[2], plain="matmul({0}, {1})")

    def outer(self):
        a, b = self.of_rank((0, 1, 1, 2)), self.of_rank((1, 1, 2))
        if a is None or b is None:
            return None
        shape = a.shape + b.shape
        made = len(shape) <= 4 and self.fits_product(a, b, 1, shape)
        return self.call("outer", made[0], made[1], shape=shape, most=made[2]) if made else None

    def contract(self):
        rng = self.rng
        a = self.of_rank((1, 2, 2, 3, 3))
        if a is None:
            return None
        left = LETTERS[:len(a.shape)]
        shared = rng.sample(left, rng.randint(0, len(left)))
        extent = dict(zip(left, a.shape))
        right = list(shared)
        for letter in LETTERS[len(left):len(left) + rng.choice((0, 1, 1, 2))]:
            extent[letter] = rng.choice(EXTENTS[:10])
            right.append(letter)
        rng.shuffle(right)
        b = right and self.of_shape(tuple(extent[c] for c in right))
        if not b or len(right) > 4:
            return None
        letters = list(dict.fromkeys(left + "".join(right)))
        kept = [c for c in letters if rng.random() < (0.3 if c in shared else 0.85)]
        rng.shuffle(kept)
        shape = tuple(extent[c] for c in kept)
        inner = size([extent[c] for c in letters if c not in kept])
        made = len(shape) <= 4 and size(extent.values()) <= 2000 and self.fits_product(a, b, inner, shape)
        if not made:
            return None
        labels = f'{left},{"".join(right)}->{"".join(kept)}'
        return self.add(Node(shape, f'contract<"{labels}">({{0}}, {{1}})', f'contract("{labels}", {{0}}, {{1}})',
                             made[:2], made[2]))

    def dense(self):
        rng = self.rng
        x = self.small(self.of_rank((1, 1, 1, 2, 2, 3)), 20)
        if x is None or not x.shape:
            return None
        name, out = self.unique("d"), rng.choice(EXTENTS[:14])
        shape = x.shape[:-1] + (out,)
        if size(shape) > self.limit or x.shape[-1] > 40:
            return None
        w, b = self.hidden(name + ".weight", (x.shape[-1], out)), self.hidden(name + ".bias", (out,))
        source, plain = f'dense<"{name}", {out}>({{0}})', "dense({0}, {1}, {2})"
        if rng.random() < 0.3:
            a = rng.choice(("relu", "tanh", "sigmoid", "gelu"))
            source, plain = f'sequential(dense<"{name}", {out}>, layer::{a})({{0}})', f"{a}({plain})"
        return self.add(Node(shape, source, plain, (x, w, b), 1.5 * x.size * x.shape[-1] + 2))
