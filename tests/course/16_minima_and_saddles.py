TABLE = "ends at   loss"


def small_steps_end_in_the_dip(out):
    end, loss = out.rows(TABLE)[0][-2:]
    assert abs(end - 1.95) < 0.03 and abs(loss - 0.29) < 0.01


def larger_steps_and_another_start_reach_the_lowest_point(out):
    for row in out.rows(TABLE)[1:3]:
        assert abs(row[-2]) < 0.1 and row[-1] < 0.21


def nothing_moves_on_the_plateau(out):
    start, _, end, loss = out.rows(TABLE)[3]
    assert start - end < 0.01 and loss > 1.19


def noise_frees_many_but_not_all(out):
    assert 5 <= out.number("reach the wide valley:") <= 19


def on_the_ridge_descent_ends_on_the_saddle(out):
    start, early, late, end = out.rows("ends at y")[0]
    assert start == end == 0 and abs(early) < 0.01 and late == 0


def beside_the_ridge_it_leaves_and_the_nearer_the_later(out):
    _, near, beside = out.rows("ends at y")
    assert near[1] > -0.01 and beside[1] < -0.9
    for row in (near, beside):
        assert row[2] < -0.99 and abs(row[3] - 2**0.5) < 0.01
