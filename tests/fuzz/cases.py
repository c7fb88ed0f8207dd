"""Random cases: the computation, the element type, the tiles, lanes and threads, and the number of samples."""

import random

from operations import Expressions
from tree import Case, Output, size, varies

BATCHES = (0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 8, 9, 16, 16, 17, 32, 33, 64)
OPTIMISERS = ("sgd{0.25}", "sgd{0.25}", "adam{0.1, 0.9, 0.99, 0.25}", "adam{0.1, 0.75, 0.9, 0.5}", "fuzz::normalised{}",
              "fuzz::normalised{0.5}",
              "fuzz::centred{}", "momentum{0.125, 0.75}", "momentum{.learning_rate = 0.125, .nesterov = true}",
              "momentum{0.125, 0.75, momentum::of_gradients}", "momentum{0.125, 0.75, momentum::of_gradients, true}",
              "adamw{0.1, 0.75, 0.9, 0.5, 0.25}", "adagrad{.learning_rate = 0.25, .epsilon = 0.5}",
              "adadelta{.rho = 0.75, .epsilon = 0.25}", "rmsprop{.learning_rate = 0.125, .rho = 0.75, .epsilon = 0.5}")


def below(node):
    found, waiting = [], [node]
    while waiting:
        n = waiting.pop()
        if n not in found:
            found.append(n)
            waiting += n.operands
    return found


def sample_counts(rng, batch, most):
    """Less than a tile, one tile, several tiles and a remainder; avoids counts above `most` if possible."""
    tile = max(batch, 1)
    wanted = [rng.choice((1, tile, max(1, tile - 1), rng.randint(1, tile))),
              rng.randint(1, 3) * tile + rng.randint(0, tile - 1), rng.randint(tile, 3 * tile + 1)]
    rng.shuffle(wanted)
    counts = [c for c in wanted[:rng.choice((2, 2, 3))] if c <= max(most, 1)]
    return tuple(counts) or (min(tile, max(most, 1)),)


def options(rng, name, kind):
    batch = 0 if kind == "live" else rng.choice(BATCHES)
    threads = rng.choice((2, 3)) if kind != "live" and rng.random() < 0.15 else 0
    case = Case(name, kind, rng.getrandbits(32), rng.random() < 0.4, batch, rng.random() < 0.12, threads, ())
    if kind == "live" and rng.random() < 0.4:
        case.streams = rng.choice((1, 2, 3, 4, 5, 7, 8, 9, 16, 17))
    return case


def random_case(seed, name):
    rng = random.Random(seed)
    kind = rng.choices(("program", "gradient", "training", "live"), (32, 24, 32, 12))[0]
    for _ in range(500):
        case = options(rng, name, kind)
        made = {"program": of_values, "gradient": of_gradients, "training": of_training,
                "live": of_state}[case.kind](rng, case)
        if not made or len(case.nodes()) >= 60:
            continue
        if not any(n.role in ("input", "index") for n in case.nodes()):
            case.counts = tuple(max(case.streams, 1) for _ in case.counts)  # a call without inputs is one sample
        return case
    raise RuntimeError("no case for seed " + str(seed))


def grown(rng, slots=False):
    e = Expressions(rng, slots)
    for _ in range(rng.randint(1, 3)):
        e.any_leaf(e.shape())
    if not e.pool:
        return None
    e.grow(rng.choice((1, 2, 3, 4, 5, 6, 7, 9, 12)))
    return e if any(not n.role for n in e.pool) else None


def some_outputs(rng, e, most=4):
    made = [n for n in e.pool if not n.role]
    made.reverse()
    chosen = [n for n in made if rng.random() < 0.5][:rng.randint(1, most)] or made[:1]
    return [Output(n, bound=varies(n) and rng.random() < 0.7) for n in chosen]


def of_values(rng, case):
    e = grown(rng)
    if not e:
        return False
    case.training_mode = rng.random() < 0.25
    case.outputs = some_outputs(rng, e)
    for o in case.outputs:  # in place, if the sizes fit
        inputs = [n for n in case.nodes() if n.role == "input" and size(n.shape) == size(o.node.shape)
                  and not any(p.over is n for p in case.outputs)]
        if o.bound and inputs and rng.random() < 0.3:
            o.over = rng.choice(inputs)
    case.counts = sample_counts(rng, case.batch, 200)
    return any(varies(o.node) for o in case.outputs)


def scalar(rng, e):
    deep = sorted((n for n in e.pool if not n.role), key=lambda n: len(below(n)))[-3:]
    loss = e.loss() if rng.random() < 0.35 else e.scalar_of(rng.choice(deep))
    if loss and rng.random() < 0.2:  # a sum of two, as with a penalty on weights
        w = e.pick(lambda n: n.role == "parameter")
        other = w and e.scalar_of(e.call("square", w, most=w.size ** 2))
        loss = other and e.add(type(loss)((), "{0} + 0.1_c * {1}", "{0} + number(0.1L) * {1}", (loss, other),
                                          loss.size + other.size)) or loss
    return loss


