from course import falls


def _weights(out, how):
    lines = out.text.splitlines()
    at = [i for i, line in enumerate(lines) if line.startswith(how + " ")][0]
    after = lines[at + 1].split("loss")
    return [float(w) for w in after[0].split()[1:]], float(after[1])


def zeros_leave_neurons_equal(out):
    weights, loss = _weights(out, "all 0")
    assert weights == [0, 0, 0, 0] and loss > 0.45


def equal_weights_stay_equal_though_they_move(out):
    weights, loss = _weights(out, "all 0.5")
    assert len(set(weights)) == 1 and abs(weights[0] - 0.5) > 0.5 and loss > 0.4


def random_weights_become_different_and_learn(out):
    weights, loss = _weights(out, "random")
    assert len(set(weights)) == 4 and loss < 0.1


def too_small_vanishes(out):
    small = out.column("layer   0.01", 1)
    assert falls(small) and small[-1] < 1e-7


def too_large_saturates_tanh_and_explodes_in_relu(out):
    assert all(large > 0.9 for large in out.column("layer   0.01", 3))
    loud = out.column("layer   0.01", 6)
    assert falls(loud[::-1]) and loud[-1] > 1000


def xavier_keeps_tanh_alive_and_he_keeps_relu(out):
    for _, _, xavier, _, _, he, _ in out.rows("layer   0.01"):
        assert 0.15 < xavier <= 1 and 0.5 < he < 2


def xavier_is_too_small_for_relu(out):
    assert out.column("layer   0.01", 4)[-1] < 0.1
