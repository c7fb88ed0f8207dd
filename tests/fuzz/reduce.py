"""Reduces a faulty case as long as it stays faulty in the same way."""

import copy
import re
import time

from tree import Node, Output, size


def manner(texts):
    """The kind of a fault, without numbers and names."""
    text = re.sub(r"\b(read, )?\d+ samples: |step \d+ of \d+ samples: ", "", texts[0])
    if ": is " in text:
        return "value"
    return re.sub(r"[\d.]+|\b[vowxskcd]\d+", "#", text)[:50]


def replaced(node, old, new, done):
    if node is old:
        return new
    if node not in done:
        operands = tuple(replaced(o, old, new, done) for o in node.operands)
        if operands == node.operands:
            done[node] = node
        else:
            done[node] = copy.copy(node)
            done[node].operands = operands
    return done[node]


def with_node(case, old, new):
    """The case with one node replaced by another."""
    done, c = {}, copy.copy(case)
    swap = lambda n: n and replaced(n, old, new, done)
    c.outputs = [Output(swap(o.node), swap(o.of), o.bound, o.over) for o in case.outputs]
    c.assigns = [(s, swap(v)) for s, v in case.assigns]
    c.loss = swap(case.loss)
    return c


def attempts(case):
    """Smaller cases, the promising ones first."""
    for i in range(len(case.outputs)):
        if len(case.outputs) > 1 and not any(o.of is case.outputs[i].node for o in case.outputs):
            c = copy.copy(case)
            c.outputs = [o for k, o in enumerate(case.outputs) if k != i]
            yield c
    if case.threads:
        c = copy.copy(case)
        c.threads = 0
        yield c
    for i in range(len(case.counts)):
        if len(case.counts) > 1:
            c = copy.copy(case)
            c.counts = case.counts[:i] + case.counts[i + 1:]
            yield c
    if case.streams:
        c = copy.copy(case)
        c.streams, c.counts = 0, tuple(n // case.streams for n in case.counts)
        yield c
    nodes = case.nodes()
    for n in reversed(nodes):  # replaced by an operand
        for o in n.operands:
            if o.shape == n.shape and not o.hidden and n not in (case.loss,) and not (n.past and o.role == "slot"):
                yield with_node(case, n, o)
    for k, n in enumerate(reversed(nodes)):  # replaced by an input
        if not n.role and n not in case.roots() and n.operands:
            name = f"y{len(nodes) - k}"
            yield with_node(case, n, Node(n.shape, f'input<"{name}"{"".join(f", {e}" for e in n.shape)}>', role="input",
                                          name=name, whole=n.whole))
    if case.kind == "training" and case.optimiser != "sgd{0.25}":
        c = copy.copy(case)
        c.optimiser = "sgd{0.25}"
        yield c


def smaller(case, texts, try_one, seconds=90):
    """(case, its fault), within a time limit."""
    end, wanted = time.monotonic() + seconds, manner(texts)
    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for c in attempts(case):
            if time.monotonic() > end:
                break
            found = try_one(c)
            if found and manner(found) == wanted:
                case, texts, progress = c, found, True
                break
    return case, texts
