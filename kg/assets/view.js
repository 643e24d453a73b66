// The page of kg/view.py: filters, network, list, timeline and evidence over one set of events.
// Text from articles is only ever set as text; nothing here reads or writes HTML.
"use strict";
(() => {
const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
const facts = read("facts"), { events, actors, articles, types, countries } = facts;
const typeOf = Object.fromEntries(types.map((type) => [type.name, type]));

// ---- small helpers -------------------------------------------------------------------------------------------
function fill(node, attributes, ...children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const plural = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const tail = (iri) => iri.replace(/^.*\/id\/(actor|event)\//, "");
const range = (list) => [Math.min(...list), Math.max(...list)];
const own = (map, key) => (Object.hasOwn(map, key) ? map[key] : undefined);
const unique = (list) => [...new Set(list)];
const say = (text) => { $("spoken").textContent = text; };
const MONTHS = "January February March April May June July August September October November December".split(" ");
function dateWords(text) {
  const [year, month, day] = text.split("-");
  return [Number(day), month && MONTHS[month - 1].slice(0, day ? 3 : 9), year].filter(Boolean).join(" ");
}
function whenWords(when) {
  if (!when) return "no date given";
  if (when.start === when.end) return dateWords(when.start);
  const sameMonth = when.start.length === 10 && when.start.slice(0, 7) === when.end.slice(0, 7);
  return sameMonth ? `${Number(when.start.slice(8))}–${dateWords(when.end)}` : `${dateWords(when.start)} – ${dateWords(when.end)}`;
}

// ---- what events are called ----------------------------------------------------------------------------------
const nameOf = (id) => actors[id].name;
const names = (ids) => ids.map(nameOf).join(", ");
const publisherOf = (id) => articles[id].publisher || "unnamed publisher";
events.forEach((event, number) => {
  const [from, to] = event.sides, { plain } = typeOf[event.type];
  Object.assign(event, {
    number, ids: unique([...from, ...to]), happened: event.status === "occurred",
    title: event.action === plain ? event.type : `${event.type} · ${event.action}`,
    who: [names(from), names(to)].filter(Boolean).join(" → "),
    countries: unique([...from, ...to].map((id) => actors[id].country).filter(Boolean)),
    publishers: unique(event.reports.map((report) => publisherOf(report.article))),
  });
});
const byNewest = (a, b) => (b.when?.first ?? "").localeCompare(a.when?.first ?? "") || a.number - b.number;

// ---- state: what is filtered and what is picked; it lives in the address -------------------------------------
const groups = {
  type: { title: "Type", of: (e) => [e.type], order: types.map((type) => type.name), mark: (name) => typeMark(name) },
  status: { title: "Standing", of: (e) => (e.contested ? [e.status, "contested"] : [e.status]), label: upper,
    order: [...facts.statuses, "contested"], mark: (name) => statusMark(name) },
  country: { title: "Country", of: (e) => e.countries, label: (code) => countries[code] },
  publisher: { title: "Publisher", of: (e) => e.publishers },
  actor: { title: "Actor", of: (e) => e.ids, label: nameOf, mark: (id) => kindMark(actors[id].kind) },
};
const idOf = Object.fromEntries(Object.entries(actors).map(([id, actor]) => [tail(actor.iri), id]));
const state = { chosen: {}, from: "", to: "", sure: 0, all: false, list: false, pick: null, grown: new Set() };
let shown = [];  // the events that pass the filters
let trail = [];  // what was picked before, for the way back

function passes(event, but = "") {
  for (const [name, group] of Object.entries(groups)) {
    const chosen = state.chosen[name];
    if (name !== but && chosen.size && !group.of(event).some((value) => chosen.has(value))) return false;
  }
  const out = !event.when || event.when.last < state.from || (state.to && event.when.first > state.to);
  if (but !== "date" && (state.from || state.to) && out) return false;
  return but === "sure" || event.confidence >= state.sure;
}
const active = () => [...Object.keys(groups).filter((name) => state.chosen[name].size),
  ...(state.from || state.to ? ["date"] : []), ...(state.sure ? ["sure"] : [])];
function clear(...filters) {
  if (filters.includes("date")) state.from = state.to = "";
  if (filters.includes("sure")) state.sure = 0;
  for (const name of filters) state.chosen[name]?.clear();
  render();
}
function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const day = (name) => (/^\d{4}-\d\d-\d\d$/.test(address.get(name)) ? address.get(name) : "");
  for (const name of Object.keys(groups)) {
    state.chosen[name] = new Set(address.getAll(name).map((value) => (name === "actor" ? own(idOf, value) : value)).filter(Boolean));
  }
  const [kind, ...key] = (address.get("at") ?? "").split(":");
  Object.assign(state, { from: day("from"), to: day("to"), sure: Math.min(0.95, Math.max(0, Number(address.get("sure")) || 0)),
    all: address.has("all"), list: address.get("view") === "list", pick: pickOf(kind, key.join(":")) });
}
function pickOf(kind, text) {
  const key = kind === "actor" ? own(idOf, text) : kind === "event" ? events.findIndex((each) => tail(each.iri) === text) : text;
  const known = { actor: key, event: events[key], line: own(lineOf, key), article: own(articles, key), place: events.some((each) => each.place === key) };
  return own(known, kind) ? { kind, key } : null;
}
function writeAddress() {
  const address = new URLSearchParams();
  for (const name of Object.keys(groups)) {
    for (const value of state.chosen[name]) address.append(name, name === "actor" ? tail(actors[value].iri) : value);
  }
  for (const name of ["from", "to", "sure"]) if (state[name]) address.set(name, state[name]);
  if (state.all) address.set("all", "1");
  if (state.list) address.set("view", "list");
  const { kind, key } = state.pick ?? {};
  if (kind) address.set("at", `${kind}:${kind === "actor" ? tail(actors[key].iri) : kind === "event" ? tail(events[key].iri) : key}`);
  if (`#${address}` === (location.hash || "#")) return;
  try { history.replaceState(null, "", `#${address}`); } catch { location.hash = address; }  // a sandboxed frame has no history
}

// ---- marks: how a type, a standing and a kind of actor look; drawn once in view.html ------------------------
const DASHES = { planned: [9, 5], proposed: [9, 5], possible: [1.5, 4], alleged: [1.5, 4], threatened: [4, 4] };
const SEVERITY = ["threatened", "planned", "proposed", "alleged", "possible", "cancelled", "denied", "occurred"];
const ALIKE = { proposed: "planned", alleged: "possible", cancelled: "denied" };
const faint = (status) => status === "denied" || status === "cancelled";
const mark = (shape, colour = "edge") => svg("svg", { class: `mark ${colour}`, "aria-hidden": "true" }, svg("use", { href: `#${shape}` }));
const typeMark = (name) => mark(`line-${typeOf[name].arrow || "plain"}`, typeOf[name].colour);
const statusMark = (name) => mark(`line-${ALIKE[name] ?? name}`);
const kindMark = (kind) => mark(`kind-${kind}`, `${kind} small`);
const badge = (text) => el("span", { class: `badge ${text}` }, text === "threatened" ? "! threatened" : text);
const badges = (event) => [badge(event.status), event.contested ? [" ", badge("contested")] : ""];

// ---- filters -------------------------------------------------------------------------------------------------
const FEW = 6;
function drawFilters() {
  for (const [name, group] of Object.entries(groups)) {
    const totals = tally(group, events);
    const values = (group.order ?? [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a))).filter((value) => totals.has(value));
    group.rows = values.map((value) => choice(name, group, value));
    const rest = group.order ? [] : group.rows.slice(FEW + 1);
    const box = el("div", { class: "choices" }, group.rows.map((row) => row.label));
    const more = el("button", { class: "quiet", "aria-expanded": "false", onclick: () => {
      const open = box.classList.toggle("many");
      fill(more, { "aria-expanded": String(open) }).textContent = open ? "Fewer" : `All ${values.length}`;
      rest.forEach((row) => { row.label.hidden = !open && !row.input.checked; });
    } }, `All ${values.length}`);
    rest.forEach((row) => { row.label.hidden = true; });
    if (values.length) $("groups").append(el("fieldset", { id: `group-${name}` }, el("legend", {}, group.title), box, rest.length ? more : ""));
  }
  const days = events.flatMap(({ when }) => (when ? [when.first, when.last] : [])).sort();
  for (const id of ["from", "to"]) {
    fill($(id), { min: days[0] ?? null, max: days.at(-1) ?? null, onchange: () => { state[id] = $(id).value; render(); } });
  }
  fill($("sure"), { oninput: () => { state.sure = Number($("sure").value); render(); } });
  fill($("clear"), { onclick: () => clear(...active()) });
}
function tally(group, some, counts = new Map()) {
  for (const event of some) for (const value of group.of(event)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
function choice(name, group, value) {
  const input = el("input", { type: "checkbox", onchange: () => { state.chosen[name][input.checked ? "add" : "delete"](value); render(); } });
  const number = el("span", { class: "number" }), text = group.label?.(value) ?? value;
  const label = el("label", { class: "choice", title: text }, input, group.mark?.(value) ?? "", el("span", { class: "name" }, text), number);
  return { value, input, number, label };
}
function updateFilters() {
  for (const [name, group] of Object.entries(groups)) {
    const counts = tally(group, events.filter((event) => passes(event, name)));
    for (const { value, input, number, label } of group.rows) {
      number.textContent = (counts.get(value) ?? 0).toLocaleString("en");
      label.classList.toggle("nothing", !counts.has(value));
      input.checked = state.chosen[name].has(value);
      if (input.checked) label.hidden = false;
    }
  }
  for (const id of ["from", "to", "sure"]) if ($(id).value !== String(state[id])) $(id).value = state[id];
  $("sure-value").textContent = state.sure.toFixed(2);
  $("clear").hidden = !active().length;
  const undated = state.from || state.to ? events.filter((event) => !event.when && passes(event, "date")).length : 0;
  $("count").textContent = (shown.length < events.length ? `${shown.length.toLocaleString("en")} of ` : "") + plural(events.length, "event")
    + (undated ? `; ${undated} without a date left out` : "");
}
function drawEmpty() {
  $("empty").hidden = shown.length > 0;
  const titles = { date: "Date", sure: "Only sure" }, filters = active();
  const way = (name) => el("button", { onclick: () => clear(name) }, `Clear ${groups[name]?.title ?? titles[name]} `
    + `(${plural(events.filter((event) => passes(event, name)).length, "event")})`);
  $("empty").replaceChildren(
    el("p", {}, events.length ? "No event passes these filters together." : "There are no events to show."),
    el("div", {}, filters.map(way), filters.length > 1 ? el("button", { onclick: () => clear(...filters) }, "Clear all filters") : ""));
}

// ---- network -------------------------------------------------------------------------------------------------
const nodes = read("nodes"), lines = read("lines").map((line, number) => ({ ...line, id: `e${number + 1}` }));
const nodeOf = Object.fromEntries(nodes.map((node) => [node.id, node]));
const lineOf = Object.fromEntries(lines.map((line) => [line.id, line]));
const linesAt = Object.fromEntries(nodes.map((node) => [node.id, lines.filter(({ from, to }) => from === node.id || to === node.id)]));
const other = (line, id) => (line.from === id ? line.to : line.from);
const nodeSet = new vis.DataSet(), lineSet = new vis.DataSet(), widths = new Map();
let network, drawnNodes = [], drawnLines = [], near = null, hovered = null, grain = 1, fitted = false;

for (const line of lines) {  // lines of the same two nodes lie side by side
  const fan = linesAt[line.from].filter(({ to, from }) => to === line.to && from === line.from);
  line.bend = (fan.indexOf(line) - (fan.length - 1) / 2) * Math.min(0.3, 1.2 / fan.length);
}
function chooseNodes() {
  const visible = new Set(shown.map((event) => event.number)), kept = new Set();
  for (const line of lines) {
    const told = line.events.filter((number) => visible.has(number)), held = new Set(told.map((number) => events[number].status));
    Object.assign(line, { told, status: SEVERITY.find((status) => held.has(status)), contested: told.some((number) => events[number].contested) });
  }
  for (const node of nodes) node.count = node.events ? node.events.filter((number) => visible.has(number)).length : 0;
  for (const event of shown) for (const id of event.ids) nodeOf[id].count += 1;
  const found = nodes.filter((node) => actors[node.id] && node.count).sort((a, b) => b.count - a.count);
  const crowded = found.length > facts.core * 1.25, limit = state.all || !crowded ? found.length : facts.core;
  found.forEach(({ id }, number) => { if (number < limit || state.grown.has(id) || isPicked(id)) kept.add(id); });
  const some = kept.size;
  for (const node of nodes.filter((each) => each.events && each.count)) {
    const ends = linesAt[node.id].map((line) => other(line, node.id)).filter((id) => kept.has(id));
    if (ends.length > 1 || (ends.length && (!crowded || state.all || isPicked(ends[0])))) kept.add(node.id);
  }
  drawnNodes = nodes.filter((node) => kept.has(node.id)).sort((a, b) => b.count - a.count);
  drawnLines = lines.filter((line) => line.told.length && kept.has(line.from) && kept.has(line.to));
  $("shown").textContent = some < found.length ? `${some} busiest of ${found.length} actors` : plural(found.length, "actor");
  $("all").hidden = !crowded;
  $("all").textContent = state.all ? `Show the ${facts.core} busiest` : `Show all (${found.length})`;
}
function isPicked(id) {
  const { kind, key } = state.pick ?? {};
  return (kind === "actor" && key === id) || (kind === "event" && events[key].ids.includes(id));
}
function chooseNear() {  // what stays bright while the rest fades
  const { kind, key } = state.pick ?? {};
  const touches = { actor: (line) => line.from === key || line.to === key, event: (line) => line.told.includes(key), line: (line) => line.id === key };
  const mine = touches[kind] ? drawnLines.filter(touches[kind]) : [];
  const hubs = kind === "actor" ? mine.map((line) => line.to).filter((id) => nodeOf[id].events) : [];
  mine.push(...drawnLines.filter((line) => hubs.includes(line.to)));
  near = mine.length ? new Set(mine.flatMap((line) => [line.id, line.from, line.to])) : null;
}
function headsOf(line) {
  const { arrow } = typeOf[line.type], targets = line.told.map((number) => events[number].sides[1]);
  const ends = (id) => targets.some((to) => to.includes(id) || (nodeOf[id].events && !to.length));
  const head = (id) => ({ enabled: Boolean(arrow) && ends(id), type: arrow || "arrow", scaleFactor: 0.6 });
  return { from: head(line.from), to: head(line.to) };
}
function nodeLook(node) {
  const picked = state.pick?.kind === "actor" && state.pick.key === node.id;
  const most = Math.max(16, drawnNodes[0].count);
  node.radius = grain * (node.events ? 4 : 5 + 13 * Math.sqrt(node.count / most));
  return {
    id: node.id, x: node.x, y: node.y, shape: node.shape, size: node.shape === "square" ? node.radius * 0.9 : node.radius,
    opacity: near && !near.has(node.id) ? 0.15 : 1, borderWidth: grain * (picked ? 4 : node.events ? 0 : 1),
    shapeProperties: { borderDashes: node.group === "group" ? [4 * grain, 3 * grain] : false },
    color: { background: css(node.events ? typeOf[events[node.events[0]].type].colour : node.group), border: css(picked ? "ink" : "edge") },
  };
}
function lineLooks(line) {
  const { status } = line, bend = Math.abs(line.bend);
  const opacity = near && !near.has(line.id) ? 0.08 : near ? 1 : Math.max(0.35, Math.min(1, 120 / drawnLines.length));
  const width = grain * (faint(status) ? 1 : 1 + 0.9 * Math.sqrt(Math.min(line.told.length, 30)));
  const look = (id, colour, more) => ({
    id, from: line.from, to: line.to, color: { color: css(colour), hover: css(colour), opacity, inherit: false },
    smooth: bend ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: bend } : { enabled: false }, ...more });
  const looks = [look(line.id, faint(status) ? "denied" : typeOf[line.type].colour,
    { width, arrows: headsOf(line), dashes: DASHES[status]?.map((length) => length * grain) ?? false })];
  if (line.contested) looks.unshift(look(`${line.id} casing`, "casing", { width: width + 3.4 * grain, arrows: {} }));
  return looks;
}
function startNetwork() {
  network = new vis.Network($("canvas"), { nodes: nodeSet, edges: lineSet }, {
    physics: false, layout: { improvedLayout: false }, nodes: { chosen: false }, edges: { chosen: false, hoverWidth: 0, selectionWidth: 0 },
    interaction: { hover: true, dragNodes: false, keyboard: false, selectConnectedEdges: false, hideEdgesOnDrag: lines.length > 900 },
  });
  network.on("afterDrawing", drawLabels);
  network.on("click", ({ nodes: [node], edges: [line] }) => (actors[node] ? pick({ kind: "actor", key: node })
    : node ? pickLine(linesAt[node][0].id) : line ? pickLine(line) : pick(null)));
  network.on("doubleClick", ({ nodes: [node] }) => { if (actors[node]) grow(node); });
  for (const event of ["hoverNode", "blurNode"]) network.on(event, ({ node }) => { hovered = event === "hoverNode" ? node : null; network.redraw(); });
  fill($("canvas").querySelector(".vis-network"), { tabindex: 0, role: "application", onkeydown: networkKey, "aria-label":
    "Network of actors. Arrow keys go from actor to actor, Enter brings in neighbours. The list has the same events." });
}
function drawNetwork() {
  chooseNodes();
  chooseNear();
  const kept = new Set(drawnNodes.map((node) => node.id));
  nodeSet.remove(nodeSet.getIds().filter((id) => !kept.has(id)));
  nodeSet.update(drawnNodes.map(nodeLook));
  lineSet.clear();  // added anew, so that a casing lies below its line
  lineSet.add(drawnLines.flatMap(lineLooks));
}
function fit() {
  const { width, height } = $("canvas").getBoundingClientRect();
  if (!drawnNodes.length || !width) return;
  const [left, right] = range(drawnNodes.map((node) => node.x)), [top, bottom] = range(drawnNodes.map((node) => node.y));
  const scale = Math.min(1.3, (width - 150) / (right - left + 1), (height - 80) / (bottom - top + 1));  // with room for names
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
  fitted = true;
  grain = Math.min(1.8, Math.max(1, 0.8 / scale));  // marks stay large enough to see from afar
  drawNetwork();
}
function inSight(node, edge = 0) {
  const { x, y } = network.canvasToDOM(node), { width, height } = $("canvas").getBoundingClientRect();
  return x > edge && y > edge && x < width - edge && y < height - edge;
}

const AROUND = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [-1, 1], [1, -1], [-1, -1]];
// Names and marks are drawn here, at one size on the screen whatever the zoom, and only where there is room.
function drawLabels(pen) {
  const px = 1 / network.getScale(), ink = css("ink"), paper = css("paper"), sans = css("sans"), muted = css("muted");
  const taken = drawnNodes.map(({ x, y, radius: r }) => [x - r, y - r, x + r, y + r]);
  const view = $("canvas").getBoundingClientRect(), start = network.DOMtoCanvas({ x: 0, y: 0 });
  const clash = ([l, t, r, b]) => l < start.x || r > start.x + view.width * px || t < start.y || b > start.y + view.height * px
    || taken.some((box) => l < box[2] && r > box[0] && t < box[3] && b > box[1]);
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5 * px, strokeStyle: paper });
  pen.setLineDash([]);
  const wide = (text) => widths.get(pen.font + text) ?? widths.set(pen.font + text, pen.measureText(text).width).get(pen.font + text);
  const write = (ways, spots, { bold = false, colour = ink, struck = false, force = false } = {}) => {
    pen.font = `${bold ? "600 " : ""}${12 * px}px ${sans}`;
    const tries = ways.flatMap((rows) => {
      const half = Math.max(...rows.map(wide)) / 2, high = 7 * px * rows.length;
      return spots(half, high).map(([x, y]) => ({ rows, x, y, half, box: [x - half, y - high, x + half, y + high] }));
    });
    const found = tries.find(({ box }) => !clash(box)) ?? (force ? tries[0] : null);
    if (!found) return;
    const { rows, x, y, half } = found;
    taken.push(found.box);
    pen.fillStyle = colour;
    rows.forEach((row, number) => {
      const at = y + (number - (rows.length - 1) / 2) * 14 * px;
      pen.strokeText(row, x, at);
      pen.fillText(row, x, at);
    });
    if (struck) pen.fillRect(x - half, y, 2 * half, 1.2 * px);
  };
  const bold = (node) => node.id === hovered || isPicked(node.id);
  const lit = ({ id }) => !near || near.has(id) || id === hovered, sharp = drawnLines.filter(lit), few = sharp.length < 100;
  const bright = drawnNodes.filter((node) => actors[node.id] && lit(node));
  const title = (node) => {
    const { x, y, radius } = node, name = nameOf(node.id).replace(/^(.{30}).{4,}$/s, "$1…"), words = name.split(" ");
    const halves = [words.slice(0, Math.ceil(words.length / 2)).join(" "), words.slice(Math.ceil(words.length / 2)).join(" ")];
    write(words.length > 1 && few ? [[name], halves] : [[name]], (half, high) => AROUND.map(([right, down]) =>
      [x + right * (down ? half : radius + half + 5 * px), y + down * (radius + high + 3 * px)]), { bold: bold(node), force: bold(node) });
  };
  const note = (line) => {
    const { status, told, contested } = line, words = [told.length > 1 && told.length, status === "threatened" && "!", faint(status) && status];
    const text = [...words, contested && "contested"].filter(Boolean).join(" ");
    if (text) write([[text]], () => [0.5, 0.6, 0.4, 0.7, 0.3].map((part) => pointOn(line, part)),
      { bold: status === "threatened", colour: faint(status) ? muted : ink, struck: faint(status) });
  };
  if (few) sharp.forEach(note);  // a name has four places to go, a mark has its line
  [...bright.filter(bold), ...bright.filter((node) => !bold(node))].forEach(title);
  if (!few) sharp.forEach(note);
}
function pointOn(line, part) {  // of the curve that vis-network draws for "curvedCW" and "curvedCCW"
  const from = nodeOf[line.from], to = nodeOf[line.to], reach = Math.abs(line.bend) * 0.5 + 0.5;
  const far = reach * Math.hypot(to.x - from.x, to.y - from.y);
  const turn = Math.atan2(from.y - to.y, to.x - from.x) + (line.bend > 0 ? reach : 1 - reach) * Math.PI;
  const via = { x: from.x + far * Math.sin(turn), y: from.y + far * Math.cos(turn) };
  return ["x", "y"].map((c) => (1 - part) ** 2 * from[c] + 2 * part * (1 - part) * via[c] + part ** 2 * to[c]);
}
function networkKey(press) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[press.key];
  const zoom = { "+": 1.25, "=": 1.25, "-": 0.8 }[press.key];
  if (step) stepTo(step);
  else if (zoom) network.moveTo({ scale: network.getScale() * zoom });
  else if (press.key === "0") fit();
  else if (press.key === "Enter" && state.pick?.kind === "actor") grow(state.pick.key);
  else return;
  press.preventDefault();
}
function stepTo([dx, dy]) {  // to the nearest actor in that direction; to the busiest one at first
  const here = state.pick?.kind === "actor" ? nodeOf[state.pick.key] : null;
  const cost = (node) => {
    const along = (node.x - here.x) * dx + (node.y - here.y) * dy;
    return along > 0 ? along + 2.5 * Math.abs((node.x - here.x) * dy + (node.y - here.y) * dx) : Infinity;
  };
  const ahead = drawnNodes.filter((node) => actors[node.id] && (!here || cost(node) < Infinity));
  const next = here ? ahead.sort((a, b) => cost(a) - cost(b))[0] : ahead[0];
  if (!next) return;
  pick({ kind: "actor", key: next.id });
  if (!inSight(next, 20)) network.moveTo({ position: next });
}
function grow(id) {
  const ends = linesAt[id].filter((line) => line.told.length).map((line) => other(line, id));
  const found = unique(ends.flatMap((end) => (nodeOf[end].events ? linesAt[end].map((line) => other(line, end)) : [end])));
  const added = found.filter((end) => !drawnNodes.includes(nodeOf[end]));
  added.forEach((end) => state.grown.add(end));
  pick({ kind: "actor", key: id });
  say(added.length ? `${plural(added.length, "neighbour")} of ${nameOf(id)} added` : `All neighbours of ${nameOf(id)} are shown`);
}

