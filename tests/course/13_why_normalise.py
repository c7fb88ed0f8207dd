def _steps(out):
    return out.column("unit of the areas", 3)


def normalised_inputs_need_a_few_steps(out):
    assert _steps(out)[2] <= 5


def stretched_surfaces_need_many(out):
    metres, tens, _ = _steps(out)
    assert metres > 1000 and 15 < tens < 60


def the_more_stretched_the_smaller_the_rate(out):
    metres, tens, normalised = out.column("unit of the areas", 2)
    assert metres < 0.002 and metres < tens / 20 and tens < normalised / 3


def all_find_the_same_prices(out):
    for area, rooms, _, _, w1, w2 in out.rows("unit of the areas"):
        assert abs(w1 / area - 0.1) < 0.01 and abs(w2 / rooms - 4) < 0.2
