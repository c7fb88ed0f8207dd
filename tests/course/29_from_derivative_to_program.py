def the_derivative_is_a_formula(out):
    assert "L = (tanh(w · x) - y)²" in out.text
    assert "1 - s1²" in out.text.split("dL/dw:")[1]


def the_plan_has_four_kernels(out):
    assert "4 kernels" in out.text
    assert "lanes: samples" in out.text
    assert "w' = w - learning_rate" in out.text


def the_tape_grows_with_the_samples(out):
    rows = out.rows("entries on the tape")
    assert [row[0] for row in rows] == [32, 64, 128, 256, 512, 1024]
    for (n, entries, size, program), (_, more, larger, same) in zip(rows, rows[1:]):
        assert 1.9 * entries < more < 2 * entries
        assert 1.9 * size < larger < 2 * size
        assert same == program
    assert rows[0][1] > 900


def the_program_stays_small(out):
    rows = out.rows("entries on the tape")
    assert all(row[3] < 10000 < row[2] for row in rows)
    assert rows[-1][2] > 100 * rows[-1][3]


def all_three_agree(out):
    assert "program, loops and tape agree: yes" in out.text


def the_program_is_faster_than_the_tape(out):
    assert "4 times as fast as the tape: yes" in out.text
