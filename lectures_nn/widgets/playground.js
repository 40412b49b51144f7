// The playground: points of two classes in the plane, a small network that learns them, and
// pictures of what it does. The settings are those of lectures_nn.widgets.playground.

import { INITIALIZERS, Network, Random } from "./arithmetic.js";
import { button, colours, css, draw, element, guard, line, menu, pages, pen, picture, signed, three } from "./parts.js";

export default { render };

const REACH = 3; // the square from -REACH to REACH is shown
const SIDE = 48; // in so many cells
const PACES = [[5, "5 epochs a second"], [30, "30 epochs a second"], [0, "as fast as it goes"]];

// -- what is trained ------------------------------------------------------------------------------

export class Training {
  constructor({ kinds, most, activations }, settings) {
    this.settings = settings;
    [this.train, this.validation] = examples(kinds, most, settings);
    const layers = settings.layers.flatMap((n_out) => [
      { name: "Dense", arguments: { n_out } }, activations[settings.activation],
    ]);
    layers.push({ name: "Dense", arguments: { n_out: 1 } });
    this.network = new Network({ layers, input_shape: [2], cost: "BinaryCrossEntropy" });
    this.random = new Random(settings.seed);
    for (const { W, n_in, n_out } of this.network.layers) {
      for (let w = 0; W && w < W.length; w++) {
        W[w] = INITIALIZERS[settings.start](this.random, n_in, n_out);
      }
    }
    Object.assign(this, { steps: 0, epoch: 0, at: 0, order: [], diverged: false, history: [] });
    this.judge();
  }

  step() {
    const { eta, lmbd, batch_size } = this.settings, { X, Y, m } = this.train;
    if (this.at === 0) this.order = this.random.permutation(m);
    const rows = this.order.slice(this.at, this.at + batch_size);
    const J = this.network.step(X, Y, rows, eta, lmbd);
    this.steps += 1;
    this.at += rows.length;
    if (this.at === m) {
      this.at = 0;
      this.epoch += 1;
    }
    this.diverged = !Number.isFinite(J) || this.network.theta.some((p) => !Number.isFinite(p));
  }

  // Go on to the end of the epoch.
  finish() {
    do this.step(); while (this.at !== 0 && !this.diverged);
  }

  // Take down cost and share of right answers on both parts.
  judge() {
    const judged = { epoch: this.epoch + this.at / (this.train.m || 1) };
    for (const part of ["train", "validation"]) {
      const { X, Y, m } = this[part];
      if (!m) continue;
      const z = this.network.forward(X, m);
      let right = 0;
      for (let i = 0; i < m; i++) right += (z[i] > 0) === (Y[i] === 1);
      judged[part] = this.network.value(X, Y, m);
      judged[`${part}_right`] = right / m;
    }
    if (this.history.at(-1)?.epoch === judged.epoch) this.history.pop();
    this.history.push(judged);
    return judged;
  }
}

function examples(kinds, most, { data, noise, m, points }) {
  if (data === "own") {
    const given = points ?? [];
    const X = Float64Array.from(given.flatMap(([x1, x2]) => [x1, x2]));
    return [{ X, Y: Float64Array.from(given.map(([, , y]) => y)), m: given.length }, { m: 0 }];
  }
  const { X, displacement, y } = kinds[data];
  const moved = Float64Array.from(X, (x, i) => x + noise * displacement[i]), Y = Float64Array.from(y);
  const part = (from, to) => ({
    X: moved.slice(2 * from, 2 * to), Y: Y.slice(from, to), m: to - from,
  });
  return [part(0, m), part(most.m, y.length)];
}

// -- settings as text -----------------------------------------------------------------------------

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The call of lectures_nn.widgets.playground that has these settings.
export function asCall(settings, defaults) {
  const python = (value) => JSON.stringify(value)?.replaceAll(",", ", ");
  const given = Object.entries(settings).filter(([name, value]) => !same(value, defaults[name] ?? null));
  return `playground(${given.map(([name, value]) => `${name}=${python(value)}`).join(", ")})`;
}

export function asAddress(settings, defaults) {
  const given = Object.entries(settings).filter(([name, value]) => !same(value, defaults[name] ?? null));
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
}

