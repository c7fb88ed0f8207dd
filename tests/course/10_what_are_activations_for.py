def _slopes(out):
    return out.rows("slope without ReLU")


def _losses(out, which):
    return [float(line.split()[1]) for line in out.text.split(which)[1].split("loss\n")[1].split("\n\n")[0].splitlines()]


def two_linear_layers_have_one_slope(out):
    straight = [row[1] for row in _slopes(out)]
    assert max(straight) - min(straight) < 0.002


def which_is_that_of_the_best_line(out):
    assert abs(_slopes(out)[0][1] - out.number("slope of the best line")) < 0.002


def with_relu_the_slope_changes(out):
    bent = [row[2] for row in _slopes(out)]
    assert max(bent) > 0.5 and min(bent) < -0.5
    assert abs(bent[0] - bent[1]) < 0.002  # on one straight piece


def a_line_stays_at_its_loss_and_relu_goes_far_below(out):
    line, curve = _losses(out, "without ReLU:"), _losses(out, "with ReLU:")
    assert abs(line[1] - line[-1]) < 1e-3 and abs(line[-1] - 0.49) < 0.01
    assert curve[-1] < line[-1] / 100
