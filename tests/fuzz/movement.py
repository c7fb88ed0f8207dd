"""Operations that move elements: shapes, slices, windows, concatenation, indexing."""

from pool import EXTENTS
from tree import Node, broadcast, ints, size


class Movement:
    def movement(self):
        rng = self.rng
        name = rng.choice(("reshape", "reshape", "transpose", "permute", "permute", "slice", "slice", "slice", "flip",
                           "pad", "pad", "broadcast",
                           "squeeze", "expand", "windows", "windows", "pick", "pick", "tile",
                           "repeat", "triangle"))
        x = self.pick(lambda n: n.shape) if name != "expand" else self.pick()
        x = x or self.any_leaf(self.shape(2))
        if x is None:
            return None
        made = getattr(self, "move_" + name)(x)
        if made is None:
            return None
        arguments, plain, shape = made[:3]
        most = made[3] if len(made) > 3 else x.size
        names = {"pick": "gather", "repeat": "repeat_interleave", "triangle": rng.choice(("tril", "triu"))}
        name = names.get(name, name)
        plain = plain.replace("NAME", name)
        return self.call(name, x, shape=tuple(shape), most=most, arguments=arguments, plain=plain,
                         whole=x.whole)

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
        shape = x.shape[:a] + (x.shape[a] + before + after,) + x.shape[a + 1:]
        return arguments, f"pad({{0}}, {a}, {before}, {after}, {value or 0}L)", shape, max(x.size, 1.5)

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
        written = a if self.rng.random() < 0.7 else a - len(x.shape)
        return f"<{written}>", f"squeeze({{0}}, {a})", x.shape[:a] + x.shape[a + 1:]

    def move_expand(self, x):
        a = self.rng.randint(0, len(x.shape))
        written = a if self.rng.random() < 0.7 else a - len(x.shape) - 1
        return f"<{written}>", f"expand({{0}}, {a})", x.shape[:a] + (1,) + x.shape[a:]

    def move_windows(self, x):
        rng = self.rng
        a, written = self.axis(x)
        n = x.shape[a]
        taps, stride, dilation = rng.randint(1, min(n, 4)), rng.choice((1, 1, 2, 3)), rng.choice((1, 1, 2))
        if (taps - 1) * dilation + 1 > n:
            dilation = 1
        count = (n - (taps - 1) * dilation - 1) // stride + 1
        more = f", {stride}, {dilation}" if dilation > 1 else f", {stride}" if stride > 1 else ""
        shape = x.shape[:a] + (count, taps) + x.shape[a + 1:]
        return f"<{written}, {taps}{more}>", f"windows({{0}}, {a}, {taps}, {stride}, {dilation})", shape

    def move_tile(self, x):
        times = [self.rng.choice((1, 2, 2, 3)) for _ in range(self.rng.randint(1, min(4, len(x.shape) + 1)))]
        shape = (1,) * (len(times) - len(x.shape)) + x.shape
        first = len(shape) - len(times)
        shape = [e * times[i - first] if i >= first else e for i, e in enumerate(shape)]
        return f"<{', '.join(map(str, times))}>", f"tile({{0}}, {ints(times)})", shape

    def move_repeat(self, x):
        a, written = self.axis(x)
        count = self.rng.choice((1, 2, 2, 3))
        shape = x.shape[:a] + (count * x.shape[a],) + x.shape[a + 1:]
        return f"<{written}, {count}>", f"repeat_interleave({{0}}, {a}, {count})", shape

    def move_triangle(self, x):
        if len(x.shape) < 2:
            return None
        k = self.rng.randint(-3, 3)
        return (f"<{k}>" if k or self.rng.random() < 0.5 else ""), f"NAME({{0}}, {k})", x.shape

    def move_pick(self, x):
        a, written = self.axis(x)
        chosen = [self.rng.randint(-x.shape[a], x.shape[a] - 1) for _ in range(self.rng.randint(1, 5))]
        if self.rng.random() < 0.5:
            chosen = [abs(c) % x.shape[a] for c in chosen]
        return (f"<{written}, numbers{{{{{', '.join(f'{c}.0' for c in chosen)}}}}}>",
                f"pick({{0}}, {a}, {ints(chosen)})",
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
            others = [i for i in range(len(x.shape)) if i != a]
            alike = lambda n: len(n.shape) == len(x.shape) and all(n.shape[i] == x.shape[i] for i in others)
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
        return self.call(name, *parts, shape=shape, arguments=f"<{written}>", plain=f"{name}({a}, {{{{{places}}}}})",
                         most=max(p.size for p in parts))

    def indexed(self):
        """gather and one_hot with a class index, or with a computed index."""
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        a, written = self.axis(x)
        fits = lambda n: n.whole and len(n.shape) <= 1 and n.classes <= x.shape[a]
        computed = self.pick(fits) if rng.random() < 0.5 else None
        if computed is None:
            name = self.unique("k")
            classes = rng.randint(1, x.shape[a])
            k = self.add(Node((), f'class_index<"{name}", {classes}>', role="index", name=name, classes=classes,
                              whole=True))
        else:
            k = computed
        if rng.random() < 0.35 and len(k.shape) < 4:
            classes = rng.randint(max(k.classes, 1), max(k.classes, 1) + 4)
            return self.call("one_hot", k, shape=k.shape + (classes,), arguments=f"<{classes}>",
                             plain=f"one_hot({{0}}, {classes})", most=1.0, whole=True)
        shape = x.shape[:a] + k.shape + x.shape[a + 1:]
        return self.call("gather", x, k, shape=shape, arguments=f"<{written}>", plain=f"gather({{0}}, {a}, {{1}})",
                         most=x.size)

    def counted(self):
        n = self.rng.choice(EXTENTS[:12])
        return self.add(Node((n,), f"iota<{n}>", f"iota({n})", size=float(n), whole=True))
