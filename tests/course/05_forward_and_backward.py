def _rows(out):
    rows = out.rows("df/d... by hand")
    assert len(rows) == 5
    return dict(zip("xyzqf", rows))


def forward_gives_3_and_minus_12(out):
    rows = _rows(out)
    assert rows["q"][0] == 3 and rows["f"][0] == -12


def backward_gives_minus_4_minus_4_and_3(out):
    rows = _rows(out)
    assert [rows[name][1] for name in "xyzq"] == [-4, -4, 3, -4]


def by_hand_by_grad_and_measured_agree(out):
    rows = _rows(out)
    for name in "xyz":
        _, hand, made, measured = rows[name]
        assert hand == made and abs(measured - made) < 0.01
    assert rows["q"][1] == rows["q"][2]


def the_formulas_are_found(out):
    assert "df/dq = z, df/dz = x + y, df/dx = z, df/dy = z\n" in out.text


def a_step_against_the_gradient_lowers_f(out):
    assert abs(out.number("f goes from -12 to") + 16.34) < 0.01
