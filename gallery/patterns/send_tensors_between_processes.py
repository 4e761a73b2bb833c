"""
Send tensors between processes
==============================

"Cowardly refusing to serialize non-leaf tensor": you put a model's
output on a Queue, or start a process with a module that caches one.
A graph cannot cross to another process.
Send the detached tensor; what arrives shares its memory.

Read before: :doc:`/gallery/patterns/pickle_and_save`
"""
# uses: processes, loopback

# %%
# What the queue would pack
# -------------------------
# ``dumps`` packs a tensor as a queue of ``torch.multiprocessing`` does.

from multiprocessing.reduction import ForkingPickler

import torch
from torch import multiprocessing

from detach_examples import expect_error

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
print(f"y: is_leaf {y.is_leaf}, tracked {y.requires_grad}")

# %%
# Predict
# -------
# Which of the leaf, the computed tensor and the alias can be packed?
#
# .. claim:: a-computed-tensor-cannot-be-sent
#
#    A computed tensor that requires grad cannot be sent to another
#    process; a leaf and a detached tensor can.

with expect_error(RuntimeError, match="Cowardly refusing"):
    ForkingPickler.dumps(y)
for name, tensor in {"leaf": x, "alias": y.detach()}.items():
    print(f"{name}: packed {len(ForkingPickler.dumps(tensor)) > 0}")

# %%
# The leaf has no :term:`graph`, and the alias has left it.
#
# A second process
# ----------------
# It writes into what it gets.

context = multiprocessing.get_context("fork")

def send(tensor):
    process = context.Process(target=tensor.add_, args=(1,))
    process.start()
    process.join()
    print(f"the other process ended with {process.exitcode}")

send(torch.zeros(1))

# %%
# Its memory is another
# ---------------------
# A process that was forked works on a copy of what there was.

alias = (x * 2).detach()
send(alias)
print(f"here: {alias.tolist()}")
assert alias.tolist() == [2.0, 4.0]

# %%
# Share it on purpose
# -------------------
# :py:meth:`torch.Tensor.share_memory_` moves the :term:`storage` to
# where both processes see it; so does packing it for a queue.
#
# .. claim:: shared-memory-is-written-by-both-processes
#
#    What another process writes into a tensor in shared memory is seen
#    here.

shared = alias.clone().share_memory_()
send(shared)
print(f"here: {shared.tolist()}, packed before: {y.is_shared()}")
assert shared.tolist() == [3.0, 5.0] and y.is_shared()

# %%
# A module that caches an output
# ------------------------------
# It cannot be sent either; keep the output detached.

layer = torch.nn.Linear(1, 1)
layer.last = layer(torch.ones(1, 1))
with expect_error(RuntimeError, match="Cowardly refusing"):
    ForkingPickler.dumps(layer)
layer.last = layer.last.detach()
print(f"packed: {len(ForkingPickler.dumps(layer)) > 0}")

# %%
# Takeaway
# --------
# **Values cross to another process; graphs do not.**
#
# - Do: ``queue.put(y.detach())``.
# - Don't: keep outputs with their history in a module.
#
# See also: :doc:`/gallery/pitfalls/deepcopy_of_a_computed_tensor`,
# :doc:`/gallery/patterns/ddp_with_detached_parts`
