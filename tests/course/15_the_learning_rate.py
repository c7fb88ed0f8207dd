def _losses(out, heading):
    """Rate or name -> (start, after a sixth, last sixth)."""
    part = out.text.split(heading)[1].split("\n\n")[0].splitlines()[1:]
    return {line[:20].strip(): [float(word) for word in line[20:].split()] for line in part if "runs away" not in line}


def too_small_a_rate_is_slow(out):
    full = _losses(out, "full batch")
    assert full["0.001"][-1] > 0.3 and full["0.03"][-1] < 0.06


def too_large_a_rate_runs_away(out):
    assert "0.3                  the loss runs away" in out.text


def a_tenth_is_faster_at_first_and_worse_in_the_end(out):
    full = _losses(out, "full batch")
    assert full["0.1"][1] < full["0.03"][1] and full["0.1"][-1] > full["0.03"][-1]


def falling_rates_end_lower_than_constant_ones(out):
    few = _losses(out, "4 samples")
    constant = min(few["0.02"][-1], few["0.2"][-1])
    for name in "0.2, then halved", "0.2, cosine":
        assert few[name][-1] < 0.8 * constant


def a_warm_up_makes_a_large_rate_possible(out):
    full = _losses(out, "full batch")
    assert full["0.5 after warm-up"][-1] < min(full["0.03"][-1], full["0.1"][-1])
