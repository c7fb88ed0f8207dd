from course import falls

HEADING = "converged at"


def _rows(out):
    """For each descent: the rate, the losses at 0, 10, 100, 1000 and 10000 steps, and what stands behind them."""
    lines = out.text.split(HEADING)[1].split("\n\n")[0].strip().splitlines()
    return [[float(n) for n in line.split(")")[1].replace("not yet", "").split()] for line in lines]


def the_loss_falls_monotonically_at_the_small_rate(out):
    small = [row for row in _rows(out) if row[0] == 2e-5]
    assert len(small) == 4
    for row in small:
        assert falls(row[1:6]) and row[6] == 0


def only_the_larger_rate_converges(out):
    assert out.text.count("not yet") == 4
    large = _rows(out)[-1]
    assert large[0] == 7.5e-4 and 1000 < large[7] < 3000 and large[6] == 0


def the_larger_rate_is_lower_after_10_steps_already(out):
    *_, small, large = _rows(out)
    assert small[1] == large[1] and all(b < a / 1.05 for a, b in zip(small[2:6], large[2:6]))


def all_go_to_the_same_loss(out):
    rows = _rows(out)
    lowest = rows[-1][5]
    assert 106 < lowest < 107.5 and all(lowest < row[5] < 2 * lowest for row in rows[:-1])


def a_high_start_is_not_a_slow_one(out):
    _, low, high, *_ = _rows(out)
    assert high[1] > 70 * low[1] and high[5] < low[5]


def steep_directions_are_settled_first(out):
    ends = [row[-4:] for row in out.rows("w1     w2     w3     w4")]
    assert len(ends) == 5
    assert all(abs(w1 - ends[-1][0]) < 0.2 for w1, *_ in ends)
    assert max(w4 for *_, w4 in ends) - min(w4 for *_, w4 in ends) > 5
    assert all((w2 < ends[-1][1]) == (w4 > ends[-1][3]) for _, w2, _, w4 in ends[:2])