// Settings from an address; what it says and cannot be is left out and named.
export function fromAddress(text, { defaults, controls, most, most_points }) {
  const settings = { ...defaults }, refused = [];
  const within = (low, high, whole) => (value) =>
    value >= low && value <= high && (!whole || Number.isInteger(value));
  const among = (name) => (value) => controls[name].options.some(([known]) => known === value);
  const list = (value) => (value ? value.split(",").map(Number) : []);
  const threes = (values) => values.flatMap((_, i) => (i % 3 ? [] : [values.slice(i, i + 3)]));
  const rules = {
    ...Object.fromEntries(["data", "activation", "start"].map((name) => [name, [String, among(name)]])),
    noise: [Number, within(0, 3)],
    m: [Number, within(1, most.m, true)],
    layers: [list, (n) => n.length <= most.layers && n.every(within(1, most.nodes, true))],
    eta: [Number, within(Number.MIN_VALUE, 1e9)],
    lmbd: [Number, within(0, 1e9)],
    batch_size: [Number, within(1, 1e9, true)],
    epochs: [Number, within(1, 1e9, true)],
    seed: [Number, within(0, 1e9, true)],
    points: [(value) => threes(list(value)), (points) => points.length <= most_points && points.every(isPoint)],
  };
  for (const [name, value] of new URLSearchParams(text)) {
    const [read, fits] = rules[name] ?? [String, () => false], found = read(value);
    if (fits(found)) settings[name] = found;
    else refused.push(`${name}=${value}`);
  }
  return [settings, refused];
}

function isPoint([x1, x2, y]) {
  return Math.abs(x1) <= 1e6 && Math.abs(x2) <= 1e6 && (y === 0 || y === 1);
}

// Points from lines of text such as "0.5, -1, 1"; says which line is none.
export function fromLines(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const point = line.split(/[\s,;]+/).map(Number);
    if (point.length !== 3 || !isPoint(point)) {
      throw new Error(`A point is x\u2081, x\u2082 and a class, 0 or 1; this line is not: ${line}`);
    }
    return point;
  });
}

// -- pictures -------------------------------------------------------------------------------------

// The middles of SIDE x SIDE cells, row by row from the top.
const GRID = Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const cell = i >> 1, at = (n) => ((n + 0.5) / SIDE * 2 - 1) * REACH;
  return i % 2 ? -at(Math.floor(cell / SIDE)) : at(cell % SIDE);
});

// Short lines where values on the grid pass through 0, in cells from the upper left.
function* zeros(values) {
  const cross = (one, other) => one / (one - other);
  for (let row = 0; row < SIDE - 1; row++) {
    for (let column = 0; column < SIDE - 1; column++) {
      const at = row * SIDE + column;
      const [a, b, c, d] = [values[at], values[at + 1], values[at + SIDE + 1], values[at + SIDE]];
      const ends = [];
      if (a > 0 !== b > 0) ends.push([column + cross(a, b), row]);
      if (b > 0 !== c > 0) ends.push([column + 1, row + cross(b, c)]);
      if (d > 0 !== c > 0) ends.push([column + cross(d, c), row + 1]);
      if (a > 0 !== d > 0) ends.push([column, row + cross(a, d)]);
      for (let i = 0; i + 1 < ends.length; i += 2) yield [ends[i], ends[i + 1]];
    }
  }
}

// From -1 to 1, whatever the function: what colours can show.
function scaled(a, name) {
  if (name === "Sigmoid") return a.map((value) => 2 * value - 1);
  const largest = name === "Tanh" ? 1 : a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return a.map((value) => value / largest);
}

