"""Convolutions and pooling, along one or two axes."""

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
        options = [f".{n} = {t}" for n, t, plain in (("stride", stride_text, "1"), ("padding", padding_text, "0"),
                                                     ("dilation", dilation_text, "1")) if t != plain]
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
            return self.add(Node(shape, f'conv{axes}d<"{name}", {filters}, {extent}{last}>({{0}})',
                                 f"conv({{0}}, {{1}}, {{2}}, {numbers})", (x, w, b), most))
        w = self.of_shape(weight_shape, 0.3)
        w = w and self.small(w, 4)
        return w and self.add(Node(shape, f"convolve<{text}>({{0}}, {{1}})", f"convolve({{0}}, {{1}}, {numbers})",
                                   (x, w), most))

    def pooling(self):
        rng, axes = self.rng, self.rng.choice((1, 1, 2))
        x = self.pick(lambda n: len(n.shape) >= axes) if rng.random() < 0.7 else self.image(axes)
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
            more = (f", .padding = {p}" if p else "") + (f", .dilation = {d}" if d > 1 else "")
            text = f", pooling{{{{.stride = {s}{more}}}}}"
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
        return self.add(Node(shape, f"{name}_pool{axes}d<{written}{text}>({{0}})",
                             f"{name}_pool({{0}}, {axes}, {numbers})", (x,), x.size))
