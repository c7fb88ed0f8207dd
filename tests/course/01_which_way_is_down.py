from course import falls


def the_derivative_is_two_x(out):
    assert "df/dx = 2 x" in out.text
    for x, _, slope in out.rows("so x should"):
        assert slope == 2 * x


def the_sign_says_where_to_go(out):
    for line in out.text.split("so x should")[1].split("\n\n")[0].strip().splitlines():
        x, word = float(line.split()[0]), line.split()[-1]
        assert word == ("decrease" if x > 0 else "increase" if x < 0 else "stay")


def each_step_multiplies_x_by_0_8(out):
    for step, x, *_ in out.rows("step        x"):
        assert abs(x - 3 * 0.8**step) < 1e-3


def the_value_falls(out):
    assert falls(out.column("step        x", 2))
