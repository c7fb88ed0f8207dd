def _trials(out):
    rows = {}
    for line in out.text.splitlines()[2:]:
        name, *numbers = line.split()
        rows[name] = [float(n) for n in numbers]
    assert list(rows) == ["nothing", "L1", "L2", "dropout", "noise", "data"]
    return rows


def without_a_remedy_the_noise_is_learned(out):
    known, unseen, *_ = _trials(out)["nothing"]
    assert known < 0.12 and unseen > 0.24  # the variance of the noise is 0.16


def dropout_narrows_the_gap(out):
    t = _trials(out)
    assert t["dropout"][2] < 0.8 * t["nothing"][2]


def every_remedy_narrows_the_gap_and_helps_on_unseen_samples(out):
    t = _trials(out)
    for name in ["L1", "L2", "dropout", "noise", "data"]:
        assert t[name][0] > t["nothing"][0]
        assert t[name][1] < t["nothing"][1]
        assert t[name][2] < 0.8 * t["nothing"][2]


def more_data_is_best(out):
    t = _trials(out)
    assert min(t, key=lambda name: t[name][2]) == "data"
    assert t["data"][1] < 0.21


def penalties_keep_weights_small(out):
    t = _trials(out)
    assert t["nothing"][4] > 5
    for name in ["L1", "L2"]:
        assert t[name][4] < 1
        assert t[name][3] > 1000
    assert t["nothing"][3] < 200


def l1_leaves_fewer_and_larger_weights_than_l2(out):
    t = _trials(out)
    assert t["L1"][3] > t["L2"][3]
    assert t["L1"][4] > t["L2"][4]
