from math import log

from course import falls


def _rows(out):
    rows = out.rows("H(p)   H(p, q)")
    assert len(rows) == 5
    return rows


def cross_entropy_is_entropy_plus_divergence(out):
    for _, entropy, cross, divergence, *_ in _rows(out):
        assert abs(cross - entropy - divergence) < 2e-4


def the_likelihood_says_the_same(out):
    for q, _, cross, _, likelihood, per_throw in _rows(out):
        assert abs(per_throw - cross) < 2e-4
        assert abs(likelihood - q**7 * (1 - q) ** 3) < 1e-7


def the_best_belief_is_the_truth(out):
    rows = _rows(out)
    assert min(rows, key=lambda r: r[2])[0] == max(rows, key=lambda r: r[4])[0] == 0.7
    assert [r[3] for r in rows if r[0] == 0.7] == [0] and all(r[3] > 0 for r in rows if r[0] != 0.7)


def a_fair_coin_is_the_most_uncertain(out):
    rows = out.rows("H, nats")
    assert falls([bits for *_, bits in rows]) and rows[0] == [0.5, 0.6931, 1]


def the_derivative_is_answer_minus_truth(out):
    assert "dL/dlogit = sigmoid(logit) - head\n" in out.text


def learning_ends_at_the_truth_with_the_loss_of_its_entropy(out):
    *_, last = out.rows("step   belief")
    assert abs(last[1] - 0.7) < 1e-3 and abs(last[2] + 0.7 * log(0.7) + 0.3 * log(0.3)) < 1e-3
