RULES = ["descent", "momentum", "Nesterov", "AdaGrad", "AdaDelta", "RMSProp", "Adam", "Adamax"]
SURFACES = ["Beale", "valley", "saddle", "noisy line"]


def _steps(out, surface):
    column = 2 * SURFACES.index(surface)
    return dict(zip(RULES, out.column("steps rate", column)))


def all_arrive_on_the_smooth_surfaces(out):
    for surface in SURFACES[:3]:
        assert max(_steps(out, surface).values()) < 1000, surface


def on_beale_adam_beats_descent(out):
    steps = _steps(out, "Beale")
    assert steps["Adam"] < 0.7 * steps["descent"]
    assert max(steps, key=steps.get) == "AdaDelta"


def in_the_valley_momentum_wins(out):
    steps = _steps(out, "valley")
    others = min(n for rule, n in steps.items() if rule not in ("momentum", "Nesterov"))
    assert steps["Nesterov"] < others and steps["momentum"] < others
    assert steps["momentum"] < steps["descent"] / 2


def adagrad_leaves_the_saddle_at_once(out):
    steps = _steps(out, "saddle")
    assert steps["AdaGrad"] == min(steps.values()) < 8


def with_noise_momentum_gains_nothing_and_adagrad_wins(out):
    steps = _steps(out, "noisy line")
    assert abs(steps["momentum"] - steps["descent"]) < 0.2 * steps["descent"]
    assert steps["AdaGrad"] == min(steps.values())