// ---- what is picked, and the evidence panel ------------------------------------------------------------------
function pick(target, { back = false, focus = false } = {}) {
  if (!target) trail = [];
  else if (state.pick && !back) trail.push(state.pick);
  state.pick = target;
  render();
  $("panel").scrollTop = 0;
  drawer("panel", Boolean(target));
  if (target) say($("evidence").querySelector("h3").textContent);
  if (focus) $("evidence").querySelector("h3").focus();
}
function pickLine(name) {
  const { id, told } = lineOf[name.replace(" casing", "")];
  pick(told.length === 1 ? { kind: "event", key: told[0] } : { kind: "line", key: id });
}
const link = (text, kind, key) => el("button", { class: "link", onclick: () => pick({ kind, key }, { focus: true }) }, text);
const actorLink = (id) => link(nameOf(id), "actor", id);
const withCommas = (items) => items.map((item, number) => (number ? [", ", item] : item));
const head = (text) => el("h3", { tabindex: -1 }, text);
const about = (...children) => el("p", { class: "about" }, children);
function card(event) {
  const quote = event.reports[0]?.quotes[0]?.quote ?? "";
  return el("li", {}, el("button", { class: "card", onclick: () => pick({ kind: "event", key: event.number }, { focus: true }) },
    el("span", { class: "top" }, typeMark(event.type), el("b", {}, event.title), badges(event), el("span", {}, whenWords(event.when))),
    el("span", {}, event.who), quote ? el("q", {}, quote.length > 140 ? `${quote.slice(0, 140)} …` : quote) : ""));
}
function cards(found, title) {
  const sorted = [...found].sort(byNewest), more = sorted.length > 50
    ? el("li", {}, about(`The newest 50 of ${sorted.length}. The list has them all.`)) : "";
  return [el("h4", {}, title), el("ul", { class: "cards" }, sorted.slice(0, 50).map(card), more)];
}
const pages = {
  actor(id) {
    const { kind, country, aliases, wikidata } = actors[id], mine = events.filter((event) => event.ids.includes(id));
    const seen = mine.filter((event) => passes(event)), hidden = mine.length - seen.length;
    return [head(nameOf(id)), about([kind.replace("z", "s"), countries[country], wikidata].filter(Boolean).join(" · ")),
      aliases.length ? about(`also: ${aliases.join(", ")}`) : "",
      el("div", { class: "tools" }, el("button", { onclick: () => { state.chosen.actor = new Set([id]); render(); } }, "Only its events"),
        el("button", { onclick: () => grow(id) }, "Bring in neighbours")),
      cards(seen, plural(seen.length, "event") + (hidden ? `, ${hidden} more filtered out` : ""))];
  },
  line(id) {
    const { from, to, told, type } = lineOf[id], ends = [from, to].filter((end) => actors[end]);
    return [head(names(ends)), about(withCommas(ends.map(actorLink))), cards(told.map((number) => events[number]), plural(told.length, type))];
  },
  place: (name) => [head(name), about("place"), cards(shown.filter((event) => event.place === name), "Events here")],
  article: (id) => [head(articles[id].title || id), source(id),
    cards(shown.filter((event) => event.reports.some((report) => report.article === id)), "Events told")],
  event(number) {
    const event = events[number], { parties, place, country, publishers, independent, reports, confidence } = event;
    const sources = plural(publishers.length, "publisher") + (independent < publishers.length ? `, ${independent} independent` : "");
    const row = (name, ...value) => [el("dt", {}, name), el("dd", {}, value)];
    const party = ([, id, office]) => [actorLink(id), office ? ` (${office.replaceAll("-", " ")})` : ""];
    const shared = (each) => each.ids.filter((id) => event.ids.includes(id)).length > 1;
    const between = shown.filter((each) => each !== event && shared(each));
    return [head(event.kind ? `${event.title} (${event.kind})` : event.title), el("p", {}, badges(event)),
      el("dl", { class: "facts" },
        unique(parties.map(([role]) => role)).map((role) => row(upper(role), withCommas(parties.filter((each) => each[0] === role).map(party)))),
        row("Date", whenWords(event.when)),
        row("Place", place ? [link(place, "place", place), country && countries[country] !== place ? `, ${countries[country]}` : ""] : "not given"),
        row("Sources", sources), row("Confidence", confidence.toFixed(2))),
      reports.length > 1 ? [el("h4", {}, event.contested ? "Contested: standing by source" : "Standing by source"),
        el("ul", {}, reports.map((report) => el("li", {}, [...report.says, publisherOf(report.article)].join(", in "), ": ", badge(report.status))))] : "",
      el("h4", {}, plural(reports.length, "report")), reports.map((report) => reportBlock(event, report)),
      el("p", { class: "iri" }, event.iri), between.length ? cards(between, "Also between them") : ""];
  },
};
function source(id) {
  const { title, published, url } = articles[id], text = title || id;
  return el("p", { class: "source" }, el("b", {}, publisherOf(id)), published ? ` · ${dateWords(published)}` : " · date not known", el("br"),
    /^https?:\/\//i.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : text);
}
function reportBlock(event, report) {
  return el("article", { class: "report" }, source(report.article),
    el("p", {}, report.says.length ? `Said by ${report.says.join(", ")}: ` : "In its own words: ", badge(report.status)),
    report.quotes.map(({ before, quote, after }) => el("blockquote", {}, before, el("mark", {}, quote), after)),
    report.condition ? el("p", {}, "On condition: ", el("q", {}, report.condition)) : "",
    el("div", { class: "foot" }, copier("Copy as citation", () => citation(event, report)),
      el("details", {}, el("summary", {}, "Where in the text"), report.quotes.map(({ start, end }) =>
        el("div", {}, `characters ${start} to ${end} of article ${report.article}`)), `confidence ${report.confidence.toFixed(2)}`)));
}
function citation(event, report) {
  const { title, published, url } = articles[report.article], words = report.quotes.map(({ quote }) => `“${quote}”`).join(" … ");
  const where = [title, publisherOf(report.article), published && dateWords(published), url].filter(Boolean).join(", ");
  return `${words} (${where}). ${event.title}, ${report.status}: ${event.iri}`;
}
const copier = (text, what, more = { class: "quiet" }) => el("button", { ...more, onclick: async ({ currentTarget: button }) => {
  try {
    await navigator.clipboard.writeText(what());
    button.textContent = "Copied";
  } catch {  // no clipboard here: give the text to copy by hand
    const box = el("textarea", { readonly: true, "aria-label": text }, what());
    button.after(box);
    box.select();
  }
} }, text);
function drawPanel() {
  $("close").hidden = !state.pick;
  $("close").textContent = trail.length ? "Back" : "Close";
  const told = unique(shown.flatMap((event) => event.reports.map((report) => report.article)));
  const all = () => [head("What was reported"), about(`${plural(shown.length, "event")} from ${plural(told.length, "article")} of `
    + `${plural(unique(told.map(publisherOf)).length, "publisher")}. Choose an actor, a line or a mark to read the sentences behind it.`),
  cards(shown, "Newest first")];
  $("evidence").replaceChildren();
  fill($("evidence"), {}, state.pick ? pages[state.pick.kind](state.pick.key) : shown.length ? all() : head("Nothing to show"));
}

// ---- list ----------------------------------------------------------------------------------------------------
const columns = [
  { name: "Date", show: (e) => whenWords(e.when), by: (e) => e.when?.first ?? "" }, { name: "Type", show: (e) => e.title, by: (e) => e.title },
  { name: "Who", show: (e) => link(e.who, "event", e.number), by: (e) => e.who }, { name: "Standing", show: badges, by: (e) => e.status },
  { name: "Place", show: (e) => e.place, by: (e) => e.place },
  { name: "Sources", show: (e) => String(e.publishers.length), by: (e) => e.publishers.length },
];
let order = { column: columns[0], down: true };
function drawList() {
  const { by } = order.column, compare = (a, b) => (typeof by(a) === "number" ? by(a) - by(b) : by(a).localeCompare(by(b)));
  const rows = [...shown].sort((a, b) => (order.down ? -1 : 1) * compare(a, b) || a.number - b.number);
  const heading = (column, number) => {
    const now = order.column === column, arrow = order.down ? " ↓" : " ↑";
    const sort = () => { order = { column, down: now && !order.down }; drawList(); $(`sort-${number}`).focus(); };
    return el("th", { scope: "col", "aria-sort": now ? (order.down ? "descending" : "ascending") : "none" },
      el("button", { id: `sort-${number}`, onclick: sort }, column.name, now ? arrow : ""));
  };
  const row = (event) => el("tr", { class: isOpen(event) ? "picked" : "" }, columns.map((column) => el("td", {}, column.show(event))));
  $("list").replaceChildren(el("table", {}, el("caption", { class: "aside" }, "Events shown"),
    el("thead", {}, el("tr", {}, columns.map(heading))), el("tbody", {}, rows.map(row))));
}
const isOpen = (event) => state.pick?.kind === "event" && state.pick.key === event.number;

// ---- timeline ------------------------------------------------------------------------------------------------
const DAY = 86400000, ROW = 20, LEFT = 84;
const dayOf = (text) => Date.parse(text) / DAY, textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const dated = events.filter((event) => event.when);
const [START, END] = range(dated.flatMap(({ when }) => [dayOf(when.first) - 3, dayOf(when.last) + 3]));
let cursor = null;
function drawTimeline() {
  if (!dated.length) return $("chart").replaceChildren(about("No event has a date."));
  const width = $("chart").clientWidth, high = types.length * ROW + 22, unit = (width - LEFT - 12) / (END - START);
  const x = (day) => LEFT + (day - START) * unit, some = shown.filter((event) => event.when), seen = new Map();
  const dot = (event) => {
    const from = x(dayOf(event.when.first)), to = x(dayOf(event.when.last)), at = (from + to) / 2;
    const spot = `${event.type} ${Math.round(at / 6)}`, nth = seen.get(spot) ?? 0;
    seen.set(spot, nth + 1);
    const y = (types.indexOf(typeOf[event.type]) + 0.5) * ROW + [0, -4, 4, -7, 7][nth % 5];
    const look = `dot ${event.happened ? "full" : "hollow"}${isOpen(event) || cursor === event.number ? " picked" : ""}`;
    return svg("g", { class: typeOf[event.type].colour }, to - from > 9 ? svg("line", { class: "span", x1: from, x2: to, y1: y, y2: y }) : "",
      svg("circle", { class: look, cx: at, cy: y, r: some.length > 200 ? 2.6 : 4, "data-event": event.number },
        svg("title", {}, `${event.title}, ${event.status}: ${event.who}, ${whenWords(event.when)}`)));
  };
  const first = state.from ? x(dayOf(state.from)) : LEFT, last = state.to ? x(dayOf(state.to) + 1) : width;
  const chart = svg("svg", { width, height: high, tabindex: 0, role: "group", onkeydown: timelineKey, "aria-label":
    "Timeline, a row a type; hollow marks have not happened. Left and right go from event to event, Enter opens." },
  ticks(unit).map(([day, text]) => [svg("line", { class: "grid", x1: x(day), x2: x(day), y1: 0, y2: high - 18 }),
    svg("text", { x: x(day), y: high - 5, "text-anchor": "middle" }, text)]),
  state.from || state.to ? svg("rect", { class: "band", x: first, y: 0, width: Math.max(1, last - first), height: high - 18 }) : "",
  types.map((type, number) => svg("text", { x: 0, y: (number + 0.5) * ROW + 4 }, type.name)), some.map(dot));
  brush(chart, (px) => textOf(START + (px - LEFT) / unit));
  const had = $("chart").contains(document.activeElement);
  $("chart").replaceChildren(chart);
  return had && chart.focus();
}
function ticks(unit) {  // the smallest step of days or months whose names have room
  const days = [1, 2, 7, 14].find((step) => step * unit > 70), found = [];
  if (days && END - START < 80) {
    for (let day = Math.ceil(START); day < END - 26 / unit; day += days) found.push([day, dateWords(textOf(day)).slice(0, -5)]);
    return found;
  }
  const months = [1, 2, 3, 6, 12, 24, 60, 120].find((step) => step * 30 * unit > 70) ?? 240;
  for (let n = 0, day = START; day < END; n += months) {
    day = Date.UTC(new Date(START * DAY).getUTCFullYear(), n, 1) / DAY;
    if (day > START && day < END - 26 / unit) found.push([day, months < 12 ? dateWords(textOf(day)).slice(2) : textOf(day).slice(0, 4)]);
  }
  return found;
}
function brush(chart, dayAt) {
  const place = (move) => Math.max(LEFT, move.clientX - chart.getBoundingClientRect().left);
  const band = svg("rect", { class: "band", y: 0, height: types.length * ROW + 4 });
  let from = null;
  fill(chart, {
    onpointerdown: (press) => { from = place(press); chart.append(band); chart.setPointerCapture(press.pointerId); },
    onpointermove: (move) => from !== null && fill(band, { x: Math.min(from, place(move)), width: Math.abs(place(move) - from) }),
    onpointerup: (lift) => {
      const [start, end] = range([from, place(lift)]);
      from = null;
      band.remove();
      if (end - start > 5) { [state.from, state.to] = [dayAt(start), dayAt(end)]; return render(); }
      const hit = document.elementsFromPoint(lift.clientX, lift.clientY).find((node) => node.dataset?.event);
      return hit && pick({ kind: "event", key: Number(hit.dataset.event) });
    },
  });
}
function timelineKey(press) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[press.key], some = shown.filter((event) => event.when);
  if (step && some.length) {
    const here = some.findIndex((event) => event.number === cursor);
    const next = some[here < 0 ? 0 : Math.min(some.length - 1, Math.max(0, here + step))];
    cursor = next.number;
    say(`${next.title}, ${next.status}: ${next.who}, ${whenWords(next.when)}`);
    drawTimeline();
  } else if (press.key === "Enter" && cursor !== null) pick({ kind: "event", key: cursor }, { focus: true });
  else return;
  press.preventDefault();
}

