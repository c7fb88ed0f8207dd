"""Typed expressions: nodes with shapes, each written twice, for the library and for the plain evaluation."""

import dataclasses
import math


def size(shape):
    return math.prod(shape)


def extents(shape):
    return "".join(f", {e}" for e in shape)


def ints(values):
    """A list of integers, written for a format."""
    return "ints{{" + ", ".join(map(str, values)) + "}}"


def broadcast(*shapes):
    """The broadcast shape of the operands, or None."""
    rank = max(map(len, shapes))
    result = []
    for axis in range(rank):
        here = {s[axis - rank + len(s)] for s in shapes if axis - rank + len(s) >= 0} - {1}
        if len(here) > 1:
            return None
        result.append(here.pop() if here else 1)
    return tuple(result)


@dataclasses.dataclass
class Node:
    """`source` and `plain` are formats in which {0}, {1}, ... are operands; a leaf has a role and no operands."""

    shape: tuple
    source: str
    plain: str = ""
    operands: tuple = ()
    size: float = 2.0      # no element is larger
    role: str = ""         # of a leaf
    name: str = ""
    classes: int = 0
    before: str = ""       # lines before its own
    whole: bool = False    # elements are small integers
    random: bool = False   # drawn anew for each sample
    hidden: bool = False   # not named in the source: a parameter of a layer
    past: int = 0          # of a delay line, whose first operand is a slot that becomes its end

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other


@dataclasses.dataclass
class Output:
    node: Node
    of: Node = None      # the derivative of this with respect to node: a gradient or, if it is not a scalar, a Jacobian
    bound: bool = False  # written by the call
    over: Node = None    # the input whose memory it overwrites


@dataclasses.dataclass
class Case:
    """A program and how it is run."""

    name: str
    kind: str            # program, live or training
    seed: int
    double: bool
    batch: int           # 0: none
    lanes: bool          # lanes<1>
    threads: int
    counts: tuple
    outputs: list = dataclasses.field(default_factory=list)
    assigns: list = dataclasses.field(default_factory=list)  # (slot, value)
    loss: Node = None
    optimiser: str = ""
    training_mode: bool = False
    streams: int = 0     # 0: none

    def tile(self):
        return self.streams or max(self.batch, 1)

    def moved(self):
        """(slot, value, past): what each sample moves on."""
        return [(s, v, 0) for s, v in self.assigns] + [(n.operands[0], n, n.past) for n in self.nodes() if n.past]

    def roots(self):
        if self.kind == "training":
            return [self.loss]
        found = []
        for o in self.outputs:
            found += [o.node] + ([o.of] if o.of else [])
        return found + [n for pair in self.assigns for n in pair]

    def nodes(self):
        """Leaves first, operands before the nodes that use them."""
        order, seen = [], set()

        def visit(n):
            if n in seen:
                return
            seen.add(n)
            for o in n.operands:
                visit(o)
            order.append(n)

        for r in self.roots():
            visit(r)
        return [n for n in order if n.role] + [n for n in order if not n.role]

    def options(self):
        names = ([f"batch<{self.batch}>"] if self.batch else []) + ["in<double>" if self.double else "in<float>"]
        names += (["lanes<1>"] if self.lanes else []) + ([f"threads<{self.threads}>"] if self.threads else [])
        names += [f"streams<{self.streams}>"] if self.streams else []
        names += ["live"] if self.kind == "live" and not self.streams and not self.assigns else []
        return names + (["training_mode"] if self.training_mode else [])


def varies(node):
    """True if the expression, as written, depends on the sample."""
    return node.random or node.role in ("input", "index", "slot") or any(varies(o) for o in node.operands)


