"""
Detach parts under DDP
======================

"Expected to have finished reduction in the prior iteration": since you
added a detach, or a ``no_grad`` branch, DDP complains about unused
parameters.
It waits for a gradient from every weight that requires grad.
Freeze what the detach cuts off, before you wrap the model.

Read before: :doc:`/gallery/choices/freeze_or_detach_a_layer`
"""
# uses: processes, loopback

# %%
# A model with a cut
# ------------------
# ``stem`` lies before the detach, and ``head`` behind it.

import torch
from torch import distributed, multiprocessing
from torch.nn.parallel import DistributedDataParallel


class Cut(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.head = (torch.nn.Linear(1, 1) for _ in "ab")
    def forward(self, x):
        return self.head(self.stem(x).detach())

print(f"weights: {[name for name, _ in Cut().named_parameters()]}")

# %%
# Two processes
# -------------
# Each takes two steps, and says how they went.

def train(rank, port, told, model, **how):
    store = distributed.TCPStore("127.0.0.1", port, 2, False)
    distributed.init_process_group("gloo", None, None, 2, rank, store)
    model, x = DistributedDataParallel(model, **how), torch.ones(1, 1)
    try:
        [model(x).sum().backward() for step in range(2)]
        told.put("both steps ran")
    except RuntimeError as error:
        told.put(str(error).partition(" before")[0])

print(f"gloo is available: {distributed.is_gloo_available()}")

# %%
# They meet at a store on loopback.

def run(model, **how):
    store = distributed.TCPStore("127.0.0.1", 0, 2, True,
                                 wait_for_workers=False)
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    for rank in range(2):
        context.Process(target=train, kwargs=how, args=(
            rank, store.port, told, model)).start()
    return {told.get() for _ in range(2)}

print("ready")

# %%
# Predict
# -------
# The stem gets no gradient in the first step.
# What happens as the second step begins?
#
# .. claim:: ddp-waits-for-every-weight-that-requires-grad
#
#    DDP raises in the next step if a weight that requires grad got no
#    gradient.

(said,) = run(Cut())
print(said)
assert said.startswith("Expected to have finished reduction")

# %%
# Both processes say the same: the gradients of the stem are missing.
#
# Fix
# ---
# Freeze what is cut off, before DDP looks at the flags.
#
# .. claim:: ddp-leaves-frozen-weights-out
#
#    DDP does not wait for weights that were frozen before the model was
#    wrapped.

model = Cut()
model.stem.requires_grad_(False)
(said,) = run(model)
print(said)
assert said == "both steps ran"

# %%
# Or let it search
# ----------------
# The flag costs a walk through the graph in each step.
#
# .. claim:: ddp-can-search-for-unused-weights
#
#    With ``find_unused_parameters=True`` DDP accepts weights that get
#    no gradient.

(said,) = run(Cut(), find_unused_parameters=True)
print(said)
assert said == "both steps ran"

# %%
# Takeaway
# --------
# **DDP counts flags: freeze what no gradient reaches.**
#
# - Do: ``stem.requires_grad_(False)`` before you wrap.
# - Don't: search for unused weights to hide a cut.
#
# See also: :doc:`/find_your_cut`,
# :doc:`/gallery/patterns/send_tensors_between_processes`