// ---- search --------------------------------------------------------------------------------------------------
const entry = (kind, key, text, hint, also = [], mark = "") => ({ kind, key, text, hint, mark, words: [text, ...also].map((w) => [w, fold(w)]) });
const total = tally(groups.actor, events);
const entries = [
  ...Object.entries(actors).map(([id, { name, aliases, kind }]) => entry("actor", id, name, plural(total.get(id), "event"), aliases, kind)),
  ...unique(events.map((event) => event.place).filter(Boolean)).map((name) => entry("place", name, name, "place")),
  ...Object.entries(articles).map(([id, { title }]) => entry("article", id, title || id, "article")),
];
let found = [], marked = 0;
function find(text) {
  const wanted = fold(text.trim());
  const score = ([, word]) => (word.startsWith(wanted) ? 0 : word.includes(` ${wanted}`) ? 1 : word.includes(wanted) ? 2 : 3);
  const best = (each) => each.words.reduce((a, b) => (score(b) < score(a) ? b : a));
  const ranked = entries.map((each) => ({ ...each, by: best(each)[0], rank: score(best(each)) })).filter((each) => each.rank < 3);
  return wanted ? ranked.sort((a, b) => a.rank - b.rank).slice(0, 8) : [];
}
function drawFound() {
  const text = $("search").value.trim();
  const option = (each, number) => el("li", { role: "option", id: `found-${number}`, "aria-selected": String(number === marked),
    onpointerdown: (press) => { press.preventDefault(); choose(each); } }, each.mark ? kindMark(each.mark) : "",
  el("span", {}, each.by === each.text ? each.text : `${each.text} (${each.by})`), el("span", {}, each.hint));
  $("found").replaceChildren(...(found.length ? found.map(option) : [el("li", { class: "none" }, `Nothing is called “${text}”.`)]));
  $("found").hidden = !text;
  fill($("search"), { "aria-expanded": String(Boolean(text)), "aria-activedescendant": found.length ? `found-${marked}` : "" });
}
function leaveSearch() {
  $("search").value = "";
  $("search").blur();
}
function choose({ kind, key }) {
  leaveSearch();
  pick({ kind, key }, { focus: kind !== "actor" || state.list });
  if (kind === "actor" && !state.list) $("canvas").querySelector(".vis-network").focus();
  if (kind === "actor" && drawnNodes.includes(nodeOf[key])) network.moveTo({ position: nodeOf[key], scale: Math.max(0.8, network.getScale()) });
}
function searchKey(press) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
  if (step && found.length) marked = (marked + step + found.length) % found.length;
  else if (press.key === "Enter" && found.length) choose(found[marked]);
  else if (press.key === "Escape") leaveSearch();
  else return;
  press.preventDefault();
  press.stopPropagation();
  drawFound();
}