function drawPlane(canvas, size, values, boundary, { train, validation }, theme) {
  const context = draw(canvas, size, size, picture(values, SIDE, (t) => signed(0.5 * t, theme)), true);
  const place = (x) => (x / REACH + 1) / 2 * size, cell = (n) => (n + 0.5) / SIDE * size;
  context.strokeStyle = css(theme.grey, 0.25);
  context.strokeRect(0.5, 0.5, size - 1, size - 1);
  context.beginPath();
  for (const [one, other] of [[[-REACH, 0], [REACH, 0]], [[0, -REACH], [0, REACH]]]) {
    context.moveTo(place(one[0]), place(one[1]));
    context.lineTo(place(other[0]), place(other[1]));
  }
  context.stroke();
  context.strokeStyle = css(theme.grey);
  context.lineWidth = 2;
  context.beginPath();
  for (const [one, other] of zeros(boundary)) {
    context.moveTo(cell(one[0]), cell(one[1]));
    context.lineTo(cell(other[0]), cell(other[1]));
  }
  context.stroke();
  for (const [part, full] of [[validation, false], [train, true]]) {
    for (let i = 0; i < part.m; i++) {
      const colour = css(part.Y[i] ? theme.second : theme.first);
      const x = place(part.X[2 * i]), y = size - place(part.X[2 * i + 1]), r = full ? 4 : 3;
      context.beginPath();
      if (part.Y[i]) context.arc(x, y, r, 0, 2 * Math.PI);
      else context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
      context.fillStyle = full ? colour : css(theme.paper, 0.5);
      context.fill();
      context.lineWidth = full ? 1 : 1.3;
      context.strokeStyle = full ? css(theme.paper) : colour;
      context.stroke();
    }
  }
  context.fillStyle = css(theme.grey);
  context.font = "13px sans-serif";
  context.fillText("x\u2081", size - 18, size / 2 - 6);
  context.fillText("x\u2082", size / 2 + 6, 14);
  context.fillText("3", size - 10, size / 2 + 14);
  context.fillText("\u22123", 3, size / 2 + 14);
}

function drawCosts(canvas, width, height, history, theme) {
  const context = pen(canvas, width, height);
  const [left, right, top, bottom] = [40, 8, 20, 30];
  const last = Math.max(history.at(-1).epoch, 1);
  const known = history.flatMap(({ train, validation }) => [train, validation]);
  const most = known.reduce((one, other) => (other > one && other < 1e6 ? other : one), 0.01);
  const x = (epoch) => left + epoch / last * (width - left - right);
  const y = (cost) => height - bottom - Math.min(cost / most, 1) * (height - top - bottom);
  context.fillStyle = context.strokeStyle = css(theme.grey);
  context.font = "12px sans-serif";
  context.strokeRect(left, top, width - left - right, height - top - bottom);
  context.textAlign = "right";
  context.fillText(three(Number(most.toPrecision(2))), left - 5, top + 9);
  context.fillText("0", left - 5, height - bottom);
  context.fillText(three(Math.round(last)), width - right, height - bottom + 15);
  context.textAlign = "left";
  context.fillText("0", left, height - bottom + 15);
  context.fillText("cost J", left, 13);
  context.textAlign = "center";
  context.fillText("epoch", (left + width) / 2, height - bottom + 15);
  const every = Math.ceil(history.length / 400);
  for (const [part, dashes] of [["train", []], ["validation", [5, 4]]]) {
    context.setLineDash(dashes);
    context.lineWidth = 2;
    context.beginPath();
    history.forEach((judged, i) => {
      if (judged[part] === undefined || (i % every && i < history.length - 1)) return;
      context.lineTo(x(judged.epoch), y(judged[part]));
    });
    context.stroke();
  }
  context.setLineDash([]);
}

// -- the page -------------------------------------------------------------------------------------

let copies = 0;

