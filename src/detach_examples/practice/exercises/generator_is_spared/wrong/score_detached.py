# Must fail: the discriminator does not learn from fakes any more.

import torch


def losses(generator, discriminator, real, noise):
    fake = generator(noise)
    d_loss = (
        discriminator(fake).mean().detach() - discriminator(real).mean()
    )
    g_loss = -discriminator(fake).mean()
    return d_loss, g_loss


generator = torch.nn.Linear(1, 1, bias=False)
discriminator = torch.nn.Linear(1, 1, bias=False)
one = torch.ones(1, 1)
d_loss, g_loss = losses(generator, discriminator, one, one)
d_loss.backward()
print(f"generator.weight.grad = {generator.weight.grad}")
