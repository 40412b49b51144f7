// Neural networks in the notation of the course: examples are rows, z = a W + b, a = f(z),
// delta = dJ/dz, and the cost of M examples is J = 1/M sum(loss) + lmbd/(2M) sum(W^2).
//
// An array is a Float64Array that holds one example after the other, each in reading order: of a
// batch of m images (height, width, channels), the channels run fastest. Layers and costs go by the
// names and arguments that they have in lectures_nn, and compute the same.

// -- activation functions: f(z), and its slope from z and a = f(z) --------------------------------

export const ACTIVATIONS = {
  Identity: { f: (z) => z, slope: () => 1 },
  Sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (z, a) => a * (1 - a) },
  Tanh: { f: (z) => Math.tanh(z), slope: (z, a) => 1 - a * a },
  ReLU: { f: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) },
  LeakyReLU: {
    f: (z, { alpha }) => (z > 0 ? z : alpha * z),
    slope: (z, a, { alpha }) => (z > 0 ? 1 : alpha),
  },
  ELU: {
    f: (z, { alpha }) => (z > 0 ? z : alpha * Math.expm1(z)),
    slope: (z, a, { alpha }) => (z > 0 ? 1 : alpha * Math.exp(z)),
  },
};

// -- costs: J and delta = dJ/d output, and what turns outputs into probabilities ------------------

function softmax(z) {
  const largest = z.reduce((one, other) => Math.max(one, other));
  const a = z.map((zk) => Math.exp(zk - largest));
  const total = a.reduce((one, other) => one + other);
  return a.map((ak) => ak / total);
}

export const COSTS = {
  SquaredError: {
    loss: (a, y) => a.reduce((sum, ak, k) => sum + (ak - y[k]) ** 2 / 2, 0),
    output: (a) => a,
  },
  BinaryCrossEntropy: { // log(1 + e^z) - y z, written so that no exponential overflows
    loss: (z, y) => z.reduce(
      (sum, zk, k) => sum + Math.log1p(Math.exp(-Math.abs(zk))) + Math.max(zk, 0) - y[k] * zk, 0,
    ),
    output: (z) => z.map(ACTIVATIONS.Sigmoid.f),
  },
  SoftmaxCrossEntropy: {
    loss: (z, y) => {
      const largest = z.reduce((one, other) => Math.max(one, other));
      const total = z.reduce((sum, zk) => sum + Math.exp(zk - largest), 0);
      return z.reduce((sum, zk, k) => sum - y[k] * (zk - largest - Math.log(total)), 0);
    },
    output: softmax,
  },
};

// -- layers ---------------------------------------------------------------------------------------
// A layer has connect(shape), which returns the shape of its output and says which parameters it
// needs, forward(a, m) and, where training is possible, backward(delta, m, propagate).

class Dense {
  connect(shape) {
    if (shape.length !== 1) throw new Error(`Dense expects rows, got images of ${shape}`);
    [this.n_in] = shape;
    this.parameters = { W: this.n_in * this.n_out, b: this.n_out };
    return [this.n_out];
  }

  forward(a, m) {
    const { n_in, n_out, W, b } = this, z = new Float64Array(m * n_out);
    for (let i = 0; i < m; i++) {
      const at = i * n_out;
      for (let j = 0; j < n_in; j++) {
        const aj = a[i * n_in + j];
        for (let k = 0, w = j * n_out; k < n_out; k++, w++) z[at + k] += aj * W[w];
      }
      for (let k = 0; k < n_out; k++) z[at + k] += b[k];
    }
    this.a = a;
    return z;
  }

  // dW = a^T delta and db = sum of delta; returns delta W^T
  backward(delta, m, propagate) {
    const { n_in, n_out, W, a, dW, db } = this;
    const da = new Float64Array(propagate ? m * n_in : 0);
    dW.fill(0);
    db.fill(0);
    for (let i = 0; i < m; i++) {
      const at = i * n_out;
      for (let j = 0; j < n_in; j++) {
        const aj = a[i * n_in + j];
        let sum = 0;
        for (let k = 0, w = j * n_out; k < n_out; k++, w++) {
          dW[w] += aj * delta[at + k];
          sum += delta[at + k] * W[w];
        }
        if (propagate) da[i * n_in + j] = sum;
      }
      for (let k = 0; k < n_out; k++) db[k] += delta[at + k];
    }
    return da;
  }
}

class Activation {
  connect(shape) {
    return shape;
  }

