"""Pieces in which values leave as numbers and arrays, and come back.

:mod:`.pieces` tells what the letters stand for.
"""

from __future__ import annotations

from .pieces import pieces

#: Values leave.
LEAVE = pieces(
    """
{S} = {a}.mean().item()  #: cuts item

{S} = float({a}.sum())  #: cuts float

{S} = math.tanh({a}.mean())  #: cuts float

{S} = {a}.mean().tolist()  #: cuts tolist

{S} = {a}.detach().numpy().mean()  #: cuts numpy|detach

{S} = {a}.mean().detach().numpy().item()  #: cuts numpy|detach|item

{t} = {a}.abs().mean()
{S} = {t}.item() + {f}  #: cuts item

{S} = int({a}.sum() * 1e4) / 1e4  #: cuts float

{S} = [*map(float, {m}.mean(dim=1))][1]  #: cuts float

{S} = float(f"{{{a}.mean():.9f}}")  #: cuts item|float

{S} = float("%.9f" % {a}.mean())  #: cuts float

{t} = {a}.mean(dim=1).tolist()  #: cuts tolist
{S} = 0.0
for {i}, {v} in enumerate({t}):  #: times 3
    {S} += {v} * ({i} + 1)

{t} = zip({a}.mean(dim=1).tolist(), {b}.mean(dim=1).tolist())  #: cuts tolist
{S} = sum(v * w for v, w in {t})

{S} = sum(v * {f} for v in {a}.mean(dim=1).tolist())  #: cuts tolist

{t} = {{"one": {a}.mean().item()}}  #: cuts item
{t}["two"] = {f}
{S} = {t}["one"] * {t}["two"]

{u} = [("one", {a}), ("two", {b})]  #: views
{t} = {{name: v.mean().item() for name, v in {u}}}  #: cuts item
{S} = {t}["one"] - {t}["two"] * {f}

{S} = float(np.tanh({a}.numpy(force=True)).mean())  #: cuts numpy

{S} = level({a}) * {f}

{S} = average({a})

{S} = ({t} := {a}.mean().item()) * {f}  #: cuts item

{t}, {u} = {a}.mean().item(), {b}.sum().item()  #: cuts item
{S} = {t} * {f}

{t} = [w * {v}.mean().item() for {v}, w in [({a}, {f}), ({b}, {g})]]  #: cuts item
{S} = sum({t}) / 2

{t} = 0.0
for {v} in ({a}, {b}):  #: views
    {t} += {v}.mean().item()  #: cuts item
{S} = {t} * {f}

{t} = []
for {v} in ({a}, {b}):  #: views
    {t}.append({v}.mean().item())  #: cuts item
{S} = {t}[0] - {t}[1] * {f}

{t} = {{"one": {a}.mean().item(), "two": {f}}}  #: cuts item
{S} = {t}["one"] + {t}["two"]

{t} = Box()
{t}.scale = {a}.mean().item()  #: cuts item
{S} = {t}.scale * {f}

{t} = Box()
{t}.scale = float({a}.mean())  #: cuts float
{A} = {t}.apply({b})

{t} = {m}.tolist()  #: cuts tolist
{S} = {t}[1][2] - {t}[0][0] * {f}

{t} = {a}.tolist()  #: cuts tolist
{u} = [[v * {f} + 1.0 for v in row] for row in {t}]
{A} = torch.tensor({u}) * {b}

{t} = [{v} * {f} for {v} in {a}.flatten().tolist()]  #: cuts tolist
{A} = torch.tensor({t}).view(3, 4) + {b}

{X} = {a}.detach().numpy() * {f}  #: cuts numpy|detach

{X} = {a}.numpy(force=True) + {f}  #: cuts numpy

{t} = np.asarray({a}.detach())  #: cuts numpy|detach
{X} = np.tanh({t})

{X} = np.array({a}.tolist())  #: cuts tolist

{t} = {a}.detach()  #: cuts detach
{X} = {t}.numpy().copy()

{t} = [{v}.detach().numpy() for {v} in ({a}, {b})]  #: cuts numpy|detach
{X} = np.stack({t}).sum(axis=0)
"""
)

