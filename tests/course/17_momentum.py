TABLE = "descent  momentum  Nesterov"


def momentum_crosses_the_plateau_where_descent_does_not(out):
    _, descent, momentum, nesterov = out.rows(TABLE)[-1]
    assert descent < 0
    assert abs(momentum - 3) < 0.02 and abs(nesterov - 3) < 0.02


def momentum_has_crossed_it_by_step_25(out):
    step, descent, momentum, _ = out.rows(TABLE)[1]
    assert step == 25 and descent < -1 and momentum > 2


def momentum_overshoots_and_settles(out):
    column = out.column(TABLE, 2)
    assert max(column) > 3.02 and abs(column[-1] - 3) < 0.02


def the_spellings_of_momentum_agree(out):
    assert "the spellings of momentum agree: yes" in out.text


def nesterov_by_definition_and_rewritten_agree(out):
    assert "Nesterov by definition and rewritten agree: yes" in out.text


def in_the_canyon_momentum_needs_less_than_half_the_steps(out):
    descent, momentum, nesterov = (out.number(f"\n{name:10} ") for name in ("descent", "momentum", "Nesterov"))
    assert 200 < descent < 240
    assert momentum < descent / 2 and nesterov < descent / 2
