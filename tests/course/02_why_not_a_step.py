def the_gradient_of_the_step_is_zero_everywhere(out):
    assert "derivative of the hard loss: 0\n" in out.text
    slopes = out.column("hard L", 2)
    assert len(slopes) == 5 and all(slope == 0 for slope in slopes)


def the_quotient_at_the_jump_grows_without_bound(out):
    for h, quotient in out.rows("(L(27 + h)"):
        assert abs(quotient - 0.125 / h) < 0.01


def the_sigmoid_points_to_the_valley(out):
    for b, *_, slope in out.rows("hard L"):
        assert (slope < 0) == (b < 25)


def only_the_sigmoid_moves(out):
    rows = out.rows("step   hard b")
    assert all(hard == 31 for _, hard, _ in rows)
    assert all(b <= a for (*_, a), (*_, b) in zip(rows, rows[1:]))
    assert 24 < rows[-1][2] < 26


def no_answer_is_wrong_at_the_end(out):
    assert [hard for b, hard, *_ in out.rows("hard L") if b == 24.5] == [0]
