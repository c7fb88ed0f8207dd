def _slopes(out, name):
    lines = out.text.splitlines()
    at = [i for i, line in enumerate(lines) if line.startswith(name)][0]
    return [float(word) for word in lines[at + 1].split()[1:]]


def the_slope_of_the_sigmoid_is_a_quarter_at_most(out):
    assert max(_slopes(out, "sigmoid")) == 0.25 == _slopes(out, "sigmoid")[2]


def sigmoid_and_tanh_saturate_and_relu_does_not(out):
    for name in "sigmoid", "tanh":
        assert _slopes(out, name)[0] < 0.01 > _slopes(out, name)[-1]
    assert _slopes(out, "ReLU")[-2:] == [1, 1]


def at_the_corner_of_relu_the_left_slope_is_taken(out):
    assert _slopes(out, "ReLU")[2] == 0


def the_slope_of_softplus_is_the_sigmoid(out):
    values = [float(w) for w in [line for line in out.text.splitlines() if line.startswith("sigmoid")][0].split()[1:]]
    assert all(abs(a - b) < 1e-3 for a, b in zip(values, _slopes(out, "softplus")))


def after_ten_sigmoids_the_gradient_has_vanished(out):
    sigmoid = out.column("after layer", 1)
    assert len(sigmoid) == 11 and sigmoid[-1] < 1e-6
    assert all(0.15 < b / a < 0.4 for a, b in zip(sigmoid, sigmoid[1:]))


def with_tanh_and_relu_it_keeps_its_size(out):
    for _, _, tanh, relu in out.rows("after layer"):
        assert 1 / 3 < tanh < 3 and 1 / 3 < relu < 3
