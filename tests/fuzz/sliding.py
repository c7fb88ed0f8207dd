"""Convolutions and pooling, along one or two axes, with every kind of padding."""

from tree import Node, size


class Sliding:
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

    def beyond(self, axes, spatial, taps, stride, dilation, border):
        """Padding as written, and before and behind each axis."""
        kind = self.rng.choice(("sides", "sides", "each", "same") + (("causal", "causal") if axes == 1 else ()))
        ends = [(0, 0), (0, 0)]
        if kind == "sides":
            both = self.sides(min(spatial[2 - axes:]), border, 2)
            return f"sides{{{{{both[0]}, {both[1]}}}}}", [both, both]
        for i in range(2 - axes, 2):
            span = (taps[i] - 1) * dilation[i] + 1
            if kind == "each":
                ends[i] = self.sides(spatial[i], border, 2)
            elif kind == "causal":
                ends[i] = (span - 1, 0)
            else:
                count = -(-spatial[i] // stride[i])
                needed = max((count - 1) * stride[i] + span - spatial[i], 0)
                ends[i] = (needed // 2, needed - needed // 2)
        written = ", ".join(f"{{{{{a}, {b}}}}}" for a, b in ends[2 - axes:])
        return f"{{{{{written}}}}}" if kind == "each" else f"padding::{kind}", ends

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
        ends, border, plain_x = [(padding[0],) * 2, (padding[1],) * 2], "zero", "{0}"
        if rng.random() < 0.4:  # other sides than equal ones of zeros
            border = rng.choice(("zero", "zero", "edge", "reflect", "wrap"))
            padding_text, ends = self.beyond(axes, spatial, taps, stride, dilation, border)
        if axes == 1:
            ends[0], stride, dilation = (0, 0), (1, stride[1]), (1, dilation[1])
        for i in range(2 - axes, 2):
            most = {"reflect": spatial[i] - 1, "wrap": spatial[i]}.get(border, 100)
            if max(ends[i]) > most:
                return None
            if max(ends[i]):
                plain_x = f'pad_border({plain_x}, {i - 2}, {ends[i][0]}, {ends[i][1]}, "{border}")'
        room = [0, 0]
        for i in range(2):
            span = (taps[i] - 1) * dilation[i] + 1
            if span > spatial[i] + sum(ends[i]):
                return None
            room[i] = (spatial[i] + sum(ends[i]) - span) // stride[i] + 1
        shape = (filters,) + (tuple(room) if axes == 2 else (room[1],))
        if size(shape) > 2 * self.limit:
            return None
        options = [f".{n} = {t}" for n, t, plain in (("stride", stride_text, "1"), ("padding", padding_text, "0"),
                                                     ("border", f"border::{border}", "border::zero"),
                                                     ("dilation", dilation_text, "1")) if t != plain]
        options += [f".groups = {groups}"] if groups > 1 else []
        text = f"convolution{{{{{', '.join(options)}}}}}"
        numbers = ", ".join(f"{{{{{a[0]}, {a[1]}}}}}" for a in (stride, (0, 0), dilation)) + f", {groups}"
        own = taps if axes == 2 else taps[1:]
        weight_shape = (x.shape[0] // groups,) + own + (filters,)
        most = x.size * 2 * size(weight_shape[:-1]) + 2
        if rng.random() < 0.6:
            name = self.unique("c")
            w, b = self.hidden(name + ".weight", weight_shape), self.hidden(name + ".bias", (filters,))
            extent = str(taps[1]) if axes == 1 or taps[0] == taps[1] else f"spatial{{{{{taps[0]}, {taps[1]}}}}}"
            last = f", {text}" if options or rng.random() < 0.3 else ""
            return self.add(Node(shape, f'conv{axes}d<"{name}", {filters}, {extent}{last}>({{0}})',
                                 f"conv({plain_x}, {{1}}, {{2}}, {numbers})", (x, w, b), most))
        w = self.of_shape(weight_shape, 0.3)
        w = w and self.small(w, 4)
        return w and self.add(Node(shape, f"convolve<{text}>({{0}}, {{1}})", f"convolve({plain_x}, {{1}}, {numbers})",
                                   (x, w), most))

    def pooling(self):
        rng, axes = self.rng, self.rng.choice((1, 1, 2))
        x = self.pick(lambda n: len(n.shape) >= axes) if rng.random() < 0.7 else self.image(axes)
        if x is None or len(x.shape) < axes:
            return None
        extent = tuple(rng.randint(1, min(4, e)) for e in x.shape[-axes:])
        extent = ((1,) + extent) if axes == 1 else extent
        stride, dilation, ends = extent, (1, 1), [(0, 0), (0, 0)]
        text, ceiling, counted = "", False, True
        spatial = x.shape[-2:] if axes == 2 else (1,) + x.shape[-1:]
        if rng.random() < 0.7:
            s = rng.randint(1, 3)
            d = rng.choice((1, 1, 2))
            stride, dilation = (s, s) if axes == 2 else (1, s), (d, d) if axes == 2 else (1, d)
            padding, ends = rng.choice((("0", ends), self.beyond(axes, spatial, extent, stride, dilation, "zero")))
            ceiling, counted = rng.random() < 0.4, rng.random() < 0.5
            more = (f", .padding = {padding}" if padding != "0" else "") + (f", .dilation = {d}" if d > 1 else "")
            more += (", .ceiling = true" if ceiling else "") + ("" if counted else ", .count_padding = false")
            text = f", pooling{{{{.stride = {s}{more}}}}}"
        room, rows = [], []
        for i in range(2 - axes, 2):
            size_, s, d, n, (before, after) = extent[i], stride[i], dilation[i], spatial[i], ends[i]
            left = n + before + after - (size_ - 1) * d - 1
            count = (-(-left // s) if ceiling else left // s) + 1
            if ceiling and (count - 1) * s >= n + before:
                count -= 1
            windows = [[w * s + k * d - before for k in range(size_)] for w in range(count)]
            if count < 1 or not all(any(0 <= at < n for at in w) for w in windows):
                return None
            low, high = (-before, n + after) if counted else (0, n)
            room.append(count)
            rows.append(f"{{{{{size_}, {s}, {d}, {before}, {count}, {low}, {high}}}}}")
        written = str(extent[1]) if axes == 1 or extent[0] == extent[1] else f"spatial{{{{{extent[0]}, {extent[1]}}}}}"
        name = rng.choice(("max", "avg"))
        return self.add(Node(x.shape[:-axes] + tuple(room), f"{name}_pool{axes}d<{written}{text}>({{0}})",
                             f'pool("{name}", {{0}}, {axes}, {{{{{", ".join(rows)}}}}})', (x,), x.size))
