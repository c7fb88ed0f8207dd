"""Operations along one axis: cumulative ones, indexing with an index for each element, the k largest, gates."""

from tree import Node, broadcast, extents, ints, size


class Along:
    def gated(self):
        fits = lambda n: any(e % 2 == 0 for e in n.shape)
        x = self.pick(fits) or self.any_leaf((self.rng.choice((2, 4, 6)),))
        if x is None or not fits(x):
            return None
        a = self.rng.choice([a for a, e in enumerate(x.shape) if e % 2 == 0])
        shape = x.shape[:a] + (x.shape[a] // 2,) + x.shape[a + 1:]
        last = a == len(x.shape) - 1 and self.rng.random() < 0.5
        return self.call("glu", x, shape=shape, arguments="" if last else f"<{a}>", plain=f"glu({{0}}, {a})",
                         most=x.size)

    def cumulated(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        name = rng.choice(("cumsum", "cumprod", "linear_recurrence"))
        if name == "linear_recurrence":
            y = self.partner(self.small(x, 20))
            x, y = self.small(x, 20), self.small(y, 1)
            if x is None or y is None or broadcast(x.shape, y.shape) is None:
                return None
            s = broadcast(x.shape, y.shape)
            a = rng.randrange(len(s))
            return self.call(name, y, x, shape=s, arguments=f"<{rng.choice((a, a - len(s)))}>",
                             plain=f"linear_recurrence({{0}}, {{1}}, {a})", most=x.size * s[a])
        a, written = self.axis(x)
        count = x.shape[a]
        if name == "cumprod":
            x = self.small(x, 1.3 if count > 6 else 2)
        most = x and (x.size * count if name == "cumsum" else max(x.size, 1.0) ** count)
        last = a == len(x.shape) - 1 and rng.random() < 0.5
        return x and self.call(name, x, arguments="" if last else f"<{written}>", plain=f"{name}({{0}}, {a})",
                               most=most)

    def places(self, shape, extent):
        """Indices for an axis, a few of which have to be clamped: constant or computed."""
        rng = self.rng
        found = self.pick(lambda n: n.whole and n.shape == shape and n.role != "index")
        if found and rng.random() < 0.6:
            return found
        if rng.random() < 0.5 and size(shape) <= 24:
            values = [rng.randint(-1, extent) for _ in range(size(shape))]
            text, longs = ", ".join(f"{v}.0" for v in values), ", ".join(f"{v}.0L" for v in values)
            return self.add(Node(shape, f"table<numbers{{{{{text}}}}}{extents(shape)}>",
                                 f"table({ints(shape)}, {{{{{longs}}}}})", size=extent + 1.0, whole=True))
        source = self.small(self.of_shape(shape), 2)
        return source and self.add(Node(shape, "floor({0} + 1.5_c)", "floor({0} + number(1.5L))", (source,), 4.0,
                                        whole=True))

    def indexed_along(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        a, written = self.axis(x)
        n = x.shape[a]
        name = rng.choice(("gather_along", "scatter_add_along", "scatter_along", "scatter_add", "top_k", "top_k"))
        if name == "top_k":
            k = rng.choice((1, 2, n, (n + 1) // 2))
            k = min(k, n)
            part = rng.choice(("values", "values", "indices"))
            default = a == len(x.shape) - 1 and rng.random() < 0.5
            source = f"top_k<{k}{'' if default else f', {written}'}>({{0}}).{part}"
            plain = f"top_k{'_indices' if part == 'indices' else ''}({{0}}, {a}, {k})"
            most = float(n) if part == "indices" else x.size
            return self.add(Node(x.shape[:a] + (k,) + x.shape[a + 1:], source, plain, (x,), most,
                                 whole=part == "indices"))
        if name == "scatter_add":
            k = self.places((n,), n)
            extent = n + rng.randint(0, 2)
            return k and self.call(name, x, k, shape=x.shape[:a] + (extent,) + x.shape[a + 1:],
                                   arguments=f"<{written}, {extent}>",
                                   plain=f"scatter_add({{0}}, {a}, {extent}, {{1}})", most=x.size * n)
        count = n if name == "scatter_add_along" else rng.choice((1, 2, n, n + 1))
        shape = x.shape[:a] + (count,) + x.shape[a + 1:]
        places = shape
        if name != "scatter_along" and rng.random() < 0.3:
            places = tuple(e if i == a or rng.random() < 0.5 else 1 for i, e in enumerate(shape))
        if size(shape) > self.limit:
            return None
        k = self.places(places, n)
        if k is None:
            return None
        if name == "gather_along":
            return self.call(name, x, k, shape=shape, arguments=f"<{written}>",
                             plain=f"gather_along({{0}}, {a}, {{1}})", most=x.size)
        if name == "scatter_add_along":
            extent = max(1, n + rng.randint(-1, 2))
            return self.call(name, x, k, shape=x.shape[:a] + (extent,) + x.shape[a + 1:],
                             arguments=f"<{written}, {extent}>",
                             plain=f"scatter_add_along({{0}}, {a}, {extent}, {{1}})", most=x.size * n)
        v = self.of_shape(shape)
        return v and self.call(name, x, k, v, shape=x.shape, arguments=f"<{written}>",
                               plain=f"scatter_along({{0}}, {a}, {{1}}, {{2}})", most=x.size + v.size * count)
