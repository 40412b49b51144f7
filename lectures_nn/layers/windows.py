"""Where windows lie on an image: the arithmetic that convolution and pooling share.

Along a side of n pixels, windows of k pixels start every `stride` pixels. The rule is TensorFlow's:

- ``padding="valid"``: no pixels are added, and a window that does not fit is left out, so that
  there are ceil((n - k + 1) / stride) windows;
- ``padding="same"``: ceil(n / stride) windows. They need max((out - 1) stride + k - n, 0) pixels
  more than there are: half of them are added before the image, half after it, and of an odd
  number the last one after it;
- ``padding=p``, a whole number: p pixels on each side, and then as "valid", which is PyTorch's
  way. Only p = 0 and an odd k with stride 1 and p = (k - 1) / 2 agree with TensorFlow's words.

Images have the shape (m, height, width, channels). Inside the layers they lie with the batch
innermost in memory (Fortran order), so that whatever is done to one pixel is done along a
contiguous row of all examples. The functions here take the transpose, (channels, width, height, m)
in C order, which is the same memory.
"""

import numpy as np

from lectures_nn.validation import whole_number


def checked_padding(padding):
    """Return "same", "valid" or a whole number of at least 0; refuse everything else."""
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ValueError(f'padding must be "same", "valid" or a number, got {padding!r}')
        return padding
    return whole_number("padding", padding, low=0)


def along_a_side(n, k, stride, padding):
    """Return the number of windows along a side, and the pixels added before it.

    Parameters
    ----------
    n, k : int
        Pixels of the side and of a window.
    stride : int
        Pixels from one window to the next.
    padding : "same", "valid" or int
        See the head of this module.

    Returns
    -------
    out, before : int
        `out` is below 1 where the side is too short for one window.
    """
    if padding == "same":
        out = -(-n // stride)
        return out, max((out - 1) * stride + k - n, 0) // 2
    before = 0 if padding == "valid" else padding
    return (n + 2 * before - k) // stride + 1, before


class Windows:
    """The k x k windows on images of one shape.

    Parameters
    ----------
    layer : Layer
        Whose windows they are, for the message.
    input_shape : tuple (height, width, channels)
        Shape of one image.
    k, stride : int
        Size of a window and the way to the next.
    padding : "same", "valid" or int
        See the head of this module.

    Attributes
    ----------
    height, width : int
        Number of windows down and across.

    Raises
    ------
    ValueError
        If the shape is not that of an image, or the image is too small for one window.
    """

    def __init__(self, layer, input_shape, k, stride, padding):
        if len(input_shape) != 3:
            raise ValueError(
                f"{layer!r} expects images of shape (height, width, channels), "
                f"got the shape {input_shape}"
            )
        h, w, _ = input_shape
        self.k, self.stride = k, stride
        self.height, self.top = along_a_side(h, k, stride, padding)
        self.width, self.left = along_a_side(w, k, stride, padding)
        if min(self.height, self.width) < 1:
            raise ValueError(
                f"{layer!r} expects images with room for one window of {k} x {k} pixels, "
                f"got the shape {input_shape}"
            )
        # What the windows reach over: pixels beyond belong to no window.
        self.tall, self.wide = ((n - 1) * stride + k for n in (self.height, self.width))
        self.seen = (
            max(min(h, self.tall - self.top), 0),
            max(min(w, self.wide - self.left), 0),
        )

    def pad(self, images, value=0):
        """Return images (c, w, h, m) with `value` around them, cut to what the windows reach."""
        shape = (len(images), self.wide, self.tall, images.shape[-1])
        padded = np.full(shape, value, images.dtype)
        self.inside(padded)[...] = images[:, : self.seen[1], : self.seen[0]]
        return padded

    def inside(self, padded):
        """Return the view of padded images that holds the pixels of the images themselves."""
        (tall, wide), top, left = self.seen, self.top, self.left
        return padded[:, left : left + wide, top : top + tall]

    def unpad(self, padded, shape):
        """Return images of `shape` (c, w, h, m): what `pad` took in, zero where it cut off."""
        if shape == padded.shape:
            return padded
        images = np.zeros(shape, padded.dtype)
        images[:, : self.seen[1], : self.seen[0]] = self.inside(padded)
        return images

    def offsets(self, padded):
        """Return k k views (c, out width, out height, m), in reading order.

        The view at offset (i, j) holds of every window the pixel in row i and column j.
        """
        s, below, right = self.stride, self.tall - self.k + 1, self.wide - self.k + 1
        return [
            padded[:, j : j + right : s, i : i + below : s]
            for i in range(self.k)
            for j in range(self.k)
        ]
