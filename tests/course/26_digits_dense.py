def _matrix(out):
    return [row[1:] for row in out.rows("taken for: 0")]


def at_least_98_of_100_unseen_digits_are_recognised(out):
    assert out.number("test accuracy:") >= 0.98


def the_matrix_agrees_with_the_accuracy(out):
    matrix = _matrix(out)
    assert len(matrix) == 10 and all(len(row) == 10 for row in matrix)
    total = sum(map(sum, matrix))
    right = sum(matrix[i][i] for i in range(10))
    assert total == 359
    assert abs(out.number("test accuracy:") - right / total) < 0.001


def the_parameters_are_counted(out):
    assert 64 * 96 + 96 + 96 * 48 + 48 + 48 * 10 + 10 == 11386
    assert "11386 parameters" in out.text


def the_training_loss_falls(out):
    losses = out.column("epoch   training loss", 1)
    assert losses[0] > 0.5
    assert all(later < 0.1 for later in losses[1:])


def validation_is_better_at_first_and_worse_later(out):
    rows = out.rows("epoch   training loss")
    assert rows[0][2] < rows[0][1]
    assert rows[-1][2] > rows[-1][1]
