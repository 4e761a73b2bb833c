"""Pieces that take gradient away.  :mod:`.pieces` tells what the letters stand for."""

from __future__ import annotations

from .pieces import pieces

#: No gradient is left.
CUTS = pieces(
    """
{A} = {a}.detach() * {f}  #: cuts detach

{t} = torch.detach({a})  #: cuts detach
{A} = {t} + {b}

{t} = (
    {a}.sin()
    .mul({f})
    .detach()
)  #: cuts detach
{A} = {t} - {b}

{A} = {a}.data + {f}  #: cuts data

{t} = {a} * {f}
{t}.detach_()  #: cuts detach_
{A} = {t}.sin()

{A} = ({a} * {f}).detach_()  #: cuts detach_

{A} = torch.tensor({a})  #: cuts tensor

{A} = {C}.new_tensor({a}) * {f}  #: cuts tensor

{t} = Bank()
{A} = {t}.look({a}) + {b}

{t} = Bank()
{A} = {t}.recall({a}) * {b}

{u} = wild({a}).contiguous()
{t} = torch.bucketize({u}, torch.linspace(-1.0, 1.0, 9))  #: cuts integer
{A} = {t} * 0.1 + {b}

{J} = wild({m}).argsort(dim=1)[:, 0]  #: cuts integer

{t} = torch.as_tensor({a}.tolist())  #: cuts tolist
{A} = {t} * {b}

{t} = torch.tensor([{a}.mean(), {b}.mean()])  #: cuts tensor
{A} = {t}.sum() * {C}

{A} = quiet({a}, {b})

{A} = target({a}) * {b}

{A} = guess({a}).clone() + {f} * {b}

{t} = ({b} - {a}).detach()  #: cuts detach
{A} = {f} * {a} - {g} * {t}

{t} = wild({a}) > 0.0  #: cuts integer
{A} = torch.where({t}, 1.0, 0.4) * {b}

{t} = (wild({a}) > wild({b})).double()  #: cuts integer
{A} = ({t} + 0.5) * {C}

{t} = (wild({a}) * 4.0).int()  #: cuts integer
{A} = {t} * {f} + {b}

{J} = wild({m}).argmax(dim=1)  #: cuts integer

{t}, {J} = wild({m}).max(dim=1)  #: cuts integer -> {J}
{A} = {t}[:, None] * {f} + {b}

{J} = wild({m}).topk(1, dim=1).indices[:, 0]  #: cuts integer

{J} = wild({m}).sort(dim=1).indices[:, 1]  #: cuts integer

{J} = wild({m}).sum(dim=1).mul(9.0).abs().long() % 4  #: cuts integer

{J} = torch.multinomial(torch.softmax(wild({m}) * 3.0, dim=1), 1)[:, 0]  #: cuts integer

{I} = int(wild({m})[0].argmax())  #: cuts integer

{I} = wild({m})[1].argmax().item()  #: cuts integer

{I} = best({m})

{I} = int((wild({m})[0] > 0.0).sum()) % 4  #: cuts integer

{I} = int({s} * 1e5) % 4

{I} = ({k} + 1) % 4

{I} = [2, 0, 3, 1][{k}]

{t} = Quiet.apply({a})  #: cuts custom_function
{N} = {t} * {b}

{N} = Gated.apply({a}, {b})  #: cuts custom_function: {b}

{P} = nn.Parameter({a})  #: cuts parameter; leaf
{A} = {P}.sin() + {f} * {b}

{P} = {a}.detach().requires_grad_()  #: cuts detach; leaf
{A} = {P} * {f}

{P} = {a}.detach().clone().requires_grad_(True)  #: cuts detach; leaf
{A} = {P}.cos() * {b}

{P} = nn.Parameter({a}.detach() * {f})  #: cuts detach; leaf
{A} = {P} + {b}

{p}.requires_grad_(False)  #: off: {p}
{A} = torch.sin({p}) * {b}
{p}.requires_grad_(True)  #: on: {p}

for {v} in {linear}.parameters():  #: times 2
    {v}.requires_grad_(False)  #: off: {linear}
{A} = {linear}({b}) * {f}
for {v} in {linear}.parameters():  #: times 2
    {v}.requires_grad = True  #: on: {linear}

{t} = ({p} * {a}).pow(2).sum()
({u},) = torch.autograd.grad({t}, {p}, retain_graph=True)  #: cuts create_graph
{A} = {u} * {f} + {b}

{P} = torch.ones(3, 4, requires_grad=True)  #: leaf
{t} = {P} * {a}  #: ignores: {P}
({u},) = torch.autograd.grad(
    {t}.sum(), [{P}], retain_graph=True
)  #: cuts create_graph; ignores: {P}
{A} = {u} * {f} + {b}

{A} = checkpoint(
    lambda z: torch.sin(z * {a}), {C}, use_reentrant=True
)  #: cuts checkpoint

{A} = torch.distributions.Normal({a}, {f}).sample()  #: cuts rng

{t} = copy.deepcopy({linear})  #: module weight bias; copies deepcopy: {linear} -> {t}
{A} = {t}({a}) * {f}

{t} = {linear}.state_dict()  #: cuts state_dict
{A} = F.linear({a}, {t}["weight"]).sin()

{t} = nn.Linear(4, 4)  #: module weight bias
{t}.load_state_dict(
    {linear}.state_dict()
)  #: copies state_dict|setattr: {linear} -> {t}
{A} = {t}({a}).sin()

{P} = torch.zeros(3, 4, requires_grad=True)  #: leaf
with torch.no_grad():  #: under no_grad
    {P}.copy_({a})  #: copies setattr: {a} -> {P}
{A} = {P}.sin() * {f}

{P} = torch.zeros(3, 4, requires_grad=True)  #: leaf
{P}.data = {a} + {f}  #: copies setattr: {a} -> {P}
{A} = {P} * {b}

{t} = {m} * {f}
with torch.no_grad():  #: under no_grad
    {t}.add_({b})
{A} = {t} * {g}

{t} = {m} * {f}
with torch.no_grad():  #: under no_grad
    {t}[0] = {n}[1]
{U} = {t} + {g}

torch.set_grad_enabled(False)  #: under no_grad
{t} = {a}.sin() * {f}
torch.set_grad_enabled(True)  #: under nothing
{A} = {t} + {b}

with torch.set_grad_enabled(False):  #: under no_grad
    {t} = {a}.sin() * {f}
    with torch.enable_grad():  #: under nothing
        {u} = {b}.cos()
    {v} = {u} * {g}
{A} = {t} + {u} * {v}

{t} = {a} * {f}
for {i} in range(3):
    {t} = torch.tanh({t} + {g} * {b})
    if {i} == 1:
        {t} = {t}.detach()  #: cuts detach
{A} = {t} * {h}

{t} = {a}
for {i} in range(2):
    {t} = torch.tanh({t}.detach() + {b})  #: cuts detach: {t}
{A} = {t} * {h}
"""
)