// ---- the page as a whole -------------------------------------------------------------------------------------
const drawer = (name, open) => fill($(`open-${name}`), { "aria-expanded": String($(name).classList.toggle("open", open)) });
function render() {
  shown = events.filter((event) => passes(event));
  updateFilters();
  drawNetwork();
  drawEmpty();
  for (const [name, on] of [["network", !state.list], ["list", state.list]]) {
    $(name).hidden = !on;
    fill($(`tab-${name}`), { "aria-selected": String(on), tabindex: on ? 0 : -1 });
  }
  if (state.list) drawList();
  drawPanel();
  drawTimeline();
  writeAddress();
  network.setSize("100%", "100%");  // the legend and the timeline have their heights now
  if (!state.list && !(fitted && drawnNodes.some((node) => inSight(node)))) fit();
}
function showList(list) {
  state.list = list;
  render();
  $(list ? "tab-list" : "tab-network").focus();
}
function wire() {
  fill($("all"), { onclick: () => { state.all = !state.all; render(); fit(); } });
  fill($("fit"), { onclick: fit });
  fill($("close"), { onclick: () => pick(trail.pop() ?? null, { back: true }) });
  $("share").replaceWith(location.protocol === "about:" ? "" : copier("Copy link", () => location.href, { id: "share" }));
  for (const name of ["network", "list"]) {
    fill($(`tab-${name}`), { onclick: () => showList(name === "list"),
      onkeydown: (press) => { if (/^Arrow(Left|Right)$/.test(press.key)) showList(!state.list); } });
  }
  for (const [name, rest] of [["filters", "panel"], ["panel", "filters"]]) {
    fill($(`open-${name}`), { onclick: () => { drawer(rest, false); drawer(name, !$(name).classList.contains("open")); } });
  }
  fill($("search"), { oninput: () => { found = find($("search").value); marked = 0; drawFound(); }, onkeydown: searchKey,
    onblur: () => { $("found").hidden = true; } });
  document.addEventListener("keydown", (press) => {
    if (press.key === "Escape") { drawer("filters", false); $("keys").open = false; pick(null); }
    if (press.key !== "/" || press.target.matches("#search, textarea")) return;
    press.preventDefault();
    $("search").focus();
  });
  addEventListener("hashchange", () => { readAddress(); render(); });
  addEventListener("beforeprint", drawList);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawNetwork);
  new ResizeObserver(() => drawTimeline()).observe($("chart"));
}

readAddress();
drawFilters();
$("legend").append(...types.map((type) => el("span", { class: "of-lines" }, typeMark(type.name), type.name)));
startNetwork();
wire();
drawer("panel", Boolean(state.pick));
render();
document.documentElement.dataset.ready = "true";
})();
