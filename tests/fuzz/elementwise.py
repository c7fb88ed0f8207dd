"""Elementwise operations: arithmetic, functions, activations, comparisons, choices."""

from tree import Node, broadcast, size


class Elementwise:
    def unary(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("neg", "square", "sqrt", "rsqrt", "cbrt", "exp", "expm1", "log", "log1p", "log2", "sin",
                           "cos", "tan", "asin",
                           "acos", "atan", "sinh", "cosh", "tanh", "sigmoid", "softplus", "erf", "abs", "sign", "floor",
                           "relu", "asinh", "acosh", "atanh", "erfc", "normal_cdf", "log_sigmoid", "round", "ceil",
                           "trunc",
                           "stop_gradient"))
        if name == "neg":
            return self.add(Node(x.shape, "-{0}", "-{0}", (x,), x.size))
        if name in ("sqrt", "rsqrt", "cbrt", "log", "log1p", "log2"):
            x = self.positive(x)
            return x and self.call(name, x, most=max(2.0, x.size))
        if name == "acosh":
            x = self.positive(x)
            return x and self.call(name, self.add(Node(x.shape, "{0} + 0.75_c", "{0} + number(0.75L)", (x,),
                                                       x.size + 0.75)), most=x.size + 1)
        if name in ("asin", "acos", "tan", "atanh"):
            x = self.inside(x)
            return x and self.call(name, x, most=3.0)
        if name in ("exp", "expm1", "sinh", "cosh"):
            x = self.small(x)
            return x and self.call(name, x, most=21.0)
        if name == "square":
            x = self.small(x, 30)
            return x and self.call(name, x, most=x.size ** 2)
        bounded = name in ("sin", "cos", "tanh", "sigmoid", "erf", "atan", "sign", "normal_cdf")
        return self.call(name, x, most=1.6 if bounded else x.size + 1, whole=name in ("sign", "floor", "round", "ceil", "trunc"))

    def activation(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("selu", "gelu", "gelu_tanh", "silu", "mish", "softsign", "hard_sigmoid", "hard_tanh",
                           "hard_swish",
                           "leaky_relu", "elu", "leaky_relu<0.25>", "elu<0.5>", "prelu", "celu", "celu<0.5>",
                           "hard_shrink", "hard_shrink<0.25>", "soft_shrink", "soft_shrink<0.75>", "thresholded<0.25>"))
        if name == "prelu":
            a = self.of_shape(rng.choice((x.shape[-1:], (), x.shape)))
            return a and self.call("prelu", x, a, most=x.size * (1 + a.size))
        if name.startswith("thresholded"):
            return self.add(Node(x.shape, "thresholded<number{{0.25}}, number{{1.5}}>({0})",
                                 "thresholded({0}, 0.25L, 1.5L)", (x,), x.size + 2))
        if "<" in name:
            value = name[name.index("<") + 1:-1]
            bare = name[:name.index("<")]
            return self.add(Node(x.shape, f"{bare}<number{{{{{value}}}}}>({{0}})", f"{bare}({{0}}, {value}L)", (x,),
                                 x.size + 1))
        if rng.random() < 0.3 and name not in ("selu",):
            return self.add(Node(x.shape, f"sequential(layer::{name})({{0}})", f"{name}({{0}})", (x,), 2 * x.size + 1))
        return self.call(name, x, most=2 * x.size + 1)

    def partner(self, x):
        """Something that broadcasts with x."""
        rng = self.rng
        if rng.random() < 0.6:
            y = self.pick(lambda n: broadcast(n.shape, x.shape) is not None
                          and size(broadcast(n.shape, x.shape)) <= self.limit)
            if y:
                return y
        s = list(x.shape)[rng.randint(0, len(x.shape)) if rng.random() < 0.4 else 0:]
        s = [1 if rng.random() < 0.2 else e for e in s]
        return self.any_leaf(tuple(s))

    def binary(self):
        rng, x = self.rng, self.pick()
        name = rng.choice(("+", "+", "-", "-", "*", "*", "*", "/", "/", "max", "min", "maximum", "minimum", "pow",
                           "atan2", "fmod", "mod"))
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
            return self.add(Node(broadcast(x.shape, y.shape), f"{{0}} {name} {{1}}", f"{{0}} {name} {{1}}", (x, y),
                                 most))
        if name == "pow":
            x, y = self.positive(self.small(x, 1.5)), self.small(y, 2)
            return x and y and self.call("pow", x, y, most=max(4.0, x.size ** 2))
        if name in ("fmod", "mod"):
            x, y = self.small(x, 30), self.positive(y)
            if y and rng.random() < 0.4:
                y = self.add(Node(y.shape, "-{0}", "-{0}", (y,), y.size))
            return x and y and self.call(name, x, y, most=y.size)
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
        name = rng.choice(("less", "less_equal", "greater", "greater_equal", "<", "<=", ">", ">=", "equal",
                           "not_equal"))
        plain = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}.get(name, name)
        if y is None:
            return None
        source = f"{name}({{0}}, {{1}})" if name == plain else f"{{0}} {name} {{1}}"
        return self.add(Node(broadcast(x.shape, y.shape), source, plain + "({0}, {1})", (x, y), 1.0, whole=True))

    def logic(self):
        rng = self.rng
        x = self.pick(lambda n: n.whole) or self.pick()
        name = rng.choice(("and", "or", "xor", "not"))
        if name == "not":
            source = rng.choice(("!{0}", "logical_not({0})"))
            return self.add(Node(x.shape, source, "logical_not({0})", (x,), 1.0, whole=True))
        fits = lambda n: n.whole and broadcast(n.shape, x.shape) is not None
        y = (self.pick(fits) if rng.random() < 0.7 else None) or self.partner(x)
        if y is None or size(broadcast(x.shape, y.shape)) > 2 * self.limit:
            return None
        symbol = {"and": "{0} && {1}", "or": "{0} || {1}"}.get(name)
        source = symbol if symbol and rng.random() < 0.5 else f"logical_{name}({{0}}, {{1}})"
        return self.add(Node(broadcast(x.shape, y.shape), source, f"logical_{name}({{0}}, {{1}})", (x, y), 1.0,
                             whole=True))

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