#: Its derivative is zero.
ZEROS = pieces(
    """
{t} = torch.round({a} * 3.0)  #: zeros round
{A} = {b} + {f} * {t}

{A} = {b} + {f} * wild({a}).floor()  #: zeros floor: {a}

{t} = wild({a}).ceil()  #: zeros floor
{A} = {b} - {f} * {t}

{t} = torch.sign(wild({a}))  #: zeros sign
{A} = {t} * {f} + {b}

{t} = torch.bernoulli(torch.sigmoid(wild({a}) * 9.0))  #: zeros rng
{A} = {t} + {b}
"""
)

#: It is flat where it stands: the loss does not even change.
FLAT = pieces(
    """
{t} = ({o}.sin() * 0.0).sum()  #: zeros mask
{A} = {b} + {t}

{t} = {o}.cos() * torch.zeros(3, 4)  #: zeros mask
{A} = {t} + {b}

{t} = {o}.sin() * ({C} > 1e9)  #: zeros mask
{A} = {b} + {t}

{t} = F.hardtanh({o}.tanh() + 5.0)  #: zeros clamp
{A} = {t} * {b}

{t} = {o} * {f}
{u} = torch.where({C} > 1e9, {t}, 0.3)  #: zeros mask
{A} = {u} * {b}

{t} = torch.relu(-{o}.abs() - 1.0)  #: zeros relu
{A} = {t} + {b}

{t} = ({o}.tanh() + 5.0).clamp(-1.0, 1.0)  #: zeros clamp
{A} = {t} * {b}

{t} = {o}.exp().masked_fill({C} > -1e9, {f})  #: zeros mask
{A} = {t} * {b}

{t} = {o} * {f}
{t}.register_hook(lambda g: torch.zeros_like(g))  #: zeros hook
{A} = {t} * {b}
"""
)
