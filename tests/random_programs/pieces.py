"""Pieces of programs: what they read and make is filled in by the composer.

Every tensor is 3 x 4, of double precision, and about as large as one.  A value is
*mixed* if each of its elements hangs on all of its parameters.

    read   a b c  tensors      m n  mixed ones      x y z  arrays, z a mixed one
           p q    parameters   o    one that nothing was copied into
           s r    numbers      k    an index        j      a tensor of indices
           f g h  any numbers  C D  constants       K      a constant of 4 x 4
           linear norm batch table cell block attention   modules
    made   A  a tensor, mixed if all that is read is        M  a mixed one
           U  one that is not   N  as A, and the loss reads it
           S  a number          I  an index         J      a tensor of indices
           X  an array          P  a parameter
    t u v w i  names of the piece's own
"""

from __future__ import annotations


def pieces(text: str) -> list[str]:
    """Return the pieces of a text: empty lines part them."""
    return text.strip("\n").split("\n\n")


#: Parameters and modules, by the letter or the word that reads them.
PARAMETERS = {
    "p": pieces(
        """
{P} = torch.randn(3, 4, requires_grad=True)  #: leaf

{P} = nn.Parameter(torch.randn(3, 4))  #: leaf

{P} = torch.randn(3, 4).requires_grad_()  #: leaf
"""
    ),
    "frozen": [
        "{P} = nn.Parameter(torch.randn(3, 4), requires_grad=False)  #: leaf frozen"
    ],
    "late": ["{P} = torch.randn(3, 4)  #: leaf late"],
    "linear": ["{P} = nn.Linear(4, 4)  #: module weight bias"],
    "norm": ["{P} = nn.LayerNorm(4)  #: module weight bias"],
    "batch": ["{P} = nn.BatchNorm1d(4)  #: module weight bias"],
    "table": ["{P} = nn.Embedding(4, 4)  #: module weight"],
    "cell": ["{P} = nn.GRUCell(4, 4)  #: module weight_ih weight_hh bias_ih bias_hh"],
    "attention": [
        "{P} = nn.MultiheadAttention(4, 2)"
        "  #: module in_proj_weight in_proj_bias out_proj.weight out_proj.bias"
    ],
    "block": [
        "{P} = Block()  #: module gain inner.weight inner.bias outer.weight outer.bias",
        "{P} = Stuck()  #: module inner.weight inner.bias outer.weight outer.bias",
    ],
}

#: All gradient passes.
LIVE = pieces(
    """
{A} = torch.tanh({a}) + {f} * {C}

{A} = {f} * {a} - {g} * {b}

{A} = torch.sin({a}) * {b}.cos()

{A} = {a} @ {K}

{A} = ({m} @ {n}.t() / 3.0) @ {b}

{A} = torch.einsum("ij,kj,kl->il", {a}, {b}, {c}).sin()

{A} = torch.addcmul({a}, {b}.sin(), {c}, value={f}).tanh()

{A} = torch.lerp({a}, {b}, {f})

{A} = F.gelu({a} * {f}) + {C} * {b}

{A} = F.layer_norm({a} + {C}, (4,)) * {D}

{A} = torch.softmax({a} * {f}, dim=1) * {C}

{A} = F.log_softmax({a}, dim=-1) * {C} / 3.0

{A} = {a} * {b}.square().mean().add({f}).rsqrt()

{A} = {a} - {f} * {b}.mean(dim=0, keepdim=True)

{A} = {a}.std(dim=1, keepdim=True) * {C} + {b}

{A} = {a} / ({b}.abs() + {f})

{A} = {a}.norm() * {C} * {f}

{A} = {m}.amax(dim=0) + {f} * {b}

{A} = torch.logsumexp({a}, dim=1, keepdim=True) * {C}

{A} = F.cosine_similarity({a}, {b}, dim=1)[:, None] * {C}

{A} = F.scaled_dot_product_attention({a}, {b}, {c})

{A} = {a}.clamp(-50.0, 50.0) * {f}

{A} = torch.bmm({a}[None], {K}[None])[0].sin()

{A} = -{a} ** 2 * {f} + {b}.exp().clamp(max=1e6).log1p()

{t} = {a}.reshape(4, 3).t()
{A} = {t}.reshape(3, 4) * {f}

{t}, {u} = {a}.split(2, dim=1)  #: views
{A} = torch.cat([{u}.sin(), {t} * {f}], dim=1)

{t} = {a}.chunk(2, dim=1)  #: views
{A} = torch.cat(({t}[1], {t}[0]), dim=1).cos()

{t}, {u}, {v} = {a}.unbind()  #: views
{A} = torch.stack([{v}, {t} * {f}, {u}.sin()])

{t} = torch.stack([{a}, {b}.tanh()])
{A} = torch.einsum("kij,k->ij", {t}, torch.tensor([{f}, {g}]))

{t} = torch.cat([{m}, {a}, {n}], dim=1)
{A} = {t}[:, 2:10] @ WIDE

{U} = torch.cat([{m}[:1], {n}[1:] * {f}])

{A} = {m}[[2, 0, 1]] * {f}

{A} = {m}.flip(0) + {f} * {a}.roll(1, 0)

{A} = {m}[:, 1:3].repeat(1, 2) * {C}

{A} = {m}[1].expand(3, 4) * {C}

{A} = {m}[..., -1:] + {b}

{A} = {m}.index_select(0, torch.tensor([1, 1, 2])) * {f}

{A} = F.embedding(torch.tensor([0, 2, 1]), {m}) * {C}

{A} = {m}.sort(dim=1).values * {C}

{t}, {u} = {m}.max(dim=1)
{A} = {b} + {f} * {t}.unsqueeze(1)

{U} = torch.where({C} > 0, {m}, {n} * {f})

{U} = {m}.masked_fill({C} > 0.3, {f})

{U} = F.dropout({m}, 0.2)

{M} = mixed({a})

{A} = bend({a}, {b})

{A} = twice({a} * {f})

{t}, {u} = pair({a}, {b})
{A} = {t} + {f} * {u}

{A} = torch.stack([*rows({a})]) * {f}

{A} = torch.stack([{v} * {f} for {v} in rows({a})])

{A} = {linear}({a}).sin()

{A} = {norm}({a} + {C}) * {D}

{A} = {cell}({a}, {b}) + {f} * {C}

{A} = {batch}({a} * {f}) * {C}

{A} = {attention}({a}, {b}, {b}, need_weights=False)[0] * {f} + {C}

{t}, {u} = {attention}({a}, {a}, {b})
{A} = {t}.sin() + {f}

{A} = {block}({a})

{A} = {table}(torch.tensor([3, 0, 1])) * {a}

{A} = F.linear({a}, {linear}.weight).sin()

{t} = {m}.clone()
{t}[0] = {n}[1] * {f}
{U} = {t} * {g}

{t} = {m} * {f}
{t}[:, 2:] *= {g}
{t} += {b}
{A} = {t}.sin()

{t} = {m} * {f}
{u} = {t}[1]  #: views
{u}.add_({n}[0])  #: writes: {t}
{U} = {t} + {b}

{t} = {m} * {f}
{u} = {t}.t()[1:]  #: views
{u}.mul_({n}.t()[1:])  #: writes: {t}
{U} = {t} * {g} + {b}

{t} = {a} * {f}
{t}.t().add_({b}.t())
{A} = {t}.sin()

{t} = {C}.clone()
{t}.add_({a}, alpha={f})
{A} = {t}.sin()

{t} = torch.empty(3, 4)
{t}.copy_({a})
{A} = {t} * {f}

{t} = torch.zeros(3, 8)
{t}[:, :4] = {a}
{t}[:, 4:] = {b}.sin()
{A} = {t} @ WIDE

{t} = {C}.clone()
for {i} in range(3):
    {t}[{i}] = {m}[{i}] * {f}
{A} = {t} + {g}

{t} = {a} * {f}
{t}.sin_().mul_({g}).add_({b})
{A} = {t}.exp()

{t} = {m} + {f}
{t}.index_add_(0, torch.tensor([0, 2]), {n}[:2])
{U} = {t} * {g}

{t} = {a}
for {i} in range(3):
    {t} = torch.tanh({f} * {t} + {g} * {b})
{A} = {t} * {h}

{t} = []
for {v} in ({a}, {b}, {c}):  #: views
    {t}.append({v}.sin() * {f})
{A} = sum({t})

{t} = [w * {v} for {v}, w in [({a}, {f}), ({b}, {g})]]
{A} = torch.stack({t}).sum(dim=0)

{t} = {C} * {f}
for {v} in {a}.unbind():  #: times 3; views
    {t} = {t} + {v} * {g}
{A} = {t} * {h}

{t} = {{"one": {a} * {f}, "two": {b}.sin()}}
{A} = {t}["one"].cos()

{A} = (
    {a} * {f}
    + {b}.sin()
    - {g}
)

"""
)

