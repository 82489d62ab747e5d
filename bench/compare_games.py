#!/usr/bin/env python3
"""Prints what finite games of two take here and in other programs, and the ratios.

Usage: bench/compare_games.py BUILD/bench/games_times [seconds per measurement]
Random games with payoffs from 0 to 9999, the same for everybody; the shortest time of each counts, and the programs
take turns. Other programs are used where they are installed: lrsnash (lrslib), nashpy, quantecon, pygambit. lrsnash and
pygambit pay for starting and for making their game; the others are called on matrices in memory.
"""

import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings

import numpy

warnings.simplefilter("ignore")


def optional(name):
    try:
        return __import__(name, fromlist=["x"])
    except ImportError:
        return None


nashpy, quantecon, pygambit = optional("nashpy"), optional("quantecon.game_theory"), optional("pygambit")
own_program = sys.argv[1]
patience = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0


def random_game(size, seed):
    random = numpy.random.default_rng(seed)
    return random.integers(0, 10_000, (size, size)), random.integers(0, 10_000, (size, size))


def text_of(game):
    rows, columns = game[0].shape
    return f"{rows} {columns}\n\n" + "\n\n".join("\n".join(" ".join(map(str, row)) for row in m) for m in game) + "\n"


def own(task, game):
    output = subprocess.run(
        [own_program, task, str(patience)], input=text_of(game), check=True, capture_output=True, text=True
    ).stdout
    answer = json.loads(output)
    return answer["seconds"], answer["found"]


def shortest(work):
    best, answer, end = 1e300, None, time.perf_counter() + patience
    while best == 1e300 or time.perf_counter() < end:
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    return best, answer


def lrsnash(game):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text_of(game))
        file.flush()
        seconds, output = shortest(
            lambda: subprocess.run(["lrsnash", "-s", file.name], check=True, capture_output=True, text=True).stdout
        )
    return seconds, int(output.split("Number of equilibria found:")[1].split()[0])


def gambit(game, solve):
    rows, columns = game[0].shape
    payoffs = " ".join(f"{game[0][i, j]} {game[1][i, j]}" for j in range(columns) for i in range(rows))
    text = f'NFG 1 R "" {{ "1" "2" }} {{ {rows} {columns} }} "" {payoffs}\n'
    return shortest(lambda: solve(pygambit.read_nfg(io.StringIO(text))))


def row(name, figures):
    ours = figures["detente"][0]
    text = [f"{name:36} {ours * 1e6:12.1f} us"]
    for program, (seconds, found) in figures.items():
        if program != "detente":
            text.append(f"{program} x{seconds / ours:.1f} ({found})")
    print("  ".join(text) + f"   found here: {figures['detente'][1]:g}", flush=True)


def main():
    for size in (8, 12):
        for seed in range(3):
            game = random_game(size, seed)
            figures = {"detente": own("all", game)}
            if shutil.which("lrsnash"):
                figures["lrsnash"] = lrsnash(game)
            if pygambit and size == 8:
                figures["gambit"] = gambit(
                    game, lambda g: len(pygambit.nash.enummixed_solve(g, rational=False).equilibria)
                )
            row(f"all equilibria {size}x{size}, game {seed}", figures)
    for size, seed in ((8, 0), (12, 0), (12, 1), (12, 2), (50, 0), (100, 0)):
        game = random_game(size, seed)
        a, b = game[0].astype(float), game[1].astype(float)
        figures = {"detente": own("path", game)}
        if quantecon:
            two = quantecon.NormalFormGame((quantecon.Player(a), quantecon.Player(b.T.copy())))
            quantecon.lemke_howson(two)  # compiled now
            figures["quantecon"] = (shortest(lambda: quantecon.lemke_howson(two))[0], 1)
        if nashpy and size <= 12:  # its paths grow long
            figures["nashpy"] = (shortest(lambda: nashpy.Game(a, b).lemke_howson(0))[0], 1)
        row(f"Lemke-Howson {size}x{size}, game {seed}, label 1", figures)
        row(f"one equilibrium {size}x{size}, game {seed}", {**figures, "detente": own("short_path", game)})
    for size in (12, 50):
        game = random_game(size, 0)
        figures = {"detente": own("logit", game)}
        if pygambit and size == 12:
            figures["gambit"] = gambit(game, lambda g: int(pygambit.nash.logit_solve(g).equilibrium is not None))
        row(f"logit branch {size}x{size}", figures)


main()
