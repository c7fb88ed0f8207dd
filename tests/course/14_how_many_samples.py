from course import falls


def _losses(out, column):
    return [row[column] for row in out.rows("epoch   full batch") if len(row) == 4]


def the_full_batch_goes_steadily_down(out):
    assert falls(_losses(out, 1))


def few_samples_arrive_in_fewer_epochs(out):
    full, mini, online = (_losses(out, column) for column in (1, 2, 3))
    assert full[2] > 1 and mini[2] < 0.4 and online[2] < 0.6


def in_the_limit_they_reach_the_same(out):
    full, mini, _ = (_losses(out, column)[-1] for column in (1, 2, 3))
    assert abs(full - mini) < 0.01


def online_never_settles(out):
    full, mini, online = (_losses(out, column) for column in (1, 2, 3))
    assert all(o > full[-1] - 1e-4 for o in online)
    assert sum(online[-3:]) / 3 - full[-1] > 5 * (sum(mini[-3:]) / 3 - full[-1])


def the_same_samples_in_more_steps(out):
    line = [line for line in out.text.splitlines() if line.startswith("steps ")][0]
    assert line.split()[1:] == ["60", "960", "15360"]


def noise_falls_with_the_root_of_the_samples(out):
    constant = out.column("times √samples", 2)
    assert max(constant) / min(constant) < 1.15


def more_at_a_time_need_more_memory(out):
    line = [line for line in out.text.splitlines() if line.startswith("memory")][0]
    one, some, many = (int(word) for word in line.split(": ")[1].replace(",", "").split()[:3])
    assert one < some < 2 * one and many > 8 * some
