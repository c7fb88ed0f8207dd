STEPS = "without correction"
HAS = "numbers stored"


def every_step_of_adam_is_as_long_as_the_rate(out):
    for _, by_hand, library, _ in out.rows(STEPS):
        assert abs(by_hand - 1) < 0.01 and abs(library - 1) < 0.01


def without_correction_the_first_steps_are_too_long(out):
    column = out.column(STEPS, 3)
    assert abs(column[0] - 10**0.5) < 0.01
    assert max(column) > 6 and 1 < column[-1] < 1.5


def _answers(out):
    lines = out.text.split(HAS)[1].splitlines()[1:]
    return {line.split()[0]: line.split()[1:] for line in lines if line}


def who_rolls_on(out):
    rolls = {name for name, words in _answers(out).items() if words[1] == "yes"}
    assert rolls == {"momentum", "Nesterov", "Adam", "Adamax", "NAdam", "Lion"}


def who_has_a_rate_for_each_parameter(out):
    own = {name for name, words in _answers(out).items() if words[2] == "yes"}
    assert own == {"AdaGrad", "AdaDelta", "RMSProp", "Adam", "Adamax", "NAdam", "Lion"}


def adam_stores_two_numbers_for_each_parameter_and_descent_none(out):
    answers = _answers(out)
    assert answers["descent"][0] == "0" and answers["Adam"][0] == "2"
