"""The pool of nodes that a random expression grows in: leaves, choosing operands, and keeping numbers in their domain."""

from tree import Node, broadcast, extents, ints, size

EXTENTS = (1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 13, 17)


class Pool:
    """Every method that makes a node returns it, or None if the operands do not allow it."""

    def __init__(self, rng, slots=False):
        self.rng, self.pool, self.made, self.count, self.used = rng, [], {}, 0, set()
        self.slots = slots
        self.limit = 40 if rng.random() < 0.8 else 150  # elements of a node

    # Leaves and choosing operands.

    def unique(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def add(self, node):
        if node is None or None in node.operands:
            return None
        if size(node.shape) > 2 * self.limit or len(node.shape) > 4 or not node.size < 1e5:
            return None
        key = (node.source, node.operands, node.before) if not node.role else None
        if key in self.made:
            return self.made[key]
        if key and "{me}" not in node.before:
            self.made[key] = node
        self.pool.append(node)
        self.used.update(node.operands)
        return node

    def shape(self, rank=None, most=None):
        rng = self.rng
        rank = rng.choice((0, 1, 1, 1, 2, 2, 2, 3, 3, 4)) if rank is None else rank
        s = ()
        for _ in range(rank):
            fitting = [e for e in EXTENTS if size(s) * e <= (most or self.limit)] or [1]
            s += (rng.choice(fitting),)
        return tuple(rng.sample(s, len(s)))

    def leaf(self, role, shape):
        name = self.unique({"input": "x", "parameter": "w", "slot": "s", "scalar": "r"}[role])
        made = {"input": "input", "parameter": "parameter", "slot": "slot", "scalar": "scalar"}[role]
        return self.add(Node(shape, f'{made}<"{name}"{extents(shape)}>', role=role, name=name))

    def any_leaf(self, shape):
        r = self.rng.random()
        if self.slots and r < 0.2:
            return self.leaf("slot", shape)
        if r < 0.5:
            return self.leaf("input", shape)
        if r < 0.86:
            return self.leaf("parameter", shape)
        if shape == () and r < 0.92:
            return self.leaf("scalar", shape)
        if r < 0.96 and 0 < size(shape) <= 24:
            values = [self.rng.randint(-2000, 2000) / 1000 for _ in range(size(shape))]
            text = ", ".join(f"{v:.3f}" for v in values)
            longs = ", ".join(f"{v:.3f}L" for v in values)
            return self.add(Node(shape, f"table<numbers{{{{{text}}}}}{extents(shape)}>",
                                 f"table({ints(shape)}, {{{{{longs}}}}})"))
        return self.leaf("input", shape)

    def hidden(self, name, shape):
        return Node(shape, "", role="parameter", name=name, hidden=True)

    def pick(self, fits=lambda n: True):
        """A node of the pool, preferably one that has not been used yet, or a recent one."""
        found = [n for n in self.pool if fits(n)]
        if not found:
            return None
        r = self.rng.random()
        ends = [n for n in found if n not in self.used and not n.role]
        if ends and r < 0.7:
            return self.rng.choice(ends[-3:])
        if r < 0.85:
            return found[-1 - min(int(self.rng.expovariate(0.5)), len(found) - 1)]
        return self.rng.choice(found)

    def of_shape(self, shape, reuse=0.6):
        found = self.pick(lambda n: n.shape == shape) if self.rng.random() < reuse else None
        return found or self.any_leaf(shape)

    def of_rank(self, ranks, most=None):
        fits = lambda n: len(n.shape) in ranks and size(n.shape) <= (most or self.limit)
        found = self.pick(fits) if self.rng.random() < 0.8 else None
        return found or self.any_leaf(self.shape(self.rng.choice(ranks), most))

    def axis(self, n):
        """An axis and its spelling."""
        a = self.rng.randrange(len(n.shape))
        return a, a if self.rng.random() < 0.7 else a - len(n.shape)

    def call(self, name, *operands, shape=None, most=2.0, arguments="", plain=None, **more):
        """name<arguments>(operands), and plain, which is the same name by default."""
        if None in operands:
            return None
        places = ", ".join("{%d}" % i for i in range(len(operands)))
        shape = broadcast(*[o.shape for o in operands]) if shape is None else shape
        return self.add(Node(shape, f"{name}{arguments}({places})", plain or f"{name}({places})", operands, most,
                             **more))

    # Keeping operands in the domain of a function.

    def constant(self, text):
        value = float(text)
        return self.add(Node((), f"{text}_c", f"number({text}L)", size=value))

    def small(self, x, limit=3.0):
        if x is None or x.size <= limit:
            return x
        if self.rng.random() < 0.5:
            return self.call("tanh", x, most=1)
        scale = next(t for t in ("0.5", "0.25", "0.125", "0.0625", "0.015625", "0.001", "0.00001", "0.0000001")
                     if float(t) * x.size <= limit or t == "0.0000001")
        return self.add(Node(x.shape, f"{scale}_c * {{0}}", f"number({scale}L) * {{0}}", (x,), limit))

    def positive(self, x):
        x = self.small(x, 4)
        y = x and self.call("square", x, most=x.size ** 2)
        return y and self.add(Node(y.shape, "{0} + 0.5_c", "{0} + number(0.5L)", (y,), y.size + 0.5))

    def inside(self, x):
        """Within (-0.9, 0.9)."""
        y = self.call("tanh", x, most=1)
        return y and self.add(Node(y.shape, "0.875_c * {0}", "number(0.875L) * {0}", (y,), 0.875))
