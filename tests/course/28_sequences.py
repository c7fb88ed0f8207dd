from course import falls

SONG = "CDECCDECEFGEFGGAGFECGAGFECCgCCgC"


def the_loss_falls(out):
    losses = out.column(" step     loss", 1)
    assert falls(losses[:3])
    assert losses[0] > 1.9 and losses[-1] < 0.1


def the_network_plays_on_for_two_rounds(out):
    heard = out.text.split("heard:")[1].split()[0]
    played = out.text.split("played:")[1].split()[0]
    assert heard == SONG[:8]
    assert len(played) == 64
    right = sum(a == b for a, b in zip(played, SONG[8:] + SONG + SONG[:8]))
    assert right == out.number("right with memory:")
    assert right == 64


def without_memory_a_third_is_wrong(out):
    followers = {}
    for a, b in zip(SONG, SONG[1:] + SONG[0]):
        followers.setdefault(a, []).append(b)
    best = sum(max(f.count(b) for b in set(f)) for f in followers.values())
    assert out.number("right without memory:") == 2 * best
    assert 2 * best < 0.67 * 64
