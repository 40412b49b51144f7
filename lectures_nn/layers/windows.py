"""Where windows lie on an image, and im2col: what convolution and pooling share.

A convolution becomes one matrix product when the pixels of each window stand in a column ("image to
columns", im2col): then z = W columns, and each column of W^T delta goes back to the pixels of its
window (col2im; `give_columns` here). Written out with loops, this is all of it, and what the tests
hold `Windows.columns` against::

    for y in range(out_height):
        for x in range(out_width):
            window = padded[y * stride : y * stride + k, x * stride : x * stride + k]
            columns[:, y * out_width + x] = window.ravel()

What follows is the same, arranged for speed.

Along a side of n pixels, windows of k pixels start every `stride` pixels. The rule is TensorFlow's:

- ``padding="valid"``: no pixels are added, and a window that does not fit is left out, so that
  there are ceil((n - k + 1) / stride) windows;
- ``padding="same"``: ceil(n / stride) windows. They need max((out - 1) stride + k - n, 0) pixels
  more than there are: half of them are added before the image, half after it, and of an odd
  number the last one after it;
- ``padding=p``, a whole number: p pixels on each side, and then as "valid", which is PyTorch's
  way. Whatever the size of the image, only p = 0 ("valid"), and an odd k with stride 1 and
  p = (k - 1) / 2 ("same"), agree with TensorFlow's words; at some sizes others do too.

Images have the shape (m, height, width, channels). Inside the layers they lie with the batch
innermost in memory (Fortran order), so that whatever is done to one pixel is done along a
contiguous row of all examples. The functions here take the transpose, (channels, width, height, m)
in C order, which is the same memory.
"""

import functools
from itertools import product

import numpy as np

from lectures_nn.validation import whole_number

# The columns of all windows would take k k times the memory of the images, and leave the
# processor's cache before they are used: so they are made and multiplied a tile at a time.
TILE = 2**19  # numbers in the columns and the products of one tile: 2 MB in float32, 4 in float64
# With few weights, a product of no more than SMALL multiplications is better yet: OpenBLAS has a
# way of its own for it, up to 3.7 times faster.
SMALL = 10**6


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


@functools.lru_cache
def tiles_of(width, height, m, room):
    """Return index tuples (..., across, down, examples) that together cover all windows.

    A tile has about `room` windows. Examples lie next to each other in memory, so it takes in
    all of those first, then windows down the image, then across: in each channel it is one run of
    memory.

    Parameters
    ----------
    width, height, m : int
        Windows across an image and down, and number of images.
    room : int

    Returns
    -------
    tuple of tuple
    """
    sides = []
    for n in (m, height, width):
        side = max(1, min(n, room))
        sides.append([slice(at, at + side) for at in range(0, n, side)])
        room //= side
    return tuple((..., across, down, examples) for examples, down, across in product(*sides))


def as_rows(images, tile):
    """Return a tile of images (c, w, h, m) as a matrix with one row a channel, a view.

    Parameters
    ----------
    images : ndarray of shape (c, w, h, m)
        In C order.
    tile : tuple
        One of `tiles_of`.

    Returns
    -------
    ndarray of shape (c, pixels)
    """
    return np.reshape(images[tile], (len(images), -1), copy=False)


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
    """

    kept = (None,)  # padded images, their only tile, and its columns

    def __init__(self, layer, input_shape, k, stride, padding):
        if len(input_shape) != 3:
            raise ValueError(
                f"{layer!r} expects images of shape (height, width, channels), "
                f"got the shape {input_shape}"
            )
        h, w, c = input_shape
        self.k, self.stride = k, stride
        self.height, top = along_a_side(h, k, stride, padding)
        self.width, left = along_a_side(w, k, stride, padding)
        if min(self.height, self.width) < 1:
            raise ValueError(
                f"{layer!r} expects images with room for one window of {k} x {k} pixels, "
                f"got the shape {input_shape}"
            )
        # The windows reach over so many pixels; those of the image beyond belong to no window.
        tall, wide = ((n - 1) * stride + k for n in (self.height, self.width))
        self.adds = top > 0 or left > 0 or tall > h or wide > w
        self.shape, self.padded_shape = (c, w, h), (c, wide, tall) if self.adds else (c, w, h)
        self.covers = self.padded_shape[1:] == (wide, tall)
        seen_down, seen_across = max(0, min(h, tall - top)), max(0, min(w, wide - left))
        self.seen = np.s_[:, :seen_across, :seen_down]  # of the image
        self.inside = np.s_[:, left : left + seen_across, top : top + seen_down]  # when padded

    def pad(self, images, value=0):
        """Return images (c, w, h, m) with `value` around them, cut to what the windows reach.

        Where nothing has to be added, they come back as they are if they are contiguous.
        """
        if not self.adds:
            return np.ascontiguousarray(images)
        padded = np.zeros((*self.padded_shape, images.shape[-1]), images.dtype)
        if value:
            padded += value
        padded[self.inside] = images[self.seen]
        return padded

    def unpad(self, padded):
        """Return images (c, w, h, m): what `pad` took in, and 0 where it cut off."""
        if not self.adds:
            return padded
        images = np.zeros((*self.shape, padded.shape[-1]), padded.dtype)
        images[self.seen] = padded[self.inside]
        return images

    def slopes(self, m, dtype):
        """Return an array for the slopes of m padded images, to which `give` adds.

        It holds zeros, unless the windows leave no pixel out and share none: then `give` will write
        each one, and nobody needs the zeros.
        """
        tiled = self.stride == self.k and self.covers
        return (np.empty if tiled else np.zeros)((*self.padded_shape, m), dtype)

    def of(self, padded):
        """Return all windows as one view of padded images, (k, k, c, out width, out height, m).

        Entry [i, j] holds of every window the pixel in row i and column j. It is the same memory
        under other indices: windows that overlap share their pixels.
        """
        channel, across, down, example = padded.strides
        return np.ndarray(
            (self.k, self.k, self.shape[0], self.width, self.height, padded.shape[-1]),
            padded.dtype,
            buffer=padded,
            strides=(down, across, channel, self.stride * across, self.stride * down, example),
        )

    def offsets(self, padded):
        """Return the k k views of `of` as a list, in reading order."""
        return [pixels for row in self.of(padded) for pixels in row]

    def give(self, pixels, parts):
        """Add parts to the pixels at one offset, or just put them there if no windows overlap."""
        if self.stride < self.k:
            pixels += parts
        else:
            pixels[...] = parts

    def columns(self, padded, n_filters):
        """Yield, tile by tile, its index and its windows as columns, in the last row only ones."""
        if self.kept[0] is padded:
            yield self.kept[1:]
            return
        self.kept = (None,)
        seen, n = self.of(padded), self.k**2 * self.shape[0] + 1
        few = SMALL // (n * n_filters)
        room = few if few > 1000 else TILE // (n + n_filters)
        tiles = tiles_of(self.width, self.height, padded.shape[-1], room)
        for tile in tiles:
            windows = seen[tile]
            columns = np.empty((n, windows[0, 0, 0].size), padded.dtype)
            columns[:-1].reshape(windows.shape)[...] = windows
            columns[-1] = 1
            if len(tiles) == 1:  # backward will ask for what forward used
                self.kept = padded, tile, columns
            yield tile, columns

    def give_columns(self, padded, tile, columns):
        """Give the pixels that a tile's windows see their parts, which come as columns."""
        for pixels, part in zip(self.offsets(padded), columns.reshape(self.k**2, -1), strict=True):
            self.give(pixels[tile], part.reshape(pixels[tile].shape))
