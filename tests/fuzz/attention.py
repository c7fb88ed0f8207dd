"""Embeddings, positions, attention and blocks of transformers."""

from tree import Node, extents, size


class Attention:
    def embedded(self):
        """An embedding of an index with or without extents."""
        rng = self.rng
        shape = rng.choice(((), (1,), (2,), (3,), (5,), (2, 3)))
        classes, width = rng.randint(1, 6), rng.choice((1, 2, 3, 5, 8))
        name = self.unique("k")
        k = self.add(Node(shape, f'class_index<"{name}", {classes}{extents(shape)}>', role="index", name=name,
                          classes=classes, whole=True))
        table = self.unique("e")
        w = self.hidden(table + ".weight", (classes, width))
        return k and self.add(Node(shape + (width,), f'embedding<"{table}", {width}>({{0}})', "gather({1}, 0, {0})",
                                   (k, w), 2.0))

    def placed(self):
        x = self.small(self.of_rank((2, 2, 3)), 20)
        if x is None or len(x.shape) < 2:
            return None
        kind = self.rng.choice(("sinusoidal", "learned", "rotary"))
        if kind == "learned":
            name = self.unique("p")
            w = self.hidden(name + ".weight", x.shape[-2:])
            return self.add(Node(x.shape, f'learned_positions<"{name}">({{0}})', "{0} + {1}", (x, w), x.size + 2))
        if kind == "rotary" and x.shape[-1] % 2:
            return None
        return self.call(kind + "_positions", x, shape=x.shape, most=2 * x.size + 1)

    def mask(self, queries, keys):
        """What stands behind the operands, in both languages, and the further operand, or nothing."""
        rng = self.rng
        kind = rng.choice(("", "", "length", "causal", "any"))
        if kind == "length":
            name = self.unique("k")
            k = self.add(Node((), f'class_index<"{name}", {keys + 1}>', role="index", name=name, classes=keys + 1,
                              whole=True))
            return f"length_mask<{keys}>({{m}})", f"length_mask({keys}, {{m}})", k
        if kind == "causal" and queries == keys:
            return f"causal_mask<{keys}>", f"causal_mask({keys})", None
        if kind == "any":
            ones = [str(rng.randint(0, 1)) for _ in range(queries * keys)]
            longs = ", ".join(f"{o}.0L" for o in ones)
            return (f'table<numbers{{{{{", ".join(o + ".0" for o in ones)}}}}}, {queries}, {keys}>',
                    f"table(ints{{{{{queries}, {keys}}}}}, {{{{{longs}}}}})", None)
        return "", "", None

    def attended(self, call, plain, shape, operands, parameters, queries, keys, most):
        """call and plain with {m} where a mask may stand."""
        source, text, operand = self.mask(queries, keys)
        operands = operands + ((operand,) if operand else ()) + parameters
        at = "{%d}" % (len(operands) - len(parameters) - 1)
        source, text = source.replace("{m}", at), text.replace("{m}", at)
        first = len(operands) - len(parameters)
        weights = ", ".join("{%d}" % (first + i) for i in range(len(parameters)))
        return self.add(Node(shape, call.replace("[m]", ", " + source if source else ""),
                             plain.replace("[m]", text or "tensor()").replace("[p]", weights), operands, most))

    def products(self):
        """scaled_dot_product_attention without leading axes."""
        rng = self.rng
        q = self.small(self.of_rank((2,), 20), 4)
        if q is None or len(q.shape) != 2:
            return None
        n, e = rng.choice((1, 2, 3, 5)), rng.choice((1, 2, 3))
        k, v = self.small(self.of_shape((n, q.shape[1])), 4), self.of_shape((n, e))
        if k is None or v is None:
            return None
        return self.attended("scaled_dot_product_attention({0}, {1}, {2}[m])", "attention({0}, {1}, {2}, [m])",
                             (q.shape[0], e), (q, k, v), (), q.shape[0], n, v.size)

    def heads(self):
        rng = self.rng
        width, heads, of_keys = rng.choice(((2, 1, 1), (2, 2, 1), (4, 2, 2), (4, 2, 1), (4, 1, 1), (6, 3, 1)))
        m, n = rng.choice((1, 2, 3, 4)), rng.choice((1, 2, 3))
        x = self.small(self.of_shape((m, width)), 3)
        cross = rng.random() < 0.4
        memory = self.small(self.of_shape((n, width)), 3) if cross else x
        if x is None or memory is None:
            return None
        name = self.unique("a")
        inner = width + 2 * width // heads * of_keys
        p = (self.hidden(name + ".in_proj_weight", (width, inner)), self.hidden(name + ".in_proj_bias", (inner,)),
             self.hidden(name + ".out_proj.weight", (width, width)), self.hidden(name + ".out_proj.bias", (width,)))
        causal = not cross and rng.random() < 0.4
        rotary = width // heads % 2 == 0 and rng.random() < 0.4
        flags = f"{str(causal).lower()}, {str(rotary).lower()}"
        call = f'{"cross" if cross else "self"}_attention<"{name}", attention{{{{{heads}, {of_keys}, {flags}}}}}>'
        call += "({0}, {1}[m])" if cross else "({0}[m])"
        plain = "attention_of_heads({0}, {%d}, [m], {{%d, %d, %s}}, [p])" % (int(cross), heads, of_keys, flags)
        return self.attended(call, plain, (m, width), (x, memory) if cross else (x,), p, m, n if cross else m,
                             4 * width * width * max(x.size, memory.size, 1) + 2)

    def normalised(self):
        x = self.small(self.of_rank((1, 2, 3)), 10)
        if x is None or not x.shape or x.shape[-1] < 3:
            return None
        name = self.unique("n")
        if self.rng.random() < 0.5:
            return self.add(Node(x.shape, f'rms_norm<"{name}", 0.25>({{0}})', "rms_norm({0}, {1})",
                                 (x, self.hidden(name + ".scale", x.shape[-1:])), 2.0 * size(x.shape)))
        scale, shift = self.hidden(name + ".scale", x.shape[-1:]), self.hidden(name + ".shift", x.shape[-1:])
        return self.add(Node(x.shape, f'layer_norm<"{name}">({{0}})', "layer_norm({0}, {1}, {2})", (x, scale, shift),
                             2.0 * size(x.shape) + 2))