export function render({ model, el, address = false }) {
  const data = model.get("data"), { controls, defaults, most, named } = data, copy = ++copies;
  let settings = { ...defaults, ...model.get("settings") };
  let training, running = false, shown = null, pace = 30, frame, due = 0, goal;
  el.classList.add("lectures-nn-explorable");
  guard(el);

  // -- controls
  const menus = {};
  for (const [name, { label, options }] of Object.entries(controls)) {
    menus[name] = menu(label, options.map((pair) => [...pair]), (value) => change({ [name]: value }));
  }
  const numbersOf = (n) => Array.from({ length: n }, (_, i) => [i + 1, `${i + 1}`]);
  const depth = menu("hidden layers", [[0, "0"], ...numbersOf(most.layers)], (n) => change({
    layers: Array.from({ length: n }, (_, l) => settings.layers[l] ?? 4),
  }));
  const widths = Array.from({ length: most.layers }, (_, l) =>
    menu(`nodes in layer ${l + 1}`, numbersOf(most.nodes), (n) => change({
      layers: settings.layers.map((other, k) => (k === l ? n : other)),
    })));
  const speed = menu("pace", PACES, (value) => { pace = value; });
  speed.show(pace);
  const choice = menu("named settings", [
    ["", "choose \u2026"], ...named.map(({ name }) => [name, name]),
  ], (name) => {
    const found = named.find((one) => one.name === name);
    sentence.textContent = found ? found.sentence : "";
    if (found) change({ ...defaults, ...found.settings }, found.name);
  });
  const sentence = element("p", { className: "sentence", role: "status" });
  const start = button("Start", () => (running ? pause() : go()));
  start.classList.add("main");
  const by = (move) => () => {
    pause("");
    if (training.train.m && !training.diverged) move();
    training.judge();
    show();
    announce("");
  };
  const buttons = element("div", { className: "row" }, start,
    button("Step", by(() => training.step())), button("Epoch", by(() => training.finish())),
    button("Reset", () => change({})), button("New weights", () => change({ seed: settings.seed + 1 })),
    speed.node);

  // -- pictures
  const plane = element("canvas", { className: "plane" }), costs = element("canvas", { className: "costs" });
  for (const canvas of [plane, costs]) canvas.role = "img";
  const nodes = element("div", { className: "nodes" }), wires = element("canvas", { ariaHidden: "true" });
  const net = element("div", { className: "net" }, wires, nodes);
  const readout = element("p", { className: "readout" });
  const status = element("p", { className: "sentence", role: "status" });
  const call = line("The same in a notebook"), link = line("Address of this page");

  // -- points of one's own
  const area = element("textarea", { rows: 6, spellcheck: false, id: `lectures-nn-points-${copy}` });
  const classes = [1, 0].map((y) => {
    const input = element("input", { type: "radio", name: `lectures-nn-class-${copy}`, value: y, checked: y === 1 });
    return element("label", {}, input, element("span", {}, y ? "blue disc (1)" : "orange square (0)"));
  });
  const own = element("details", {}, element("summary", { textContent: "Points of my own" }),
    element("p", {}, "Press into the large picture to put a point there, or on a point of yours to take it away. New points are"),
    element("fieldset", { className: "row" }, element("legend", { textContent: "class" }), ...classes),
    element("label", { htmlFor: area.id }, "Or write and paste them, a line each: x\u2081, x\u2082, class"), area,
    element("div", { className: "row" },
      button("Take these points", () => {
        try {
          const points = fromLines(area.value);
          if (points.length > data.most_points) throw new Error(`At most ${data.most_points} points.`);
          change({ data: "own", points });
        } catch (error) {
          say(error.message);
        }
      }),
      button("No points", () => change({ data: "own", points: [] }))));
  const meanings = element("details", {}, element("summary", { textContent: "What everything means" }),
    element("dl", {}, ...data.meanings.flatMap(([name, text]) => [
      element("dt", { textContent: name }), element("dd", { textContent: text }),
    ])));

  const settingsRow = element("div", { className: "controls" },
    ...["data", "noise", "m"].map((name) => menus[name].node), depth.node, ...widths.map((one) => one.node),
    ...["activation", "start", "eta", "lmbd", "batch_size", "epochs"].map((name) => menus[name].node));
  el.replaceChildren(
    element("div", { className: "row" }, choice.node, sentence), settingsRow, buttons,
    element("div", { className: "pictures" },
      element("figure", {}, plane), net, element("figure", {}, costs, readout)),
    status, call.node, ...(address ? [link.node] : []), own, meanings);

  // -- what happens
  // A new setting of the descent holds from the next step on; anything else begins anew.
  function change(changed, name = "") {
    const descent = ["eta", "lmbd", "batch_size", "epochs"];
    const anew = name || Object.keys(changed).length === 0
      || Object.keys(changed).some((key) => !descent.includes(key));
    if (changed.data === "own" && !changed.points) { // begin with the points that are there
      const { X, Y, m } = training.train, round = (x) => Number(x.toFixed(3));
      changed.points = settings.points ?? Array.from({ length: m }, (_, i) => [round(X[2 * i]), round(X[2 * i + 1]), Y[i]]);
      own.open = true;
    }
    settings = { ...settings, ...changed };
    if (settings.data !== "own") settings.points = null;
    if (!name && Object.keys(changed).some((key) => key !== "seed")) {
      choice.show("");
      sentence.textContent = "";
    }
    if (anew) begin();
    else {
      if (training.at >= 1 && changed.batch_size) training.at = 0;
      training.settings = settings;
      goal = undefined;
    }
    written();
  }

  function begin() {
    pause("");
    training = new Training(data, settings);
    goal = undefined;
    if (shown && !(shown.node < settings.layers[shown.layer])) shown = null;
    layOut();
    show();
    say("");
  }

  // Write the settings where they can be seen and copied.
  function written() {
    for (const name of Object.keys(menus)) menus[name].show(settings[name]);
    depth.show(settings.layers.length);
    widths.forEach((one, l) => {
      one.node.hidden = l >= settings.layers.length;
      if (!one.node.hidden) one.show(settings.layers[l]);
    });
    const mine = settings.data === "own";
    for (const name of ["noise", "m"]) menus[name].select.disabled = mine;
    plane.classList.toggle("own", mine);
    if (mine) area.value = settings.points.map((point) => point.join(", ")).join("\n");
    call.input.value = asCall(settings, defaults);
    if (address) {
      const text = asAddress(settings, defaults);
      const base = location.href.split("#")[0];
      link.input.value = text ? `${base}#${text}` : base;
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    }
    model.set("settings", settings);
    model.save_changes();
  }

  const say = (text) => { status.textContent = text; };

  function announce(what) {
    const { epoch, train, validation, train_right } = training.history.at(-1);
    if (training.diverged) say("The cost is no longer a finite number: the steps are too long. Reset, and take a smaller \u03b7.");
    else if (train === undefined) say("There are no points to learn from: open Points of my own.");
    else say(`${what}Epoch ${three(epoch)}: cost ${three(train)} on training data` +
      (validation === undefined ? "" : `, ${three(validation)} on validation data`) +
      `; ${Math.round(100 * train_right)} % right.`);
  }

  function go() {
    if (!training.train.m || training.diverged) return announce("");
    if (goal === undefined || training.epoch >= goal) {
      goal = (Math.floor(training.epoch / settings.epochs) + 1) * settings.epochs;
    }
    running = true;
    start.textContent = "Pause";
    say("");
    due = performance.now();
    frame = requestAnimationFrame(tick);
  }

  function pause(what = "Paused. ") {
    cancelAnimationFrame(frame);
    if (running) {
      running = false;
      start.textContent = "Start";
      show();
      if (what) announce(what);
    }
  }

  function tick(now) {
    const end = performance.now() + 12; // milliseconds of this frame for steps
    while (training.epoch < goal && !training.diverged && (pace ? due <= now : performance.now() < end)) {
      training.finish();
      due = pace ? due + 1000 / pace : now;
      if (pace) training.judge();
      if (performance.now() > end) due = Math.max(due, now);
    }
    training.judge();
    if (training.diverged) return pause("");
    if (training.epoch >= goal) return pause("Stopped. ");
    show();
    frame = requestAnimationFrame(tick);
  }

  // The nodes of the network as small pictures in columns, one a layer.
  function layOut() {
    const node = (layer, number, name) => {
      const canvas = element("canvas"), made = element("button", { type: "button" }, canvas);
      made.onclick = () => {
        shown = shown?.layer === layer && shown.node === number ? null : { layer, node: number };
        show();
      };
      return Object.assign(made, { layer, number, name, ariaLabel: name });
    };
    const columns = [2, ...settings.layers].map((n, l) => Array.from({ length: n }, (_, j) => (
      l ? node(l - 1, j, `layer ${l}, node ${j + 1}`) : node(-1, j, `input x${"\u2081\u2082"[j]}`)
    )));
    columns.push([element("span", { className: "end", textContent: "p", title: "probability of class 1" })]);
    const heads = ["inputs", ...settings.layers.map((_, l) => `layer ${l + 1}`), "output"];
    nodes.replaceChildren(...columns.map((column, l) => element("div", {}, element("span", {}, heads[l]), element("div", {}, ...column))));
    nodes.columns = columns;
  }

  function show() {
    const theme = colours(el), { network } = training;
    const z = network.forward(GRID, SIDE * SIDE);
    const layers = network.layers.filter(({ name }) => name !== "Dense");
    const dense = network.layers.filter(({ name }) => name === "Dense");
    const valuesOf = (layer, number) => {
      if (layer < 0) return Float64Array.from({ length: SIDE * SIDE }, (_, i) => GRID[2 * i + number] / REACH);
      const n = settings.layers[layer], { a, name } = layers[layer];
      return scaled(Float64Array.from({ length: SIDE * SIDE }, (_, i) => a[i * n + number]), name);
    };
    const probability = z.map((zk) => Math.tanh(zk / 2)); // 2 p - 1
    const size = plane.clientWidth || 300;
    drawPlane(plane, size, shown ? valuesOf(shown.layer, shown.node) : probability, z, training, theme);
    drawCosts(costs, costs.clientWidth || 280, costs.clientHeight || 190, training.history, theme);
    for (const made of nodes.columns.flat()) {
      if (made.layer === undefined) continue;
      const canvas = made.firstChild;
      const values = valuesOf(made.layer, made.number);
      draw(canvas, 32, 32, picture(values, SIDE, (t) => signed(t, theme)), true);
      made.ariaPressed = `${shown?.layer === made.layer && shown.node === made.number}`;
      if (running || made.layer < 0) continue;
      const { W, b, n_in, n_out } = dense[made.layer];
      const weights = Array.from({ length: n_in }, (_, i) => three(W[i * n_out + made.number]));
      made.title = made.ariaLabel = `${made.name}: weights ${weights.join(", ")}; bias ${three(b[made.number])}`;
    }
    drawWires(dense, theme);
    describe();
  }

  function drawWires(dense, theme) {
    const box = net.getBoundingClientRect(), context = pen(wires, net.clientWidth, net.clientHeight);
    dense.forEach(({ W, n_in, n_out }, l) => {
      const ends = [l, l + 1].map((column) => nodes.columns[column].map((one) => one.getBoundingClientRect()));
      for (let i = 0; i < n_in; i++) {
        for (let j = 0; j < n_out; j++) {
          const w = W[i * n_out + j], [from, to] = [ends[0][i], ends[1][j]];
          context.beginPath();
          context.strokeStyle = css(w > 0 ? theme.second : theme.first, 0.85);
          context.lineWidth = Math.min(0.3 + 1.5 * Math.abs(w), 6);
          context.moveTo(from.right - box.left, from.top + from.height / 2 - box.top);
          context.lineTo(to.left - box.left, to.top + to.height / 2 - box.top);
          context.stroke();
        }
      }
    });
  }

  function describe() {
    const { epoch, train, validation, train_right, validation_right } = training.history.at(-1);
    const percent = (share) => `${Math.round(100 * share)} %`;
    const said = [`epoch ${three(epoch)}, step ${training.steps}`];
    if (train !== undefined) said.push(`\u2014 training ${train.toPrecision(3)}, right ${percent(train_right)}`);
    if (validation !== undefined) said.push(`- - validation ${validation.toPrecision(3)}, right ${percent(validation_right)}`);
    readout.replaceChildren(...said.map((text) => element("span", { textContent: text })));
    if (running) return;
    const what = shown ? `the activation of ${shown.layer < 0 ? `input ${shown.node + 1}` : `node ${shown.node + 1} of layer ${shown.layer + 1}`}` : "the probability of class 1";
    plane.ariaLabel = `The plane with ${training.train.m} points of two classes, coloured by ${what}, and the boundary. ` +
      (train === undefined ? "" : `${percent(train_right)} of the points are on the right side.`);
    costs.ariaLabel = "Cost over the epochs. " + said.slice(1).join("; ");
  }

  plane.addEventListener("pointerdown", (event) => {
    if (settings.data !== "own") return;
    const box = plane.getBoundingClientRect();
    const at = (part) => Number(((2 * part - 1) * REACH).toFixed(2));
    const x1 = at((event.clientX - box.left) / box.width), x2 = -at((event.clientY - box.top) / box.height);
    const near = settings.points.findIndex(([p, q]) => Math.hypot(p - x1, q - x2) < 0.12);
    const y = Number(el.querySelector(`input[name="lectures-nn-class-${copy}"]:checked`).value);
    if (near < 0 && settings.points.length >= data.most_points) say(`At most ${data.most_points} points.`);
    else change({ points: near < 0 ? [...settings.points, [x1, x2, y]] : settings.points.toSpliced(near, 1) });
  });

  function readAddress() {
    const [found, refused] = fromAddress(location.hash.slice(1), data);
    settings = found.data === "own" ? { ...found, points: found.points ?? [] } : { ...found, points: null };
    begin();
    written();
    if (refused.length) say(`The address asks for what there is not: ${refused.join(", ")}.`);
  }

  if (address && location.hash.includes("=")) readAddress();
  else {
    if (settings.data === "own") settings.points ??= [];
    begin();
    written();
  }
  const again = new ResizeObserver(() => show());
  again.observe(net);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", show);
  if (address) addEventListener("hashchange", readAddress);
  return () => {
    pause("");
    again.disconnect();
    dark.removeEventListener("change", show);
    removeEventListener("hashchange", readAddress);
  };
}
