"""Recurrent cells and loops of them."""

from tree import Node, extents, ints, size


class Recurrence:
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
        kind = rng.choice(("rnn", "gru", "gru", "lstm", "lstm"))
        name = self.unique(kind)
        parameters = self.cell_parameters(name, x.shape[0], hidden, {"rnn": 1, "gru": 3, "lstm": 4}[kind])
        before = ", reset_gate::before" if kind == "gru" and rng.random() < 0.4 else ""
        peeps = kind == "lstm" and rng.random() < 0.4
        if h is None:
            return None
        if kind != "lstm":
            return self.add(Node((hidden,), f'{kind}_cell<"{name}", {hidden}{before}>({{0}}, {{1}})',
                                 f"{kind}_cell{'_before' if before else ''}({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}})",
                                 (x, h) + parameters, 1 + h.size))
        c = self.small(self.of_shape((hidden,)), 5)
        if c is None:
            return None
        made = None
        sees = (self.hidden(name + ".weight_ch", (3 * hidden,)),) if peeps else ()
        for part in rng.sample("hc", rng.randint(1, 2)):
            prefix, also = ("peephole_", ", {7}") if peeps else ("", "")
            made = self.add(Node((hidden,), f'{prefix}lstm_cell<"{name}", {hidden}>({{0}}, {{1}}, {{2}}).{part}',
                                 f"lstm_cell({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}{also}).{part}", (x, h, c)
                                 + parameters + sees, 1 + c.size))
        return made

    def delayed(self):
        """A delay line, in a live program. Its past is a slot of the plain evaluation."""
        x = self.slots and self.small(self.of_rank((1, 1, 2, 2, 3), 30), 10)
        if not x or not x.shape:
            return None
        past, name = self.rng.choice((1, 1, 2, 3, 5, 8, 17)), self.unique("d")
        before = Node(x.shape[:-1] + (past,), f'slot<"{name}"{extents(x.shape[:-1] + (past,))}>', role="slot", name=name)
        return self.add(Node(x.shape[:-1] + (past + x.shape[-1],), f'delay<"{name}", {past}>({{1}})',
                             f"concat({len(x.shape) - 1}, {{{{{{0}}, {{1}}}}}})", (before, x), x.size, past=past))

    def layered(self):
        """Recurrent layers over a sequence, with a length or without."""
        rng = self.rng
        xs = self.small(self.of_rank((2,), 20), 5)
        if xs is None or len(xs.shape) != 2 or xs.shape[0] > 6:
            return None
        steps, inputs = xs.shape
        kind, hidden, layers, both = rng.choice(("rnn", "gru", "lstm")), rng.choice((1, 2, 3)), rng.randint(1, 2), rng.random() < 0.4
        gates, name, parameters = {"rnn": 1, "gru": 3, "lstm": 4}[kind], self.unique("l"), ()
        for k in range(layers):
            for side in ("", "_reverse") if both else ("",):
                parameters += self.cell_parameters(f"{name}.l{k}{side}", inputs, hidden, gates)
            inputs = hidden * (2 if both else 1)
        length, given, told = (), "", str(steps)
        if rng.random() < 0.6:
            leaf = self.unique("k")
            length = (self.add(Node((), f'class_index<"{leaf}", {steps + 1}>', role="index", name=leaf,
                                    classes=steps + 1, whole=True)),)
            given, told = ", {1}", "static_cast<int>({1}.at[0].v)"
        first = 1 + len(length)
        weights = ", ".join("{%d}" % (first + i) for i in range(len(parameters)))
        flags = f"recurrent{{{{{layers}, {str(both).lower()}}}}}"
        return self.add(Node((steps, inputs), f'{kind}_layer<"{name}", {hidden}, {flags}>({{0}}{given})',
                             f'recurrent_layers("{kind}", {{0}}, {told}, {layers}, {str(both).lower()}, {{{{{weights}}}}})',
                             (xs,) + length + parameters, 1.0))

    def scan(self):
        rng = self.rng
        xs = self.pick(lambda n: 2 <= len(n.shape) <= 3 and n.shape[0] <= 6
                       and size(n.shape) <= 60) if rng.random() < 0.5 else None
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
            gates = {"rnn": 1, "gru": 3, "lstm": 4}[kind]
            p = [use(n) for n in self.cell_parameters(name, element[0], hidden[0], gates)]
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
            form = rng.choice(("tanh({x} * {a} + 0.5_c * {h})", "0.25_c * {h} * {a} + {x}", "sigmoid({h}) * {x} - {a}",
                               "max({x}, {h}) * 0.75_c + {a} * {x}"))
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
        element_of = "const tensor x = squeeze(slice({0}, 0, i, 1, 1), 0);"
        moves = " ".join(f"{c} = n{c};" for c in carries)
        body = f"{' '.join(starts)} std::vector<tensor> all; for (int i = 0; i < {steps}; ++i) {{{{ {element_of} "
        body += f"{' '.join(inside)} all.push_back({out_plain}); {moves} }}}} return stack(0, all);"
        return self.add(Node((steps,) + shape, f"scan({out}, {', '.join(parts)})", "[&] {{ " + body + " }}()",
                             tuple(operands), 40.0, before="\n".join(before)))


def use_again(operands, n):
    return "{%d}" % operands.index(n)
