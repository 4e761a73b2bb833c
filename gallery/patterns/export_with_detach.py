"""
Export a model with cuts
========================

Does an exported program keep stop-gradients?
What does export do with ``detach`` and ``no_grad``?
It keeps the detach as an operation, and the block as a block of its own.
A decomposed program, made to run elsewhere, has lost both.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# A model with both
# -----------------
# One factor is detached, and the other made under ``no_grad``.

import warnings

import torch


class Cut(torch.nn.Module):
    def forward(self, x):
        with torch.no_grad():
            constant = x + 1
        return x.detach() * constant

x = torch.tensor([1.0, 2.0])
print(f"eager: {Cut()(x).tolist()}")

# %%
# Predict
# -------
# You export the model: which operations will the program have?
#
# .. claim:: an-exported-program-keeps-its-cuts
#
#    An exported program keeps ``detach``, and a ``no_grad`` block as a
#    block.

def operations(program):
    for node in program.graph.nodes:
        name = str(node.target)
        if node.op == "call_function" and "getitem" not in name:
            yield name.removeprefix("aten.")

program = torch.export.export(Cut(), (x,))
print("exported:  ", *operations(program))
assert "detach.default" in operations(program)

# %%
# The block is one operation, with a small graph of its own.
#
# Decomposed for another machine
# ------------------------------
# What runs the program elsewhere does not train it.
# A warning that torch gives about its own code is left out.
#
# .. claim:: a-decomposed-program-has-no-stop-gradients
#
#    After ``run_decompositions`` an exported program has neither
#    ``detach`` nor a ``no_grad`` block.

with warnings.catch_warnings(action="ignore", category=FutureWarning):
    core = program.run_decompositions()
print("decomposed:", *operations(core))
assert "detach.default" not in operations(core)

# %%
# The same values
# ---------------
# Both programs compute what the model computes.
#
# .. claim:: an-exported-program-computes-what-the-model-does
#
#    An exported program gives the values of its model, decomposed or
#    not.

for name, made in {"exported": program, "decomposed": core}.items():
    y = made.module()(x)
    print(f"{name}: {y.tolist()}")
    assert torch.equal(y, Cut()(x))

# %%
# Train through it
# ----------------
# The exported module still stops the gradient, here in both factors.

tracked = x.clone().requires_grad_()
y = program.module()(tracked)
print(f"exported module: tracked {y.requires_grad}")
assert not y.requires_grad

# %%
# Takeaway
# --------
# **An exported program cuts, until it is decomposed.**
#
# - Do: train the model, and export after.
# - Don't: expect a decomposed program to stop gradients.
#
# See also: :doc:`/gallery/patterns/compile_with_detach`