  forward(z) {
    const { f } = this.pair;
    this.z = z;
    this.a = new Float64Array(z.length);
    for (let i = 0; i < z.length; i++) this.a[i] = f(z[i], this);
    return this.a;
  }

  backward(delta) {
    const { slope } = this.pair, { z, a } = this, dz = new Float64Array(delta.length);
    for (let i = 0; i < delta.length; i++) dz[i] = delta[i] * slope(z[i], a[i], this);
    return dz;
  }
}

class Flatten {
  connect(shape) {
    return [shape.reduce((one, other) => one * other)];
  }

  forward(a) {
    return a;
  }

  backward(delta) {
    return delta;
  }
}

// In prediction nothing is dropped.
class Dropout {
  connect(shape) {
    return shape;
  }

  forward(a) {
    return a;
  }
}

// Windows of k x k pixels along a side of n: how many, and the pixels added before the first. The
// rule is TensorFlow's; lectures_nn.layers.windows states it.
function alongASide(n, k, stride, padding) {
  if (padding === "same") {
    const out = Math.ceil(n / stride);
    return [out, Math.floor(Math.max((out - 1) * stride + k - n, 0) / 2)];
  }
  const before = padding === "valid" ? 0 : padding;
  return [Math.floor((n + 2 * before - k) / stride) + 1, before];
}

// What convolution and pooling share: from windows on images of (height, width, c) to images of
// (down, across, f). `look(image, pixels, to)` gets the places of a window's pixels.
class Windowed {
  connect([height, width, c]) {
    if (c === undefined) throw new Error(`${this.constructor.name} expects images, got rows`);
    Object.assign(this, { height, width, c });
    this.stride ??= this.k;
    [this.down, this.top] = alongASide(height, this.k, this.stride, this.padding);
    [this.across, this.left] = alongASide(width, this.k, this.stride, this.padding);
    this.f = this.n_filters ?? c;
    return [this.down, this.across, this.f];
  }

  // Calls look(from, to, i, j) for each pixel (i, j) that lies inside the image and in a window:
  // `from` is where its channels begin in a, `to` where those of the window begin in z.
  each(m, look) {
    const { height, width, c, k, stride, down, across, top, left, f } = this;
    for (let image = 0; image < m; image++)
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) {
          const to = ((image * down + y) * across + x) * f;
          for (let i = 0, row = y * stride - top; i < k; i++, row++) {
            if (row < 0 || row >= height) continue;
            for (let j = 0, column = x * stride - left; j < k; j++, column++)
              if (column >= 0 && column < width)
                look(((image * height + row) * width + column) * c, to, i, j);
          }
        }
  }
}

class Conv2D extends Windowed {
  connect(shape) {
    this.k = this.receptive_field;
    const out = super.connect(shape);
    this.parameters = { W: this.k * this.k * this.c * this.f, b: this.f };
    return out;
  }

  forward(a, m) {
    const { k, c, f, W, b } = this, z = new Float64Array(m * this.down * this.across * f);
    for (let at = 0; at < z.length; at++) z[at] = b[at % f];
    this.each(m, (from, to, i, j) => {
      for (let channel = 0, w = (i * k + j) * c * f; channel < c; channel++) {
        const pixel = a[from + channel];
        for (let filter = 0; filter < f; filter++, w++) z[to + filter] += pixel * W[w];
      }
    });
    return z;
  }
}

class MaxPool2D extends Windowed {
  connect(shape) {
    this.k = this.size;
    return super.connect(shape);
  }

  forward(a, m) {
    const z = new Float64Array(m * this.down * this.across * this.f).fill(-Infinity);
    this.each(m, (from, to) => {
      for (let f = 0; f < this.f; f++) z[to + f] = Math.max(z[to + f], a[from + f]);
    });
    return z;
  }
}

class AveragePool2D extends Windowed {
  connect(shape) {
    this.k = this.size;
    return super.connect(shape);
  }

  forward(a, m) {
    const z = new Float64Array(m * this.down * this.across * this.f), count = z.slice();
    this.each(m, (from, to) => {
      for (let f = 0; f < this.f; f++, count[to]++) z[to + f] += a[from + f];
    });
    return z.map((sum, at) => sum / (count[at - (at % this.f)] / this.f));
  }
}

const LAYERS = { Dense, Flatten, Dropout, Conv2D, MaxPool2D, AveragePool2D };
for (const [name, pair] of Object.entries(ACTIVATIONS)) {
  LAYERS[name] = class extends Activation {
    pair = pair;
  };
}

// -- networks -------------------------------------------------------------------------------------