class Writer:
    """The C++ of one case."""

    def __init__(self, case):
        self.case = case
        self.nodes = case.nodes()
        self.number = {n: i for i, n in enumerate(self.nodes)}

    def name(self, n, root=None):
        if n.hidden and root is not None:
            return f'parameter<"{n.name}">({self.name(root)})'
        return n.name if n.role and not n.hidden else f"v{self.number[n]}"

    def used_by_source(self, n):
        return not n.hidden

    def expressions(self):
        lines = []
        for n in self.nodes:
            if n.hidden:
                continue
            if n.before:
                lines += n.before.format(*[self.name(o) for o in n.operands], me=self.name(n)).splitlines()
            text = n.source.format(*[self.name(o) for o in n.operands], me=self.name(n))
            lines.append(f"constexpr auto {self.name(n)} = {text};")
        for i, o in enumerate(self.case.outputs):
            if o.of:
                derive = "jacobian" if o.of.shape else "grad"
                lines.append(f"constexpr auto o{i} = {derive}({self.name(o.of)}, {self.name(o.node, o.of)});")
        return lines

    def output_name(self, i):
        o = self.case.outputs[i]
        return f"o{i}" if o.of else self.name(o.node)

    def program(self):
        c = self.case
        if c.kind == "training":
            return f"training_step<{', '.join([self.name(c.loss), c.optimiser] + c.options())}>"
        outputs = [self.output_name(i) for i in range(len(c.outputs))]
        assigns = [f"assign({self.name(s)}, {self.name(v)})" for s, v in c.assigns]
        return f"program<{', '.join(outputs + assigns + c.options())}>"

    def plain(self):
        lines = []
        leaves = [n for n in self.nodes if n.role]
        for n in leaves:
            lines.append(f"[[maybe_unused]] const tensor& v{self.number[n]} = t[{self.number[n]}];")
        for n in self.nodes[len(leaves):]:
            text = n.plain.format(*[f"v{self.number[o]}" for o in n.operands])
            lines.append(f"[[maybe_unused]] const tensor& v{self.number[n]} = t.put({self.number[n]}, {text});")
        return lines

    def bindings(self):
        made = []
        for n in self.nodes:
            at = self.number[n]
            if n.role == "input":
                made.append(f"{n.name} = d.range({at})")
            elif n.role == "index":
                made.append(f"{n.name} = d.indices({at})")
            elif n.role == "scalar":
                made.append(f"{n.name} = d.number({at})")
        made += [f"{self.output_name(i)} = d.out({i})" for i, o in enumerate(self.case.outputs) if o.bound]
        return made

    def over_text(self):
        return [f"// {self.output_name(i)} is written over {o.over.name}" for i, o in enumerate(self.case.outputs)
                if o.over in self.number]

    def text(self):
        c, out = self.case, []
        out += [f"namespace {c.name} {{", "using namespace tapeless;", *self.expressions(), "}"]
        out += [f"namespace plain_{c.name} {{", "using namespace plain;",
                "void evaluate([[maybe_unused]] fuzz::tape& t) {"]
        out += ["  " + line for line in self.plain()] + ["}", "}"]
        out += [f"namespace {c.name} {{", "struct check {", f"  using T = {'double' if c.double else 'float'};"]
        out += [f"  using P = {self.program()};", "  static_assert(verify<P>());"]
        shared, live = str(bool(c.threads)).lower(), str(c.kind == "live").lower()
        mode = str(c.training_mode).lower()
        out.append(f"  static constexpr bool shared = {shared}, live = {live}, as_in_training = {mode};")
        out.append(f"  static constexpr int tile = {c.tile()}, streams = {max(c.streams, 1)}, counts[] = {{{', '.join(map(str, c.counts))}}};")
        leaves = []
        for n in self.nodes:
            if n.role:
                leaves.append(f'{{fuzz::role::{n.role}, "{n.name}", {{{", ".join(map(str, n.shape))}}}, {n.classes}}}')
        shapes = ", ".join("{" + ", ".join(map(str, n.shape)) + "}" for n in self.nodes)
        out.append("  static const fuzz::model& shape() {")
        plain = f"&plain_{c.name}::evaluate"
        out.append(f"    static const fuzz::model m{{{{{', '.join(leaves)}}}, {{{shapes}}}, {plain}}};")
        out += ["    return m;", "  }"]
        out.append("  static auto call(auto&& go, [[maybe_unused]] auto& d) { return go(" + ", ".join(self.bindings())
                   + "); }")
        if c.kind == "training":
            out.append(f"  static constexpr auto optimiser = {c.optimiser};")
            out.append(f"  static constexpr int loss = {self.number[c.loss]};")
        else:
            rows = []
            for i, o in enumerate(c.outputs):
                of = self.number[o.of] if o.of else -1
                label = f"d {self.name(o.of)} / d {o.node.name or self.name(o.node)} " if o.of else self.name(o.node)
                bound, over = str(o.bound).lower(), self.number.get(o.over, -1)
                rows.append(f'{{{self.number[o.node]}, {of}, {bound}, "{label}", {over}}}')
            out.append(f"  static std::vector<fuzz::wanted> outputs() {{ return {{{', '.join(rows)}}}; }}")
            pairs = ", ".join(f"{{{self.number[s]}, {self.number[v]}, {past}}}" for s, v, past in c.moved())
            out.append(f"  static std::vector<fuzz::assigned> assignments() {{ return {{{pairs}}}; }}")
            names = map(self.output_name, range(len(c.outputs)))
            reads = " ".join(f"f({i}, p[{n}].data(), p[{n}].size());" for i, n in enumerate(names))
            out.append(f"  static void read(const P& p, auto&& f) {{ {reads} }}")
            reads = " ".join(f"f({self.number[s]}, p[{s.name}]);" for s in self.nodes if s.role == "slot")
            arguments = "[[maybe_unused]] const P& p, [[maybe_unused]] auto&& f"
            out.append(f"  static void read_slots({arguments}) {{ {reads} }}")
        out += ["};", "}"]
        return "\n".join(out) + "\n"

    def shown(self):
        """A human-readable description."""
        lines = [line for line in self.expressions()] + [f"using P = {self.program()};"] + self.over_text()
        return lines


def file_text(cases):
    text = '#include "check.hpp"\n\n' + "\n".join(Writer(c).text() for c in cases)
    text += "\nint main() {\n  fuzz::report r;\n"
    for c in cases:
        kind = "training" if c.kind == "training" else "program"
        text += f'  r.begin("{c.name}");\n  {{\n    fuzz::tested_{kind}<{c.name}::check> s;\n'
        text += f"    fuzz::check_{kind}(r, s, {c.seed}u);\n  }}\n"
    return text + "  return r.end();\n}\n"
