from math import log

from course import falls


def _answers(out):
    return out.rows("its h1")


def one_neuron_says_a_half_to_everything(out):
    assert abs(out.column("loss of one neuron", 1)[-1] - log(2)) < 1e-3
    for row in _answers(out):
        assert abs(row[3] - 0.5) < 0.01


def three_neurons_answer_right_by_hand_and_learned(out):
    assert [row[2] for row in _answers(out)] == [0, 1, 1, 0]
    for _, _, truth, _, by_hand, learned, *_ in _answers(out):
        assert abs(by_hand - truth) < 0.01 and abs(learned - truth) < 0.05


def the_loss_of_the_network_falls(out):
    losses = out.column("loss of one neuron", 2)
    assert losses[0] > 0.69 and losses[-1] < 0.01
    assert falls(losses[:5])


def the_hidden_layer_moves_both_noughts_to_one_spot(out):
    h = [row[6:8] for row in _answers(out)]
    assert abs(h[0][0] - h[3][0]) < 0.1 and abs(h[0][1] - h[3][1]) < 0.1


def h1_is_x2_and_not_x1_and_h2_is_not_x1_or_x2(out):
    for x1, x2, *_, h1, h2 in _answers(out):
        assert abs(h1 - (x2 == 1 and x1 == 0)) < 0.1
        assert abs(h2 - (x1 == 0 or x2 == 1)) < 0.1


def nine_weights_each(out):
    rows = out.rows("bias")
    assert [len(row) for row in rows] == [9, 9]
    assert rows[0] == [20, 20, -10, 20, 20, -30, 20, -20, -10]
