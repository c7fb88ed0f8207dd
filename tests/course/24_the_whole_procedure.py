def _epochs(out):
    return out.rows("epoch   training")


def the_training_error_falls_to_the_end(out):
    trained = [row[1] for row in _epochs(out)]
    assert all(b < a for a, b in zip(trained, trained[1:]))
    assert trained[-1] < 0.7 * trained[0]


def the_validation_error_rises_again(out):
    validated = [row[2] for row in _epochs(out)]
    assert validated[-1] > min(validated) + 4


def the_best_epoch_comes_early(out):
    assert 2 <= out.number("best epoch:") <= 25


def the_best_model_beats_the_last_on_the_test_set(out):
    assert out.number("of the best model:") < out.number("of the last model:") - 2


def the_model_beats_the_mean(out):
    assert out.number("of the best model:") < 0.8 * out.number("guessing the mean:")


def the_set_is_split_without_loss(out):
    assert out.number("to validate,") == 88 and "266 samples to train, 88 to validate" in out.text
    assert 266 + 88 + 88 == 442
