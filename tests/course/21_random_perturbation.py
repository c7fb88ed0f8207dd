TABLE = "parameters         random"
NETWORK = "random   momentum"


def the_cost_of_random_changes_grows_with_the_dimension(out):
    rows = out.rows(TABLE)
    for (n, before, *_), (m, after, *_) in zip(rows, rows[1:]):
        assert m == 4 * n and 2.5 < after / before < 6.5


def differences_cost_a_loss_for_each_parameter(out):
    for n, _, differences, steps, *_ in out.rows(TABLE):
        assert differences == steps * (n + 1)


def descent_costs_the_same_in_every_dimension(out):
    rows = out.rows(TABLE)
    assert {row[3] for row in rows} == {11}
    for row in rows[1:]:
        assert 2 < row[4] < 4 and row[5] < 45


def with_one_parameter_random_changes_win(out):
    n, random, differences, *_, together = out.rows(TABLE)[0]
    assert n == 1 and random < differences < together


def with_many_they_lose_by_a_hundred(out):
    n, random, *_, together = out.rows(TABLE)[-1]
    assert n == 256 and random > 100 * together


def on_a_network_momentum_is_ahead_at_every_step(out):
    for _, random, momentum in out.rows(NETWORK)[1:]:
        assert momentum < random
