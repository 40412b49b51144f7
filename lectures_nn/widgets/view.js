// A view: controls above a picture and its caption. In a notebook the kernel draws each picture,
// on a page they have been drawn before; `model` is the same to both: get, set, save_changes, on.

export default { render };

export function render({ model, el }) {
  el.classList.add("lectures-nn-view");
  const move = (i, place) => {
    const at = [...model.get("at")];
    at[i] = place;
    model.set("at", at);
    model.save_changes();
  };
  const controls = model.get("controls").map((control, i) => {
    const made = (control.kind === "menu" ? menu : slider)(control, (place) => move(i, place));
    if (control.kind !== "steps") return made;
    return withButtons(made, control.texts.length - 1, () => model.get("at")[i], (n) => move(i, n));
  });
  const row = element("div", { className: "controls" }, ...controls.map((made) => made.node));
  const caption = element("p", { role: "status", ariaLive: "polite" });
  let image = element("img");
  el.replaceChildren(row, image, caption);
  // JupyterLab takes keys for commands, r to turn a cell into text, arrows to leave it, except
  // where this attribute stands on the element that has the focus.
  for (const control of row.querySelectorAll("input, select, button")) {
    control.dataset.lmSuppressShortcuts = "true";
  }

  let newest = 0;
  const show = async () => {
    controls.forEach((made, i) => made.show(model.get("at")[i]));
    if (caption.textContent !== model.get("caption")) caption.textContent = model.get("caption");
    caption.role = model.get("role");
    const number = ++newest;
    const [width, height] = model.get("size");
    const fresh = element("img", { alt: model.get("alt"), width, height });
    fresh.src = address(model.get("picture"));
    await fresh.decode().catch(() => {}); // until then the old one stays: nothing flickers
    if (number !== newest) return;
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.replaceWith(fresh);
    image = fresh;
    controls.forEach((made) => made.shown?.());
  };
  model.on("change:at", () => controls.forEach((made, i) => made.show(model.get("at")[i])));
  let due = false; // one message changes picture and words: show them together, once
  const soon = () => {
    if (!due) queueMicrotask(() => { due = false; show(); });
    due = true;
  };
  for (const name of ["picture", "alt", "caption"]) model.on(`change:${name}`, soon);
  show();
  return () => controls.forEach((made) => made.stop?.());
}

function address(picture) {
  if (typeof picture === "string") return picture; // a page holds it as an address of data
  return URL.createObjectURL(new Blob([picture], { type: "image/png" }));
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function slider({ label, texts }, moved) {
  const input = element("input", { type: "range", min: 0, max: texts.length - 1, step: 1 });
  const value = element("span", { className: "value", ariaHidden: "true" });
  value.style.minWidth = `${Math.max(...texts.map((text) => text.length))}ch`;
  const show = (place) => {
    input.value = place;
    input.ariaValueText = value.textContent = texts[place];
  };
  input.oninput = () => {
    show(input.valueAsNumber);
    moved(input.valueAsNumber);
  };
  const named = element("label", {}, element("span", {}, label), input);
  return { node: element("div", { className: "slider" }, named, value), show };
}

function menu({ label, texts }, moved) {
  const select = element("select", {}, ...texts.map((text) => new Option(text)));
  select.onchange = () => moved(select.selectedIndex);
  const node = element("label", {}, element("span", {}, label), select);
  return { node, show: (place) => { select.selectedIndex = place; } };
}

// Buttons that are switched off lose the keyboard's focus: at an end they do nothing instead.
function withButtons(made, last, place, move) {
  const reading = 900; // milliseconds for one picture
  let playing = false, timer;
  const button = (name, click) => element("button", { type: "button", textContent: name, onclick: click });
  const play = button("Play", () => set(!playing));
  const set = (on) => {
    playing = on;
    play.textContent = on ? "Pause" : "Play";
    clearTimeout(timer);
    if (on) move(place() < last ? place() + 1 : 0); // at the end it begins anew
  };
  const next = () => (place() < last ? move(place() + 1) : set(false));
  const by = (target) => () => { set(false); move(Math.min(Math.max(target(), 0), last)); };
  const buttons = [
    button("Back", by(() => place() - 1)), button("Next", by(() => place() + 1)),
    play, button("Reset", by(() => 0)),
  ];
  const node = element("div", { className: "steps" }, ...buttons, made.node);
  const shown = () => {
    clearTimeout(timer);
    if (playing) timer = setTimeout(next, reading);
  };
  return { node, show: made.show, shown, stop: () => set(false) };
}

// On a page: each figure holds all its pictures as data, and this takes them out.
export function pages() {
  const held = 'figure.lectures-nn-view > script[type="application/json"]';
  for (const script of document.querySelectorAll(held)) {
    const el = script.parentElement, data = JSON.parse(script.textContent);
    const heard = {};
    const state = { controls: data.controls, size: data.size, role: "status", at: data.at };
    const take = () => Object.assign(state, data.states[state.at.join()]);
    take();
    render({
      el,
      model: {
        get: (name) => state[name],
        set: (name, value) => { state[name] = value; },
        on: (event, call) => { heard[event] = call; },
        save_changes: () => { take(); heard["change:at"](); heard["change:picture"](); },
      },
    });
  }
}
