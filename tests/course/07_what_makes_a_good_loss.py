def _ends(out, name):
    """What became of the error from 2 and from -2: a number, or None if a step failed."""
    line = next(line for line in out.text.splitlines() if line.startswith(name))
    words = line.replace("fails, step", "fails_step").split()
    if "fails_step" in words:
        words = [w for i, w in enumerate(words) if i == 0 or words[i - 1] != "fails_step"]
    return [None if w == "fails_step" else float(w) for w in words[-2:]]


def only_the_parabola_leads_to_zero_from_both_sides(out):
    assert _ends(out, "5e^2 - 2") == [0, 0]
    for name in ("e^3", "log e", "sin e", "1/e"):
        assert any(end is None or abs(end) > 1 for end in _ends(out, name))


def e_cubed_runs_away(out):
    assert _ends(out, "e^3")[1] is None


def log_e_has_no_value(out):
    assert _ends(out, "log e") == [None, None]


def sin_e_ends_at_other_lowest_points(out):
    right, left = _ends(out, "sin e")
    assert abs(right - 4.712) < 0.02 and abs(left + 1.571) < 0.02


def one_over_e_grows_and_jumps_over_the_gap(out):
    right, left = _ends(out, "1/e")
    assert right > 2 and left > 0


def three_of_twelve_are_25_percent_before_and_after(out):
    before, better = out.rows("error rate     MAE")
    assert before[:2] == better[:2] == [3, 25]


def only_the_smooth_losses_see_the_improvement(out):
    before, better = out.rows("error rate     MAE")
    assert all(b < 0.95 * a for a, b in zip(before[2:], better[2:]))


def cross_entropy_pulls_hardest_where_the_answer_is_most_wrong(out):
    rows = out.rows("p      MAE     MSE")
    assert rows[0][1:] == [-1, -2, -1000]
    assert all(abs(entropy + 1 / p) < 0.06 and abs(squared + 2 * (1 - p)) < 0.06 for p, _, squared, entropy in rows)