#: Gradient passes, where nothing has switched it off.
DEMANDING = pieces(
    """
{t} = ({p} * {a}).pow(2).sum()
({u},) = torch.autograd.grad({t}, {p}, create_graph=True)
{A} = {u} * {f} + {b}

{A} = checkpoint(bend, {p} * {f}, {a}, use_reentrant=False)

{A} = checkpoint(lambda z: torch.sin(z) * {q}, {p} * {f}, use_reentrant=True)

{A} = torch.distributions.Normal({a}, {b}.tanh().exp()).rsample()

{t} = {p} * {f}
{t}.register_hook(lambda g: None)
{A} = {t} + {b}

{t} = {p} * {f}
{t}.register_hook(lambda g: g * 2)
{A} = {t} + {b}

with torch.enable_grad():
    {A} = {a}.sin() * {f}
"""
)

#: Nothing that counts is read, or what is read goes nowhere.
ASIDE = pieces(
    """
log.append({a}.mean().item())

log.append(f"{{{a}.mean():.3f}}")

log.append({a}.detach().clone())

log.append(repr({a}))

{t} = {a}.square().mean()

{A} = torch.zeros_like({a}) + {b} * {f}

{A} = torch.ones({a}.shape) * {b}

{A} = {b} * len({a}) / 3.5

{A} = {b}.reshape({a}.size()) * {f}

if {a}.mean().item() > -1e9:  #: taken
    {A} = {b} * {f}

{S} = {f} if bool({a}.sum() > -1e9) else {g}

{t} = {{"one": {a}.mean().item(), "two": {f}}}  #: cuts item
{A} = {b} * {t}["two"]

{t} = [{a}.mean().item(), {f}]  #: cuts item
{A} = {b} * {t}[1]

{t} = [{f}, {a}.mean().item(), {g}]  #: cuts item
{t}[1] = {h}
{A} = {b} * {t}[1]

{t} = {{"one": {a}.mean().item()}}  #: cuts item
{t}["two"] = {f}
{A} = {b} * {t}["two"]

{t} = {f} if {a}.mean().item() > -1e9 else {g}
{A} = {b} * {t}

{t}, {u} = {a}.mean().item(), {g}  #: cuts item
{A} = {b} * {u}

{t} = [1, {k}]
{A} = {K}[{t}[0]] * {a}

{t} = {{"at": {k}, "to": 1}}
{A} = {a} * {t}["to"]

{A} = scaled({a}, {f}, len([{s}, {r}]))
"""
)