def of_gradients(rng, case):
    case.kind = "program"
    e = grown(rng)
    loss = e and scalar(rng, e)
    if not loss or loss.role or loss.size > 1e4:
        return False
    case.training_mode = rng.random() < 0.25
    by = [n for n in below(loss) if n.role in ("input", "parameter")]
    if not by or not varies(loss):
        return False
    rng.shuffle(by)
    case.outputs = [Output(n, loss, rng.random() < 0.5) for n in by[:rng.randint(1, 3)] if size(n.shape) <= 60]
    if rng.random() < 0.5:
        case.outputs += [o for o in some_outputs(rng, e, 2)]
    if rng.random() < 0.25:  # a Jacobian of an intermediate value
        f = rng.choice([n for n in below(loss) if not n.role])
        x = rng.choice([n for n in below(f) if n.role in ("input", "parameter")] or by)
        if x in below(f) and f.shape and len(f.shape) + len(x.shape) <= 4 and size(f.shape) * size(x.shape) <= 200:
            case.outputs.append(Output(x, f))
    if rng.random() < 0.2:  # a gradient with respect to an intermediate value
        inner = [n for n in below(loss) if not n.role and n is not loss and varies(n) and size(n.shape) <= 60]
        if inner:
            case.outputs.append(Output(rng.choice(inner), loss))
    case.outputs.append(Output(loss, bound=rng.random() < 0.7))  # the loss reads every leaf, which a derivative may not
    seen, unique = set(), []
    for o in case.outputs:
        if (o.node, o.of) not in seen:
            seen.add((o.node, o.of))
            unique.append(o)
    case.outputs = unique
    case.counts = sample_counts(rng, case.batch, 70)
    return any(o.of for o in case.outputs)


def of_training(rng, case):
    e = grown(rng)
    if e and rng.random() < 0.5:  # what is another thing in training
        rng.choice((e.noise, e.noise, e.mode))()
    loss = e and scalar(rng, e)
    if not loss or loss.role or loss.size > 1e4 or not varies(loss):
        return False
    trained = sum(size(n.shape) for n in below(loss) if n.role == "parameter")
    if not 0 < trained <= 150:
        return False
    case.loss, case.optimiser = loss, rng.choice(OPTIMISERS)
    case.counts = sample_counts(rng, case.batch, 2000 // trained) + sample_counts(rng, case.batch, 1000 // trained)[:1]
    return True


def of_state(rng, case):
    if rng.random() < 0.25:
        return of_state_space(rng, case)
    e = grown(rng, slots=True)
    if not e:
        return False
    slots = [n for n in e.pool if n.role == "slot"]
    if not slots and not (any(n.past for n in e.pool) and rng.random() < 0.6):
        slots = [e.leaf("slot", e.pick().shape)]
    for n in slots:
        value = e.pick(lambda v: v.shape == n.shape and not v.role)
        if value is None or rng.random() < 0.3:
            value = e.add(type(n)(n.shape, "0.5_c * {0} + {1}", "number(0.5L) * {0} + {1}", (n, e.of_shape(n.shape)),
                                  4.0 + n.size))
        value = value and e.small(value, 2)
        if value is None or value.role:
            return False
        case.assigns.append((n, value))
    case.outputs = some_outputs(rng, e)
    case.counts = tuple(case.tile() * rng.randint(1, most) for most in (4, 6))
    if any(n.past for n in case.nodes()):  # until lines are rewound
        case.counts += (case.tile() * rng.randint(20, 60),)
    return any(varies(o.node) for o in case.outputs)


def of_state_space(rng, case):
    """s <- c s A + u, with sizes around those of the machine's vectors, and larger ones."""
    e = Expressions(rng, slots=True)
    e.limit = 3000
    n = rng.choice((3, 7, 8, 9, 16, 31, 32, 33, 48))
    s, a, u = e.leaf("slot", (n,)), e.leaf("parameter", (n, n)), e.any_leaf((n,))
    product = e.call("matmul", *((s, a) if rng.random() < 0.5 else (a, s)), shape=(n,), most=20.0)
    scaled = e.add(type(s)((n,), "{0} * 0.03125_c", "{0} * number(0.03125L)", (product,), 4.0))
    value = e.add(type(s)((n,), "{0} + {1}", "{0} + {1}", (scaled, u), 4.0))
    e.grow(rng.randint(0, 3))
    case.assigns = [(s, value)]
    case.outputs = some_outputs(rng, e)
    case.counts = tuple(case.tile() * rng.randint(1, most) for most in (4, 6))
    if any(n.past for n in case.nodes()):  # until lines are rewound
        case.counts += (case.tile() * rng.randint(20, 60),)
    return any(varies(o.node) for o in case.outputs)
