from course import falls


def the_derivatives_are_those_of_the_textbook(out):
    assert "dL/da = sum((a * x + b - y) ⊙ x)" in out.text
    assert "dL/db = sum(a * x + b - y)" in out.text


def descent_ends_at_the_analytic_solution(out):
    a, b = out.number("analytic solution: a ="), out.number(f"a = {out.number('analytic solution: a ='):.4f}, b =")
    *_, last = out.rows("dL/da    dL/db")
    assert abs(last[1] - a) < 0.002 and abs(last[2] - b) < 0.002
    assert abs(last[4]) < 0.001 and abs(last[5]) < 0.001


def the_first_step_follows_the_gradient(out):
    first, second, *_ = out.rows("dL/da    dL/db")
    assert abs(second[1] - (first[1] - 0.04 * first[4])) < 1e-3
    assert abs(second[2] - (first[2] - 0.04 * first[5])) < 1e-3


def the_loss_falls_but_not_to_zero(out):
    losses = out.column("dL/da    dL/db", 3)
    assert falls(losses) and losses[0] > 50 and losses[1] < 2.5 and 0.08 < losses[-1] < 0.083


def the_first_steps_are_long_and_the_others_short(out):
    rows = out.rows("dL/da    dL/db")
    slopes = [(r[4] ** 2 + r[5] ** 2) ** 0.5 for r in rows]
    assert falls(slopes) and slopes[0] > 50 * slopes[3]
