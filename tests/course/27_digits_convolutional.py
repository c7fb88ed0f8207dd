def at_least_985_of_1000_unseen_digits_are_recognised(out):
    assert out.number("test accuracy:") >= 0.985


def it_has_fewer_parameters_than_the_dense_network(out):
    counts = [int(line.split()[1]) for line in out.text.split("together")[0].splitlines()[1:]]
    assert counts == [72, 8, 8 * 9 * 24, 24, 96 * 10, 10]
    assert sum(counts) == out.number("together")
    assert 3 * sum(counts) < 11386  # lesson 26


def accuracy_rises(out):
    rows = out.rows("epoch   accuracy")
    assert rows[-1][1] > 0.99
    assert rows[-1][2] > rows[0][2] + 0.05
