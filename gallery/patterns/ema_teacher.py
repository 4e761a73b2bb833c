"""
Average weights into a teacher
==============================

Your teacher is an exponential moving average (EMA) of the student.
Now memory grows with each step, or teacher and student never differ.
Make the teacher a copy, and average in place under ``no_grad``.

Read before: :doc:`/gallery/choices/detach_and_no_grad`
"""

# %%
# An average that is tracked
# --------------------------
# The student has one weight, ``w`` = 4, and the teacher starts at 0.
# Each step takes half of the teacher and half of the student.
#
# .. claim:: an-average-of-tracked-values-grows-a-graph-with-each-step
#
#    A running average of a tracked tensor grows a graph with each step.

import torch

from detach_examples import COLOURS, new_plot, show_plot, trace

w = torch.tensor(4.0, requires_grad=True)
with trace() as record:
    teacher = 0.5 * w
    teacher = 0.5 * teacher + 0.5 * w
teacher.backward()
print(f"teacher {teacher.item()}, w.grad {w.grad.item()}")
assert w.grad == 0.5 * 0.5 + 0.5
record.draw(teacher, "The teacher leads back to all of its steps.")

# %%
# The gradient of ``w`` has a part from each step: 0.25 + 0.5.
#
# Fix
# ---
# :py:meth:`torch.Tensor.lerp_` goes half the way, in place.
# Under :py:class:`torch.no_grad` it leaves no :term:`graph`.
#
# .. claim:: an-in-place-average-under-no-grad-leaves-no-graph
#
#    An in-place average under ``no_grad`` leaves no graph.

teacher = torch.tensor(0.0)
with torch.no_grad():
    for _ in range(2):
        teacher.lerp_(w, 0.5)
print(f"teacher {teacher.item()}, tracked: {teacher.requires_grad}")
assert teacher == 3 and teacher.is_leaf

# %%
# Predict
# -------
# You make a teacher with ``detach``, and the student steps by -1.
# Where is the teacher now?
#
# .. claim:: a-detached-weight-follows-the-in-place-steps-of-its-source
#
#    A detached weight follows each in-place step of its source.

alias, copy = w.detach(), w.detach().clone()
with torch.no_grad():
    w -= 1
print(f"student {w.item()}, alias {alias.item()}, copy {copy.item()}")
assert (alias.item(), copy.item()) == (3.0, 4.0)

# %%
# With the student: ``detach`` gives you the same memory.
# :py:meth:`torch.Tensor.clone` gives the teacher memory of its own.
#
# Train both
# ----------
# The labels are 0 and 2 in turn, so the best ``w`` is 1.

def train(start):
    w = torch.tensor(4.0, requires_grad=True)
    teacher = start(w)
    for step in range(60):
        grad, = torch.autograd.grad((w - step % 2 * 2) ** 2, w)
        with torch.no_grad():
            w -= 0.25 * grad
            teacher.lerp_(w, 0.1)
        yield round(teacher.item(), 2)

print([*train(torch.Tensor.detach)][-2:])

# %%
# The alias jumps with each label; the copy averages.

right = [*train(lambda w: w.detach().clone())]
wrong = [*train(lambda w: w.detach())]
print(f"last steps: right {right[-2:]}, wrong {wrong[-2:]}")
assert abs(right[-1] - 1) < 0.1 < abs(wrong[-1] - 1)
figure, axes = new_plot("step", "teacher")
axes.plot(right, color=COLOURS["tracked"].light, label="copy")
axes.plot(wrong, "--", color=COLOURS["error"].light, label="alias")
axes.legend(labelcolor="linecolor", frameon=False)
show_plot(figure, caption="A copy averages; an alias copies each jump.",
          alt="The copy nears 1 and stays; the alias jumps on.")

# %%
# Takeaway
# --------
# **Copy the student once, then average in place under no_grad.**
#
# - Do: keep the teacher out of the optimizer.
# - Don't: detach a weight and expect it to stay.
#
# See also: :doc:`/gallery/first_steps/detach_shares_memory`
