from course import falls


def _matrix(out):
    rows = out.rows("taken for")
    assert len(rows) == 3
    return [row[:3] for row in rows]


def probabilities_add_up_to_one(out):
    rows = out.rows("virginica    it is")
    assert len(rows) >= 5
    for row in rows:
        assert abs(sum(row[2:5]) - 1) < 0.021
        assert all(0 <= p <= 1 for p in row[2:5])


def each_class_has_fifteen_test_samples(out):
    assert [sum(row) for row in _matrix(out)] == [15, 15, 15]


def most_are_right(out):
    matrix = _matrix(out)
    right = sum(matrix[i][i] for i in range(3))
    assert right >= 40
    assert abs(out.number("accuracy:") - right / 45) < 0.001


def setosa_is_never_confused(out):
    matrix = _matrix(out)
    assert matrix[0] == [15, 0, 0]
    assert matrix[1][0] == 0 and matrix[2][0] == 0


def the_loss_falls(out):
    losses = [float(line.split(":")[1]) for line in out.text.splitlines() if line.startswith("loss after")]
    assert len(losses) == 4
    assert falls(losses)
    assert losses[0] > 0.8 and losses[-1] < 0.15


def where_it_is_wrong_it_was_not_sure(out):
    for line in out.text.splitlines():
        if "(wrong)" in line:
            assert max(float(n) for n in line.split()[2:5]) < 0.95
