"""What a random expression is made of: every operation, layer and loss of the public headers, with its plain counterpart."""

from tree import Node, broadcast, extents, ints, size

EXTENTS = (1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 13, 17)
LETTERS = "abcdefgh"


class Expressions:
    """Grows a pool of nodes; every method that makes one returns it, or None where the operands do not allow it."""

    def __init__(self, rng, slots=False):
        self.rng, self.pool, self.made, self.count, self.used = rng, [], {}, 0, set()
        self.slots = slots
        self.limit = 40 if rng.random() < 0.8 else 150  # elements of a node

    # Leaves and picking.

    def unique(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def add(self, node):
        if node is None or size(node.shape) > 2 * self.limit or len(node.shape) > 4 or not node.size < 1e5:
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
            return self.add(Node(shape, f"table<numbers{{{{{text}}}}}{extents(shape)}>", f"table({ints(shape)}, {{{{{longs}}}}})"))
        return self.leaf("input", shape)

    def hidden(self, name, shape):
        return Node(shape, "", role="parameter", name=name, hidden=True)

    def pick(self, fits=lambda n: True):
        """A node of the pool, rather one that nothing is made of yet, or a late one."""
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
        found = self.pick(lambda n: len(n.shape) in ranks and size(n.shape) <= (most or self.limit)) if self.rng.random() < 0.8 else None
        return found or self.any_leaf(self.shape(self.rng.choice(ranks), most))

    def axis(self, n):
        """An axis, and how it is written."""
        a = self.rng.randrange(len(n.shape))
        return a, a if self.rng.random() < 0.7 else a - len(n.shape)

    def call(self, name, *operands, shape=None, most=2.0, arguments="", plain=None, **more):
        """name<arguments>(operands), and plain, which is the same name unless told."""
        if None in operands:
            return None
        places = ", ".join("{%d}" % i for i in range(len(operands)))
        shape = broadcast(*[o.shape for o in operands]) if shape is None else shape
        return self.add(Node(shape, f"{name}{arguments}({places})", plain or f"{name}({places})", operands, most, **more))

    # Keeping operands in the domain of a function.

    def constant(self, text):
        value = float(text)
        return self.add(Node((), f"{text}_c", f"number({text}L)", size=value))

    def small(self, x, limit=3.0):
        if x is None or x.size <= limit:
            return x
        if self.rng.random() < 0.5:
            return self.call("tanh", x, most=1)
        scale = next(t for t in ("0.5", "0.25", "0.125", "0.0625", "0.015625", "0.001", "0.00001", "0.0000001") if float(t) * x.size <= limit or t == "0.0000001")
        return self.add(Node(x.shape, f"{scale}_c * {{0}}", f"number({scale}L) * {{0}}", (x,), limit))

    def positive(self, x):
        x = self.small(x, 4)
        y = x and self.call("square", x, most=x.size ** 2)
        return y and self.add(Node(y.shape, "{0} + 0.5_c", "{0} + number(0.5L)", (y,), y.size + 0.5))

    def inside(self, x):
        """Within (-0.9, 0.9)."""
        y = self.call("tanh", x, most=1)
        return y and self.add(Node(y.shape, "0.875_c * {0}", "number(0.875L) * {0}", (y,), 0.875))

    # Element by element.

    def unary(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("neg", "square", "sqrt", "rsqrt", "cbrt", "exp", "expm1", "log", "log1p", "log2", "sin", "cos", "tan", "asin",
                           "acos", "atan", "sinh", "cosh", "tanh", "sigmoid", "softplus", "erf", "abs", "sign", "floor", "relu",
                           "stop_gradient"))
        if name == "neg":
            return self.add(Node(x.shape, "-{0}", "-{0}", (x,), x.size))
        if name in ("sqrt", "rsqrt", "cbrt", "log", "log1p", "log2"):
            x = self.positive(x)
            return x and self.call(name, x, most=max(2.0, x.size))
        if name in ("asin", "acos", "tan"):
            x = self.inside(x)
            return x and self.call(name, x, most=3.0)
        if name in ("exp", "expm1", "sinh", "cosh"):
            x = self.small(x)
            return x and self.call(name, x, most=21.0)
        if name == "square":
            x = self.small(x, 30)
            return x and self.call(name, x, most=x.size ** 2)
        bounded = name in ("sin", "cos", "tanh", "sigmoid", "erf", "atan", "sign")
        return self.call(name, x, most=1.6 if bounded else x.size + 1, whole=name in ("sign", "floor"))

    def activation(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("selu", "gelu", "gelu_tanh", "silu", "mish", "softsign", "hard_sigmoid", "hard_tanh", "hard_swish",
                           "leaky_relu", "elu", "leaky_relu<0.25>", "elu<0.5>", "prelu"))
        if name == "prelu":
            a = self.of_shape(rng.choice((x.shape[-1:], (), x.shape)))
            return a and self.call("prelu", x, a, most=x.size * (1 + a.size))
        if "<" in name:
            value = name[name.index("<") + 1:-1]
            bare = name[:name.index("<")]
            return self.add(Node(x.shape, f"{bare}<number{{{{{value}}}}}>({{0}})", f"{bare}({{0}}, {value}L)", (x,), x.size + 1))
        if rng.random() < 0.3 and name not in ("selu",):
            return self.add(Node(x.shape, f"sequential(layer::{name})({{0}})", f"{name}({{0}})", (x,), 2 * x.size + 1))
        return self.call(name, x, most=2 * x.size + 1)

    def partner(self, x):
        """Something that broadcasts with x."""
        rng = self.rng
        if rng.random() < 0.6:
            y = self.pick(lambda n: broadcast(n.shape, x.shape) is not None and size(broadcast(n.shape, x.shape)) <= self.limit)
            if y:
                return y
        s = list(x.shape)[rng.randint(0, len(x.shape)) if rng.random() < 0.4 else 0:]
        s = [1 if rng.random() < 0.2 else e for e in s]
        return self.any_leaf(tuple(s))

    def binary(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("+", "+", "-", "-", "*", "*", "*", "/", "/", "max", "min", "maximum", "minimum", "pow", "atan2"))
        y = self.partner(x)
        if y is None:
            return None
        if rng.random() < 0.3:
            x, y = y, x
        if name == "/":
            y = self.positive(y)
            return y and self.add(Node(broadcast(x.shape, y.shape), "{0} / {1}", "{0} / {1}", (x, y), 2 * x.size))
        if name == "*":
            x, y = self.small(x, 40), self.small(y, 40)
            if x is None or y is None:
                return None
        if name in "+-*":
            most = x.size * y.size if name == "*" else x.size + y.size
            return self.add(Node(broadcast(x.shape, y.shape), f"{{0}} {name} {{1}}", f"{{0}} {name} {{1}}", (x, y), most))
        if name == "pow":
            x, y = self.positive(self.small(x, 1.5)), self.small(y, 2)
            return x and y and self.call("pow", x, y, most=max(4.0, x.size ** 2))
        if name == "atan2":
            y = self.positive(y)
            return y and self.call("atan2", x, y, most=1.6)
        plain = {"maximum": "max", "minimum": "min"}.get(name, name)
        return self.call(name, x, y, plain=plain + "({0}, {1})", most=max(x.size, y.size))

    def with_number(self):
        rng, x = self.rng, self.pick()
        text = rng.choice(("0.5", "2", "1", "3", "0.1", "0.25", "1.5"))
        name = rng.choice("+-*")
        left = rng.random() < 0.5
        a, b = (f"{text}_c", "{0}") if left else ("{0}", f"{text}_c")
        p, q = (f"number({text}L)", "{0}") if left else ("{0}", f"number({text}L)")
        most = x.size * float(text) if name == "*" else x.size + float(text)
        return self.add(Node(x.shape, f"{a} {name} {b}", f"{p} {name} {q}", (x,), most))

    def comparison(self):
        rng, x = self.rng, self.pick()
        y = self.partner(x)
        name = rng.choice(("less", "less_equal", "greater", "greater_equal", "<", "<=", ">", ">=", "equal", "not_equal"))
        plain = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}.get(name, name)
        if y is None:
            return None
        source = f"{name}({{0}}, {{1}})" if name == plain else f"{{0}} {name} {{1}}"
        return self.add(Node(broadcast(x.shape, y.shape), source, plain + "({0}, {1})", (x, y), 1.0, whole=True))

    def ternary(self):
        rng, x = self.rng, self.pick()
        y = self.partner(x)
        if y is None:
            return None
        if rng.random() < 0.25:
            return self.add(Node(x.shape, "clamp({0}, 0.25_c, 1.25_c)",
                                 "clamp({0}, number(0.25L), number(1.25L))", (x,), 1.25))
        c = self.pick(lambda n: n.whole and broadcast(n.shape, x.shape, y.shape) is not None)
        c = c or self.partner(x)
        if c is None or broadcast(c.shape, x.shape, y.shape) is None:
            return None
        if not c.whole or rng.random() < 0.5:
            c = self.add(Node(c.shape, "{0} > 0.125_c", "greater({0}, number(0.125L))", (c,), 1.0, whole=True))
        return c and self.call("where", c, x, y, most=max(x.size, y.size))

    # Along axes.

    def reduction(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None:
            return None
        name = rng.choice(("sum", "sum", "mean", "mean", "prod", "max", "min", "argmax", "norm", "variance", "logsumexp"))
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
        most = {"sum": x.size * count, "prod": max(2.0, min(x.size ** count, 1e4)), "norm": x.size * count, "variance": x.size ** 2 * 4,
                "argmax": float(count), "logsumexp": x.size + 6}.get(name, x.size)
        arguments = f"<{', '.join(map(str, written))}>" if written else ""
        return self.call(name, x, shape=shape, most=most, arguments=arguments, plain=f"{name}({{0}}, {ints(gone)})", whole=name == "argmax")

    def softmax(self):
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(1))
        x = x and self.small(x, 20)
        if x is None or not x.shape:
            return None
        name = self.rng.choice(("softmax", "softmax", "log_softmax"))
        a, written = self.axis(x)
        last = a == len(x.shape) - 1
        arguments = "" if last and self.rng.random() < 0.5 else f"<{written}>"
        return self.call(name, x, shape=x.shape, arguments=arguments, plain=f"{name}({{0}}, {a})", most=1.0 if name == "softmax" else 2 * x.size + 6,
                         probability=name == "softmax" and last)

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
            b = self.any_leaf((k,) if rank == 1 else (() if rank == 2 else (rng.choice((1, a.shape[0] if len(a.shape) > 2 else 2)),)) + (k, rng.choice(EXTENTS[:13])))
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
        return self.add(Node(shape, f'contract<"{labels}">({{0}}, {{1}})', f'contract("{labels}", {{0}}, {{1}})', made[:2], made[2]))

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

    # Movement.

    def movement(self):
        rng = self.rng
        name = rng.choice(("reshape", "reshape", "transpose", "permute", "permute", "slice", "slice", "slice", "flip", "pad", "pad", "broadcast",
                           "squeeze", "expand", "windows", "windows", "pick", "pick"))
        x = self.pick(lambda n: n.shape) if name != "expand" else self.pick()
        x = x or self.any_leaf(self.shape(2))
        if x is None:
            return None
        made = getattr(self, "move_" + name)(x)
        if made is None:
            return None
        arguments, plain, shape = made[:3]
        most = made[3] if len(made) > 3 else x.size
        names = {"pick": "gather"}
        return self.call(names.get(name, name), x, shape=tuple(shape), most=most, arguments=arguments, plain=plain, whole=x.whole)

    def move_reshape(self, x):
        left, shape = size(x.shape), []
        for _ in range(self.rng.randint(0, 3)):
            divisors = [d for d in range(1, left + 1) if left % d == 0]
            shape.append(self.rng.choice(divisors))
            left //= shape[-1]
        shape.append(left)
        if len(shape) > 4:
            return None
        self.rng.shuffle(shape)
        if size(x.shape) == 1 and self.rng.random() < 0.3:
            shape = []
        written = list(shape)
        if written and self.rng.random() < 0.3:
            written[self.rng.randrange(len(written))] = -1
        return f"<{', '.join(map(str, written))}>", f"reshape({{0}}, {ints(shape)})", shape

    def move_transpose(self, x):
        return "", "transpose({0})", x.shape[::-1]

    def move_permute(self, x):
        order = self.rng.sample(range(len(x.shape)), len(x.shape))
        written = [o if self.rng.random() < 0.8 else o - len(x.shape) for o in order]
        return f"<{', '.join(map(str, written))}>", f"permute({{0}}, {ints(order)})", [x.shape[o] for o in order]

    def move_slice(self, x):
        rng = self.rng
        a, written = self.axis(x)
        n, step = x.shape[a], rng.choice((1, 1, 1, 2, 3, -1, -2))
        first = rng.randrange(n)
        room = (n - 1 - first) // step if step > 0 else first // -step
        count = 1 + rng.randint(0, room)
        past = first + count * step
        stop = str(past) if 0 <= past <= n else "to_end"
        start = first if rng.random() < 0.7 else first - n
        if stop != "to_end" and past > 0 and rng.random() < 0.3 and past < n:
            stop = str(past - n)
        if count == 1 + room and rng.random() < 0.5:
            stop = "to_end"
        arguments = f"<{written}, {start}, {stop}" + (f", {step}>" if step != 1 or rng.random() < 0.2 else ">")
        return arguments, f"slice({{0}}, {a}, {first}, {count}, {step})", x.shape[:a] + (count,) + x.shape[a + 1:]

    def move_flip(self, x):
        a, written = self.axis(x)
        return f"<{written}>", f"flip({{0}}, {a})", x.shape

    def move_pad(self, x):
        a, written = self.axis(x)
        before, after = self.rng.randint(0, 3), self.rng.randint(0, 3)
        value = self.rng.choice(("", "", "0.5", "1.5"))
        arguments = f"<{written}, {before}, {after}" + (f", number{{{{{value}}}}}>" if value else ">")
        return arguments, f"pad({{0}}, {a}, {before}, {after}, {value or 0}L)", x.shape[:a] + (x.shape[a] + before + after,) + x.shape[a + 1:], max(x.size, 1.5)

    def move_broadcast(self, x):
        rng = self.rng
        shape = [rng.choice(EXTENTS[:9]) if e == 1 and rng.random() < 0.7 else e for e in x.shape]
        if len(shape) < 4 and rng.random() < 0.5:
            shape = [rng.choice(EXTENTS[:9])] + shape
        return f"<{', '.join(map(str, shape))}>", f"broadcast({{0}}, {ints(shape)})", shape

    def move_squeeze(self, x):
        ones = [a for a, e in enumerate(x.shape) if e == 1]
        if not ones:
            return None
        a = self.rng.choice(ones)
        return f"<{a if self.rng.random() < 0.7 else a - len(x.shape)}>", f"squeeze({{0}}, {a})", x.shape[:a] + x.shape[a + 1:]

    def move_expand(self, x):
        a = self.rng.randint(0, len(x.shape))
        return f"<{a if self.rng.random() < 0.7 else a - len(x.shape) - 1}>", f"expand({{0}}, {a})", x.shape[:a] + (1,) + x.shape[a:]

    def move_windows(self, x):
        rng = self.rng
        a, written = self.axis(x)
        n = x.shape[a]
        taps, stride, dilation = rng.randint(1, min(n, 4)), rng.choice((1, 1, 2, 3)), rng.choice((1, 1, 2))
        if (taps - 1) * dilation + 1 > n:
            dilation = 1
        count = (n - (taps - 1) * dilation - 1) // stride + 1
        arguments = f"<{written}, {taps}" + (f", {stride}, {dilation}>" if dilation > 1 else f", {stride}>" if stride > 1 else ">")
        return arguments, f"windows({{0}}, {a}, {taps}, {stride}, {dilation})", x.shape[:a] + (count, taps) + x.shape[a + 1:]

    def move_pick(self, x):
        a, written = self.axis(x)
        chosen = [self.rng.randint(-x.shape[a], x.shape[a] - 1) for _ in range(self.rng.randint(1, 5))]
        if self.rng.random() < 0.5:
            chosen = [abs(c) % x.shape[a] for c in chosen]
        return (f"<{written}, numbers{{{{{', '.join(f'{c}.0' for c in chosen)}}}}}>", f"pick({{0}}, {a}, {ints(chosen)})",
                x.shape[:a] + (len(chosen),) + x.shape[a + 1:])


    def joined(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(1))
        if x is None:
            return None
        count = rng.choice((2, 2, 2, 3, 4, 5))
        if rng.random() < 0.4 and len(x.shape) < 4:
            parts = [x] + [self.of_shape(x.shape) for _ in range(count - 1)]
            a = rng.randint(0, len(x.shape))
            written = a if rng.random() < 0.7 else a - len(x.shape) - 1
            name, shape = "stack", x.shape[:a] + (count,) + x.shape[a:]
        else:
            if not x.shape:
                return None
            a, written = self.axis(x)
            alike = lambda n: len(n.shape) == len(x.shape) and all(i == a or e == x.shape[i] for i, e in enumerate(n.shape))
            parts = [x]
            for _ in range(count - 1):
                y = self.pick(alike) if rng.random() < 0.6 else None
                parts.append(y or self.any_leaf(x.shape[:a] + (rng.choice(EXTENTS[:8]),) + x.shape[a + 1:]))
            if any(p is None for p in parts):
                return None
            name, shape = "concat", x.shape[:a] + (sum(p.shape[a] for p in parts),) + x.shape[a + 1:]
        if any(p is None for p in parts):
            return None
        rng.shuffle(parts)
        places = ", ".join("{%d}" % i for i in range(count))
        return self.call(name, *parts, shape=shape, arguments=f"<{written}>", plain=f"{name}({a}, {{{{{places}}}}})", most=max(p.size for p in parts))

    def indexed(self):
        """gather and one_hot by a class index, or by an index that was computed."""
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        a, written = self.axis(x)
        computed = self.pick(lambda n: n.whole and len(n.shape) <= 1) if rng.random() < 0.5 else None
        if computed is None:
            name = self.unique("k")
            classes = rng.randint(1, x.shape[a])
            k = self.add(Node((), f'class_index<"{name}", {classes}>', role="index", name=name, classes=classes, whole=True))
        else:
            k = computed
        if rng.random() < 0.35 and len(k.shape) < 4:
            classes = rng.randint(max(k.classes, 1), max(k.classes, 1) + 4)
            return self.call("one_hot", k, shape=k.shape + (classes,), arguments=f"<{classes}>", plain=f"one_hot({{0}}, {classes})", most=1.0, whole=True)
        shape = x.shape[:a] + k.shape + x.shape[a + 1:]
        return self.call("gather", x, k, shape=shape, arguments=f"<{written}>", plain=f"gather({{0}}, {a}, {{1}})", most=x.size)

    def counted(self):
        n = self.rng.choice(EXTENTS[:12])
        return self.add(Node((n,), f"iota<{n}>", f"iota({n})", size=float(n), whole=True))

    # Sliding windows with weights, pooling.

    def spatial(self, both, low, high):
        h, w = self.rng.randint(low, high), self.rng.randint(low, high)
        if not both or self.rng.random() < 0.5:
            return str(w), (w, w)
        return f"{{{{{h}, {w}}}}}", (h, w)

    def image(self, axes, most=60):
        channels = self.rng.choice((1, 1, 2, 2, 3, 4))
        s = (channels,) + tuple(self.rng.choice((1, 2, 3, 4, 5, 5, 6, 7, 9)) for _ in range(axes))
        found = self.pick(lambda n: len(n.shape) == axes + 1 and n.shape[0] <= 6) if self.rng.random() < 0.6 else None
        if found is None and size(s) <= most:
            found = self.leaf("input", s) if self.rng.random() < 0.8 else self.any_leaf(s)
        return self.small(found, 10)

    def convolution(self):
        rng, axes = self.rng, self.rng.choice((1, 1, 2))
        x = self.image(axes)
        if x is None or len(x.shape) != axes + 1:
            return None
        groups = rng.choice([g for g in (1, 1, 1, 2, 3, 4) if x.shape[0] % g == 0])
        filters = groups * rng.choice((1, 1, 2, 3, 5) if groups == 1 else (1, 2))
        stride_text, stride = self.spatial(axes == 2, 1, 3)
        padding_text, padding = self.spatial(axes == 2, 0, 2)
        dilation_text, dilation = self.spatial(axes == 2, 1, 2)
        taps = (rng.randint(1, 3), rng.randint(1, 4))
        if rng.random() < 0.4:
            stride_text, stride = "1", (1, 1)
        if rng.random() < 0.5:
            dilation_text, dilation = "1", (1, 1)
        if axes == 1:
            taps = (1, taps[1])
        spatial = x.shape[1:] if axes == 2 else (1,) + x.shape[1:]
        room = [0, 0]
        for i in range(2):
            p, s, d = (padding[i], stride[i], dilation[i]) if axes == 2 or i == 1 else (0, 1, 1)
            span = (taps[i] - 1) * d + 1
            if span > spatial[i] + 2 * p:
                return None
            room[i] = (spatial[i] + 2 * p - span) // s + 1
        shape = (filters,) + (tuple(room) if axes == 2 else (room[1],))
        if size(shape) > 2 * self.limit:
            return None
        options = [f".{n} = {t}" for n, t, plain in (("stride", stride_text, "1"), ("padding", padding_text, "0"), ("dilation", dilation_text, "1")) if t != plain]
        options += [f".groups = {groups}"] if groups > 1 else []
        text = f"convolution{{{{{', '.join(options)}}}}}"
        numbers = ", ".join(f"{{{{{a[0]}, {a[1]}}}}}" for a in (stride, padding, dilation)) + f", {groups}"
        own = taps if axes == 2 else taps[1:]
        weight_shape = (x.shape[0] // groups,) + own + (filters,)
        most = x.size * 2 * size(weight_shape[:-1]) + 2
        if rng.random() < 0.6:
            name = self.unique("c")
            w, b = self.hidden(name + ".weight", weight_shape), self.hidden(name + ".bias", (filters,))
            extent = str(taps[1]) if axes == 1 or taps[0] == taps[1] else f"spatial{{{{{taps[0]}, {taps[1]}}}}}"
            last = f", {text}" if options or rng.random() < 0.3 else ""
            return self.add(Node(shape, f'conv{axes}d<"{name}", {filters}, {extent}{last}>({{0}})', f"conv({{0}}, {{1}}, {{2}}, {numbers})", (x, w, b), most))
        w = self.of_shape(weight_shape, 0.3)
        w = w and self.small(w, 4)
        return w and self.add(Node(shape, f"convolve<{text}>({{0}}, {{1}})", f"convolve({{0}}, {{1}}, {numbers})", (x, w), most))

    def pooling(self):
        rng, axes = self.rng, self.rng.choice((1, 1, 2))
        x = self.pick(lambda n: len(n.shape) >= axes and len(n.shape) + axes < 7) if rng.random() < 0.7 else self.image(axes)
        if x is None or len(x.shape) < axes:
            return None
        extent = tuple(rng.randint(1, min(4, e)) for e in x.shape[-axes:])
        extent = ((1,) + extent) if axes == 1 else extent
        stride, padding, dilation = extent, (0, 0), (1, 1)
        text = ""
        spatial = x.shape[-2:] if axes == 2 else (1,) + x.shape[-1:]
        if rng.random() < 0.6:
            s = rng.randint(1, 3)
            p = rng.randint(0, min(e // 2 for e in (extent if axes == 2 else extent[1:])))
            d = rng.choice((1, 1, 2)) if p == 0 else 1
            stride, padding, dilation = (s, s), (p, p), (d, d)
            text = f", pooling{{{{.stride = {s}" + (f", .padding = {p}" if p else "") + (f", .dilation = {d}" if d > 1 else "") + "}}"
        room = []
        for i in range(2):
            p, s, d = (padding[i], stride[i], dilation[i]) if axes == 2 or i == 1 else (0, 1, 1)
            span = (extent[i] - 1) * d + 1
            if span > spatial[i] + 2 * p:
                return None
            room.append((spatial[i] + 2 * p - span) // s + 1)
        written = str(extent[1]) if axes == 1 or extent[0] == extent[1] else f"spatial{{{{{extent[0]}, {extent[1]}}}}}"
        name = rng.choice(("max", "avg"))
        shape = x.shape[:-axes] + (tuple(room) if axes == 2 else (room[1],))
        numbers = ", ".join(f"{{{{{a[0]}, {a[1]}}}}}" for a in (extent, stride, padding, dilation))
        return self.add(Node(shape, f"{name}_pool{axes}d<{written}{text}>({{0}})", f"{name}_pool({{0}}, {axes}, {numbers})", (x,), x.size))

    # Recurrence.

    def cell_parameters(self, name, inputs, hidden, gates):
        w = gates * hidden
        return (self.hidden(name + ".weight_ih", (inputs, w)), self.hidden(name + ".weight_hh", (hidden, w)),
                self.hidden(name + ".bias_ih", (w,)), self.hidden(name + ".bias_hh", (w,)))

    def cell(self):
        rng = self.rng
        x = self.small(self.of_rank((1,), 12), 5)
        if x is None or len(x.shape) != 1:
            return None
        hidden = rng.choice((1, 2, 3, 3, 4, 5))
        h = self.small(self.of_shape((hidden,)), 5)
        kind = rng.choice(("rnn", "gru", "gru", "lstm"))
        name = self.unique(kind)
        parameters = self.cell_parameters(name, x.shape[0], hidden, {"rnn": 1, "gru": 3, "lstm": 4}[kind])
        if h is None:
            return None
        if kind != "lstm":
            return self.add(Node((hidden,), f'{kind}_cell<"{name}", {hidden}>({{0}}, {{1}})', f"{kind}_cell({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}})",
                                 (x, h) + parameters, 1 + h.size))
        c = self.small(self.of_shape((hidden,)), 5)
        if c is None:
            return None
        made = None
        for part in rng.sample("hc", rng.randint(1, 2)):
            made = self.add(Node((hidden,), f'lstm_cell<"{name}", {hidden}>({{0}}, {{1}}, {{2}}).{part}',
                                 f"lstm_cell({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}).{part}", (x, h, c) + parameters, 1 + c.size))
        return made

    def scan(self):
        rng = self.rng
        xs = self.pick(lambda n: 2 <= len(n.shape) <= 3 and n.shape[0] <= 6 and size(n.shape) <= 60) if rng.random() < 0.5 else None
        element = rng.choice(((), (1,), (2,), (3,), (2, 2))) if xs is None else xs.shape[1:]
        xs = xs or self.any_leaf((rng.choice((1, 2, 3, 5)),) + element)
        xs = xs and self.small(xs, 5)
        if xs is None or len(xs.shape) < 1:
            return None
        steps = xs.shape[0]
        kind = rng.choice(("rnn", "gru", "lstm", "mix", "mix", "product")) if len(element) == 1 else "mix"
        hidden = element if kind == "mix" else (rng.choice((1, 2, 3, 4)),)
        operands, before, inside = [xs], [f'constexpr auto {{me}}_x = input<"{{me}}_x"{extents(element)}>;'], []
        before.append(f'constexpr auto {{me}}_h = slot<"{{me}}_h"{extents(hidden)}>;')

        def use(n):
            operands.append(n)
            return "{%d}" % (len(operands) - 1)

        name, carries = self.unique("scan"), ["h"]
        if kind in ("rnn", "gru", "lstm"):
            p = [use(n) for n in self.cell_parameters(name, element[0], hidden[0], {"rnn": 1, "gru": 3, "lstm": 4}[kind])]
            p = ", ".join(p)
        if kind == "lstm":
            carries.append("c")
            before.append(f'constexpr auto {{me}}_c = slot<"{{me}}_c"{extents(hidden)}>;')
            before.append(f'constexpr auto {{me}}_s = lstm_cell<"{name}", {hidden[0]}>({{me}}_x, {{me}}_h, {{me}}_c);')
            before += ["constexpr auto {me}_nh = {me}_s.h;", "constexpr auto {me}_nc = {me}_s.c;"]
            inside.append(f"const lstm_state next = lstm_cell(x, h, c, {p}); const tensor nh = next.h, nc = next.c;")
        elif kind in ("rnn", "gru"):
            before.append(f'constexpr auto {{me}}_nh = {kind}_cell<"{name}", {hidden[0]}>({{me}}_x, {{me}}_h);')
            inside.append(f"const tensor nh = {kind}_cell(x, h, {p});")
        elif kind == "product":
            w, u = self.leaf("parameter", (element[0], hidden[0])), self.leaf("parameter", (hidden[0], hidden[0]))
            a, b = use(w), use(u)
            before.append(f"constexpr auto {{me}}_nh = tanh(matmul({{me}}_x, {a}) + matmul({{me}}_h, {b}));")
            inside.append(f"const tensor nh = tanh(matmul(x, {a}) + matmul(h, {b}));")
        else:
            w = self.leaf("parameter", rng.choice((element, ())))
            a = use(w)
            form = rng.choice(("tanh({x} * {a} + 0.5_c * {h})", "0.25_c * {h} * {a} + {x}", "sigmoid({h}) * {x} - {a}", "max({x}, {h}) * 0.75_c + {a} * {x}"))
            before.append(f"constexpr auto {{me}}_nh = " + form.format(x="{me}_x", h="{me}_h", a=a) + ";")
            plain = form
            for number in ("0.5", "0.25", "0.75"):
                plain = plain.replace(number + "_c", f"number({number}L)")
            inside.append("const tensor nh = " + plain.format(x="x", h="h", a=a) + ";")
        out, shape, out_plain = "{me}_nh", hidden, "nh"
        r = rng.random()
        if r < 0.2:
            before.append("constexpr auto {me}_o = square({me}_nh) + {me}_nh;")
            out, out_plain = "{me}_o", "square(nh) + nh"
        elif r < 0.35:
            before.append("constexpr auto {me}_o = sum({me}_nh);")
            out, out_plain, shape = "{me}_o", "sum(nh, all_axes(nh))", ()
        elif r < 0.5 and kind == "lstm":
            out, out_plain = "{me}_nc", "nc"
        starts, parts = [], [f"each({{me}}_x, {{0}})"]
        for c in carries:
            start = self.small(self.of_shape(hidden), 5) if rng.random() < 0.5 else None
            parts.append(f"carry({{me}}_{c}, {{me}}_n{c}" + (f", {use(start)})" if start else ")"))
            starts.append(f"tensor {c} = " + (use_again(operands, start) if start else f"tensor({ints(hidden)})") + ";")
        body = " ".join(starts) + f" std::vector<tensor> all; for (int i = 0; i < {steps}; ++i) {{{{ const tensor x = squeeze(slice({{0}}, 0, i, 1, 1), 0); "
        body += " ".join(inside) + f" all.push_back({out_plain}); " + " ".join(f"{c} = n{c};" for c in carries) + " }} return stack(0, all);"
        return self.add(Node((steps,) + shape, f"scan({out}, {', '.join(parts)})", "[&] {{ " + body + " }}()", tuple(operands), 40.0, before="\n".join(before)))

    # Losses.

    def loss(self):
        rng = self.rng
        name = rng.choice(("mse", "mse", "mae", "huber", "huber<0.5>", "binary_cross_entropy", "hinge", "softmax_cross_entropy", "softmax_cross_entropy",
                           "index_cross_entropy", "negative_log_likelihood", "index_likelihood", "kl_divergence"))
        over_classes = name in ("softmax_cross_entropy", "index_cross_entropy", "negative_log_likelihood", "index_likelihood", "kl_divergence")
        z = self.pick(lambda n: n.shape) if over_classes else self.pick()
        z = z or self.any_leaf(self.shape(1))
        z = z and self.small(z, 10)
        if z is None or (over_classes and not z.shape):
            return None
        if name.startswith("index"):
            name = {"index_cross_entropy": "softmax_cross_entropy", "index_likelihood": "negative_log_likelihood"}[name]
            if len(z.shape) == 1:
                leaf = self.unique("k")
                y = self.add(Node((), f'class_index<"{leaf}", {z.shape[0]}>', role="index", name=leaf, classes=z.shape[0], whole=True))
            else:
                y = self.pick(lambda n: n.whole and n.shape == z.shape[:-1] and not n.role)
                if y is None:
                    source = self.of_shape(z.shape)
                    y = source and self.call("argmax", source, shape=z.shape[:-1], arguments="<-1>", plain="argmax({0}, ints{{-1}})", whole=True, most=float(z.shape[-1]))
            return y and self.call(name, z, y, shape=(), most=30.0 + z.size)
        y = self.of_shape(z.shape)
        y = y and self.small(y, 5)
        if y is None:
            return None
        if name == "kl_divergence":
            y = self.call("softmax", self.call("tanh", y, most=1), shape=y.shape, plain=f"softmax({{0}}, {len(y.shape) - 1})", most=1.0)
        if name == "binary_cross_entropy" and rng.random() < 0.5:
            y = self.call("sigmoid", y, most=1.0)
        if y is None:
            return None
        if "<" in name:
            return self.add(Node((), "huber<number{{0.5}}>({0}, {1})", "huber({0}, {1}, 0.5L)", (z, y), 30.0))
        return self.call(name, z, y, shape=(), most=(z.size + y.size) ** 2 + 4)

    def scalar_of(self, x):
        """Something that trains: one number of x."""
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
        return self.call(name, x, shape=(), plain=f"{name}({{0}}, {ints(range(len(x.shape)))})", most=x.size * size(x.shape))

    MAKERS = (("unary", 14), ("activation", 5), ("binary", 16), ("with_number", 4), ("comparison", 3), ("ternary", 4), ("reduction", 9), ("softmax", 3),
              ("matmul", 8), ("outer", 2), ("contract", 5), ("dense", 6), ("movement", 34), ("joined", 12), ("indexed", 4), ("counted", 1),
              ("convolution", 6), ("pooling", 4), ("cell", 2), ("scan", 2), ("loss", 2))

    def grow(self, count):
        names, weights = zip(*self.MAKERS)
        for _ in range(8 * count):
            if sum(not n.role for n in self.pool) >= count:
                break
            getattr(self, self.rng.choices(names, weights)[0])()


def use_again(operands, n):
    return "{%d}" % operands.index(n)
