RULES = ["AdaGrad by hand", "AdaGrad", "RMSProp by hand", "RMSProp", "AdaDelta"]


def _row(out, name):
    return dict(zip(["descent"] + RULES, out.rows("of x     of y")))[name]


def the_flat_direction_has_a_hundred_times_the_rate(out):
    for name in RULES:
        *_, x_rate, y_rate = _row(out, name)
        assert 90 < y_rate / x_rate < 110, name


def descent_has_one_rate(out):
    assert _row(out, "descent")[-2:] == [0.09, 0.09]


def both_parameters_move_at_the_same_pace(out):
    for name in RULES:
        assert abs(_row(out, name)[1] - _row(out, name)[2]) < 0.02, name
    assert _row(out, "descent")[2] - _row(out, "descent")[1] > 0.6


def by_hand_is_as_the_library(out):
    for name in ("AdaGrad", "RMSProp"):
        for a, b in zip(_row(out, name), _row(out, name + " by hand")):
            assert abs(a - b) <= 0.01 * b + 1e-9


def adagrad_needs_a_fraction_of_the_steps(out):
    assert _row(out, "AdaGrad")[0] < _row(out, "descent")[0] / 5


def adadelta_takes_its_time(out):
    assert _row(out, "AdaDelta")[0] > 2 * _row(out, "descent")[0]