// Layers over one vector of parameters: all weights, layer by layer, and then all biases. `theta`
// and `grad` hold them and their gradient; the layers' W, b, dW and db are views of these two.
export class Network {
  constructor({ layers, input_shape, cost }, theta) {
    this.input_shape = input_shape;
    this.cost = COSTS[cost];
    if (!this.cost) throw new Error(`cost must be one of ${Object.keys(COSTS)}, got ${cost}`);
    let shape = input_shape;
    this.layers = layers.map(({ name, arguments: given }) => {
      if (!(name in LAYERS)) throw new Error(`layers must be ${Object.keys(LAYERS)}, got ${name}`);
      const layer = Object.assign(new LAYERS[name](), given, { name });
      shape = layer.output_shape = layer.connect(shape);
      return layer;
    });
    [this.K] = shape;
    const learning = this.layers.filter((layer) => layer.parameters);
    const count = (name) => learning.reduce((sum, layer) => sum + layer.parameters[name], 0);
    this.n_weights = count("W");
    this.theta = new Float64Array(this.n_weights + count("b"));
    this.grad = new Float64Array(this.theta.length);
    let at = 0;
    for (const name of ["W", "b"]) {
      for (const layer of learning) {
        const end = at + layer.parameters[name];
        layer[name] = this.theta.subarray(at, end);
        layer[`d${name}`] = this.grad.subarray(at, end);
        at = end;
      }
    }
    if (theta && theta.length !== this.theta.length) {
      throw new Error(`theta must hold ${this.theta.length} numbers, got ${theta.length}`);
    }
    if (theta) this.theta.set(theta);
  }

  // What the last layer makes of m examples: logits where the cost applies its output function.
  forward(X, m) {
    return this.layers.reduce((a, layer) => layer.forward(a, m), X);
  }

  probabilities(X, m) {
    return this.rows(this.forward(X, m)).map(this.cost.output);
  }

  rows(a) {
    const { K } = this;
    return Array.from({ length: a.length / K }, (_, i) => a.subarray(i * K, (i + 1) * K));
  }

  // The cost of m examples, without penalty.
  value(X, Y, m) {
    const y = this.rows(Y);
    return this.rows(this.forward(X, m)).reduce((J, z, i) => J + this.cost.loss(z, y[i]) / m, 0);
  }

  // Return J and leave its gradient in `grad`. For all three costs delta = (a - y) / M.
  backpropagate(X, Y, m, lmbd = 0) {
    const output = this.forward(X, m), { K, cost } = this;
    let delta = new Float64Array(output.length), J = 0;
    for (let i = 0; i < m; i++) {
      const z = output.subarray(i * K, (i + 1) * K), y = Y.subarray(i * K, (i + 1) * K);
      const a = cost.output(z);
      for (let k = 0; k < K; k++) delta[i * K + k] = (a[k] - y[k]) / m;
      J += cost.loss(z, y) / m;
    }
    for (let l = this.layers.length - 1; l >= 0; l--) {
      delta = this.layers[l].backward(delta, m, l > 0);
    }
    for (let w = 0; lmbd && w < this.n_weights; w++) {
      J += (lmbd / (2 * m)) * this.theta[w] ** 2;
      this.grad[w] += (lmbd / m) * this.theta[w];
    }
    return J;
  }

  // One step of gradient descent on the examples `rows` of X (n numbers each) and Y; returns J.
  step(X, Y, rows, eta, lmbd = 0) {
    const n = X.length / (Y.length / this.K), { K } = this, m = rows.length;
    const x = new Float64Array(m * n), y = new Float64Array(m * K);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) x[i * n + j] = X[rows[i] * n + j];
      for (let k = 0; k < K; k++) y[i * K + k] = Y[rows[i] * K + k];
    }
    const J = this.backpropagate(x, y, m, lmbd);
    for (let p = 0; p < this.theta.length; p++) this.theta[p] -= eta * this.grad[p];
    return J;
  }
}

// -- chance ---------------------------------------------------------------------------------------

// Numbers that look random and are the same for the same seed (mulberry32, by Tommy Ettinger).
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  uniform() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  permutation(n) {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor((i + 1) * this.uniform());
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

// Ways to draw the weight between n_in and n_out nodes; the same as lectures_nn.initializers.
export const INITIALIZERS = {
  Glorot: (random, n_in, n_out) => Math.sqrt(6 / (n_in + n_out)) * (2 * random.uniform() - 1),
  He: (random, n_in) => Math.sqrt(2 / n_in) * random.normal(),
  Normal: (random) => random.normal(),
  Zeros: () => 0,
};