#: Python and NumPy compute with them.
COMPUTE = pieces(
    """
{S} = {s} * {f} + {r}

{S} = math.sin({s}) + {f}

{S} = blend({s})

{S} = blend({s}, r={r}) - {f}

{I} = after({k})

{I} = max({k}, 0)

{t}, {I} = 2, {k}

{I} = divmod({k} + 5, 4)[1]

{I} = {{0: 1, 1: 2, 2: 3, 3: 0}}[{k}]

{t} = [1, {k}]
{I} = {t}[1]

{t} = {{"at": {k}, "to": 1}}
{I} = {t}["at"]

{t} = Box()
{t}.scale = {k}
{I} = 3 - {t}.scale

{S} = round({s}, 5) - {f}

{S} = sum([{s}, {r}, {f}])

{S} = float(f"{{{s}:.7f}}")

{t} = {{"one": {s}, "two": {f}, "three": {r}}}
{S} = {t}["one"] + {t}["two"]

{t} = [{s}, {r}]
{S} = {t}[0] * {f}

{t} = [{s}, {r}]
{t}[1] = {f}
{S} = {t}[0] + {t}[1]

{t} = ({s}, {r})
{u}, {v} = {t}
{S} = {v} * {f}

{S} = (lambda v: v * {f})({s})

{S} = math.sqrt(abs({s}) + {f})

{S} = float(np.dot([{s}, {f}], [{g}, {r}]))

{S} = np.mean([{s}, {f}])

{t}, {u} = {s}, {r}
{S} = {u} - {f}

{t} = {s}
for {i} in range(2):
    {t} = {t} * {f} + {r}
{S} = {t}

{S} = -{s} if {r} > -1e9 else {f}

{S} = float(np.float64({s}) * {f})

{S} = float({x}.mean())

{S} = {z}[1, 2] * {f}

{X} = np.tanh({x}) * {f}

{X} = {x} + {y} * {f}

{X} = np.stack([{x}, {y}]).mean(axis=0)

{t} = {x}.copy()
{t} += {f}
{X} = {t}

{t} = np.zeros((3, 4))
{t}[:] = {x}
{X} = {t} + {f}

{t} = np.empty((3, 4))
for {i} in range(3):
    {t}[{i}] = {x}[{i}] * {f}
{X} = {t}

{X} = np.full((3, 4), {s}) * {f}

{X} = np.array([[{s}, {r}, {f}, {g}]] * 3)

{X} = {x}.reshape(4, 3).T.reshape(3, 4)

{X} = np.array([row * {f} for row in {x}])

{X} = {x} @ {x}.T @ {y} / 5.0

{X} = ({x} - {x}.mean()) * C0.numpy()

{X} = np.clip({x}, -1e9, 1e9).astype(np.float64)

{X} = np.sort({z}, axis=1) * {f}

{t} = {x}.tolist()
{X} = np.array({t}) * {f}
"""
)

#: They come back.
RETURN = pieces(
    """
{A} = {a} * {s}

{A} = {s} * {a} - {r}

{A} = {a} + torch.tensor({s})

{A} = torch.full((3, 4), {s}) * {a}

{A} = torch.full_like({C}, {s}) * {C}

{A} = torch.tensor([{s}, {r}, {f}, {g}]) * {a}

{A} = torch.add({a}, {b}, alpha={s})

{A} = torch.lerp({a}, {b}, {s})

{A} = {a}.abs().add(1.0).pow(math.sin({s}))

{A} = {a} / (1.5 + {s} ** 2)

{A} = torch.linspace(0.0, {s}, 12).view(3, 4) + {a}

{A} = {a}.mul({s}).sin()

{A} = bend({a}, torch.tensor({s}))

{A} = {a}.sin() - {s}

{A} = {s} / ({a}.abs() + 1.5)

{A} = {a} * np.float64({s})

{A} = torch.stack([{a} * {s}, {b}]).sum(dim=0)

{U} = torch.where({C} > 0, {m}, {s})

{U} = {m}.masked_fill({C} > 0, {s})

{A} = {a} @ torch.diag(torch.tensor([{s}, {r}, {f}, {g}])) + {b}

{A} = torch.arange(12.0).view(3, 4) * {s} / 9.0 + {a}

{A} = F.linear({a}, torch.full((4, 4), {s})).sin() * {C}

{t} = {m} * {f}
{t}[1, 2] = {s}
{U} = {t} * {C}

{t} = {C}.clone()
{t}.mul_({s}).add_({a})
{A} = {t}

{t} = {C}.clone()
{t} *= {s}
{A} = {t} + {a}

{A} = torch.from_numpy({x}) * {a}

{A} = torch.tensor({x}) + {a}

{A} = torch.as_tensor({x} * {f}) * {C}

{A} = bend({a}, torch.from_numpy({x}))

{A} = {a} + torch.stack([torch.from_numpy(row) for row in {x}])

{t} = {C}.clone()
{t}[:] = torch.from_numpy({x})
{A} = {t} + {a}

{A} = {m}[:, {k}, None] * {C}

{A} = {m}[{k} % 3] * {C}

{A} = column({m}, {k}) * {C}

{A} = scaled({a}, {s})

{A} = scaled({a}, {f}, by={s}) - {b}

{A} = {a} * ({k} + 1) + {b}

{A} = {C}[:, {k}, None] * {a}

{A} = {K}[{k}] * {a}

{A} = {table}({j}) * {C}

{A} = F.embedding({j}, {K}) * {a}

{A} = {m}.gather(1, {j}[:, None]) * {C}

{A} = {m}[torch.arange(3), {j}][:, None] + {b}

{A} = (F.one_hot({j}, 4) + 0.5) * {a}

{A} = {K}[{j}] + {a}

{A} = {K}.index_select(0, {j}) * {a}

{t} = torch.zeros(3, 4).scatter(1, {j}[:, None], 1.0)
{A} = {t} + {a}
"""
)
