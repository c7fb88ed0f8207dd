"""Padding, transposed convolution, three spatial axes, resizing, adaptive pooling, and what normalises or drops
channels."""

from tree import Node, ints, size

BORDERS = ("edge", "edge", "reflect", "wrap", "zero")


class Space:
    def sides(self, extent, border, most=3):
        """Elements before and behind an axis, as many as the border allows."""
        room = {"reflect": extent - 1, "wrap": extent}.get(border, most)
        return self.rng.randint(0, min(most, room)), self.rng.randint(0, min(most, room))

    def bordered(self):
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        a, written = self.axis(x)
        border = self.rng.choice(BORDERS)
        before, after = self.sides(x.shape[a], border)
        shape = x.shape[:a] + (x.shape[a] + before + after,) + x.shape[a + 1:]
        return self.call("pad", x, shape=shape, most=x.size, arguments=f"<{written}, {before}, {after}, border::{border}>",
                         plain=f'pad_border({{0}}, {a}, {before}, {after}, "{border}")')

    def transposed(self):
        rng, axes = self.rng, self.rng.choice((1, 1, 2))
        x = self.image(axes)
        if x is None or len(x.shape) != axes + 1:
            return None
        groups = rng.choice([g for g in (1, 1, 2, 3) if x.shape[0] % g == 0])
        each = rng.randint(1, 3)
        taps = [rng.randint(1, 3) for _ in range(axes)]
        stride = [rng.randint(1, 3) for _ in range(axes)]
        dilation = [rng.choice((1, 1, 2)) for _ in range(axes)]
        same = rng.random() < 0.2
        before, extent, cut, more = [], [], [], []
        for i, n in enumerate(x.shape[1:]):
            span = (taps[i] - 1) * dilation[i] + 1
            if same:
                before.append(max(span - stride[i], 0) // 2)
                extent.append(n * stride[i])
                continue
            b, a = rng.randint(0, 1), rng.randint(0, 1)
            o = rng.randint(0, max(stride[i], dilation[i]) - 1)
            before.append(b), cut.append((b, a)), more.append(o)
            extent.append((n - 1) * stride[i] + span - b - a + o)
        if min(extent) < 1 or size(extent) * each * groups > 2 * self.limit:
            return None
        braced = lambda v: str(v[0]) if axes == 1 else "{{" + ", ".join(map(str, v)) + "}}"
        sides = lambda s: f"{{{{{s[0]}, {s[1]}}}}}"
        padding = "padding::same" if same else "{{" + ", ".join(map(sides, cut)) + "}}"
        options = [f".stride = {braced(stride)}", f".padding = {padding}"]
        options += [] if same else [f".output_padding = {braced(more)}"]
        options += [f".dilation = {braced(dilation)}", f".groups = {groups}"]
        text = f"transposed_convolution{{{{{', '.join(options)}}}}}"
        pair = lambda v: f"{{{{{1 if axes == 1 else v[0]}, {v[-1]}}}}}"
        numbers = f"{pair(stride)}, {pair(before)}, {pair(extent)}, {pair(dilation)}, {groups}"
        w = self.of_shape((x.shape[0], each) + tuple(taps), 0.3)
        w = w and self.small(w, 4)
        return w and self.add(Node((each * groups,) + tuple(extent), f"transposed_convolve<{text}>({{0}}, {{1}})",
                                   f"transposed_convolve({{0}}, {{1}}, {numbers})", (x, w),
                                   x.size * w.size * x.shape[0] * size(taps) + 1))

    def resized(self):
        rng = self.rng
        x = self.pick(lambda n: n.shape) or self.any_leaf(self.shape(2))
        if x is None or not x.shape:
            return None
        a, written = self.axis(x)
        m = rng.choice((1, 2, 3, 4, 5, 7, 8, 10, 2 * x.shape[a], 3 * x.shape[a]))
        how = rng.choice(("nearest", "linear", "linear", "cubic"))
        at = rng.choice(("half_pixel", "half_pixel", "aligned", "asymmetric"))
        shape = x.shape[:a] + (m,) + x.shape[a + 1:]
        return self.call("resize", x, shape=shape, most=x.size * (2 if how == "cubic" else 1),
                         arguments=f"<{written}, {m}, interpolation::{how}, corner_rule::{at}>",
                         plain=f'resize({{0}}, {a}, {m}, "{how}", "{at}")')

    def adaptive(self):
        rng, axes = self.rng, self.rng.choice((1, 2))
        x = self.pick(lambda n: len(n.shape) >= axes) or self.image(axes)
        if x is None or len(x.shape) < axes:
            return None
        kind = rng.choice(("max", "avg"))
        if len(x.shape) > 1 and rng.random() < 0.3:
            place = ", ".join(map(str, range(1, len(x.shape))))
            return self.call(f"global_{kind}_pool", x, shape=x.shape[:1], most=x.size,
                             plain=f"{'mean' if kind == 'avg' else 'max'}({{0}}, ints{{{{{place}}}}})")
        rows, columns = rng.randint(1, 5), rng.randint(1, 5)
        written = str(columns) if axes == 1 else f"spatial{{{{{rows}, {columns}}}}}"
        shape = x.shape[:-axes] + ((rows, columns) if axes == 2 else (columns,))
        return self.add(Node(shape, f"adaptive_{kind}_pool{axes}d<{written}>({{0}})",
                             f'adaptive_pool("{kind}", {{0}}, {axes}, {rows}, {columns})', (x,), x.size))

    def of_channels(self):
        rng = self.rng
        x = self.pick(lambda n: len(n.shape) >= 2) or self.image(1)
        x = self.small(x, 4)
        if x is None or len(x.shape) < 2:
            return None
        kind = rng.choice(("group", "group", "instance", "response", "drop"))
        if kind == "drop":
            name = self.unique("u")
            return self.add(Node(x.shape, f'channel_dropout<"{name}", number{{{{0.25}}}}>({{0}})',
                                 f'channel_dropout("{name}", 0.25L, {{0}})', (x,), x.size * 1.5, random=True))
        if kind == "response":
            n, beta = rng.randint(1, 5), rng.choice(("0.75", "0.5", "1.0"))
            return self.call("local_response_norm", x, shape=x.shape, most=x.size,
                             arguments=f"<{n}, number{{{{0.5}}}}, number{{{{{beta}}}}}, number{{{{2.0}}}}>",
                             plain=f"local_response_norm({{0}}, {n}, 0.5L, {beta}L, 2)")
        groups = x.shape[0] if kind == "instance" else rng.choice([g for g in range(1, x.shape[0] + 1)
                                                                  if x.shape[0] % g == 0])
        name = self.unique("n")
        scale, shift = self.hidden(name + ".scale", x.shape[:1]), self.hidden(name + ".shift", x.shape[:1])
        arguments = f'"{name}", {groups}' if kind == "group" else f'"{name}"'
        return self.add(Node(x.shape, f"{kind}_norm<{arguments}, number{{{{0.25}}}}>({{0}})",
                             f"group_norm({{0}}, {{1}}, {{2}}, {groups}, 0.25L)", (x, scale, shift), 2 * x.size + 4))

    def volume(self):
        """Convolutions and pooling along three axes."""
        rng = self.rng
        x = self.pick(lambda n: len(n.shape) == 4) if rng.random() < 0.4 else None
        x = x or self.any_leaf((rng.randint(1, 3),) + tuple(rng.choice((1, 2, 2, 3, 4)) for _ in range(3)))
        x = self.small(x, 10)
        if x is None:
            return None
        kind = rng.choice(("conv", "conv", "max", "avg"))
        taps = [rng.randint(1, min(3, e)) for e in x.shape[1:]]
        stride = [rng.choice((1, 1, 2)) for _ in range(3)]
        padding = [rng.randint(0, t // 2) for t in taps]
        extent = [(e + 2 * p - t) // s + 1 for e, p, t, s in zip(x.shape[1:], padding, taps, stride)]
        written = "spatial{{" + ", ".join(map(str, taps)) + "}}"
        three = lambda v: "{{" + ", ".join(map(str, v)) + "}}"
        options = f".stride = {three(stride)}, .padding = {three(padding)}"
        padded = "{0}"
        for i, p in enumerate(padding):
            padded = f'pad_border({padded}, {i + 1}, {p}, {p}, "zero")' if p and kind != "max" else padded
        if kind == "conv":
            groups = rng.choice([g for g in (1, 1, 2, 3) if x.shape[0] % g == 0])
            filters = groups * rng.randint(1, 2)
            if size(extent) * filters > 2 * self.limit:
                return None
            name = self.unique("c")
            w = self.hidden(name + ".weight", (x.shape[0] // groups,) + tuple(taps) + (filters,))
            b = self.hidden(name + ".bias", (filters,))
            text = f"convolution{{{{{options}, .groups = {groups}}}}}"
            return self.add(Node((filters,) + tuple(extent), f'conv3d<"{name}", {filters}, {written}, {text}>({{0}})',
                                 f"conv3d({padded}, {{1}}, {{2}}, {ints(stride)}, {groups})", (x, w, b),
                                 x.size * 2 * size(w.shape[:-1]) + 2))
        if kind == "max" and max(padding):
            return None
        for i in reversed(range(3)):
            padded = f"windows({padded}, {i + 1}, {taps[i]}, {stride[i]}, 1)"
        reduced = "max" if kind == "max" else "mean"
        return self.add(Node(x.shape[:1] + tuple(extent), f"{kind}_pool3d<{written}, pooling{{{{{options}}}}}>({{0}})",
                             f"{reduced}({padded}, ints{{{{2, 4, 6}}}})", (x,), x.size))
