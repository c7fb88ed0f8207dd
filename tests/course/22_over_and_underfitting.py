from course import falls

DEGREES = "largest weight"
EPOCHS = " epoch   training"


def the_training_loss_only_falls(out):
    training = out.column(DEGREES, 1)
    assert all(b <= a + 0.001 for a, b in zip(training, training[1:]))
    assert training[-1] < 0.02 < 0.2 < training[0]
    assert falls(out.column(EPOCHS, 1))


def the_validation_loss_is_lowest_at_degree_3(out):
    validation = out.column(DEGREES, 2)
    assert min(validation) == validation[2] < 0.07


def a_line_underfits_and_degree_12_overfits(out):
    (_, line, line_unseen, _), (_, twelve, twelve_unseen, _) = out.rows(DEGREES)[0], out.rows(DEGREES)[-1]
    assert line > 0.2 and line_unseen < 1.2 * line
    assert twelve_unseen > 10 * twelve and twelve_unseen > 0.15


def overfitting_needs_large_weights(out):
    weights = out.column(DEGREES, 3)
    assert weights[2] < 5 and weights[-1] > 100


def early_stopping_finds_a_good_model_of_degree_12(out):
    best = float(out.text.split("best epoch:")[1].split("validation")[1])
    last = out.rows(EPOCHS)[-1][2]
    assert best < 0.85 * last and best < out.column(DEGREES, 2)[-1] / 2
    assert 200 < out.number("best epoch:") < 800
