from course import falls


def forward_is_what_the_pencil_says(out):
    assert "forward:  o1 = 5, o2 = -8, o3 = 5, o4 = 0, o5 = -4, L = 81\n" in out.text


def backward_is_what_the_pencil_says(out):
    assert "backward: dL/do5 = -18, dL/dw5 = -90, dL/do3 = 36, dL/do1 = 36, dL/dw1 = 72\n" in out.text


def the_update_of_w5_and_w1(out):
    assert abs(out.number("update:   w5 =") + 1.91) < 1e-9
    assert abs(out.number("update:   w5 = -1.91, w1 =") + 0.072) < 1e-9


def the_loss_falls(out):
    losses = out.column("step      L", 1)
    assert losses[0] == 81 and falls(losses) and losses[-1] < 2


def the_dead_neuron_learns_nothing(out):
    assert "but w3 = -4, w4 = -1, b2 = 1, w6 = 0\n" in out.text


def matrices_give_the_same(out):
    assert "Z = W X, dL/dW = dL/dZ Xᵀ, dL/dX = Wᵀ dL/dZ\n" in out.text
    assert "dL/dW = (72, 36; 0, 0), dL/dX = (0, 72)\n" in out.text
