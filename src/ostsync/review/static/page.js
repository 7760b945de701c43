// The review page: sends what the person decides, shows what came back as saved, and moves on.
"use strict";

const list = document.getElementById("cases");
const said = document.getElementById("said");
const nothing = document.getElementById("nothing");
const filters = document.getElementById("filters");
let busy = false;

const all = () => [...list.children];
const visible = () => all().filter((item) => !item.hidden);
const current = () => list.querySelector(".case.now");

function say(text, wrong = false) {
  said.textContent = text;
  said.classList.toggle("wrong", wrong);
}

function go(item) {
  current()?.classList.remove("now");
  if (!item) return;
  item.classList.add("now");
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const items = visible();
  const at = items.indexOf(current());
  go(items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]);
}

function filter() {
  const show = new FormData(filters).get("show");
  const section = document.getElementById("f-section")?.value ?? "";
  const work = document.getElementById("f-work")?.value ?? "";
  for (const item of all()) {
    const { status, open } = item.dataset;
    const fits = show === "all" || (show === "open" ? open === "yes" : status === show && (show === "matched" || open === "yes"));
    item.hidden = !fits || (section && item.dataset.section !== section) || (work && item.dataset.work !== work);
  }
  nothing.hidden = visible().length > 0;
}

function count(progress) {
  for (const place of document.querySelectorAll("#progress [data-count]")) place.textContent = progress[place.dataset.count];
  document.getElementById("bar").value = progress.total - progress.open;
}

async function send(what, body) {
  const answer = await fetch(what, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error);
  return data;
}

async function act(what, item, text = "") {
  if (busy) return;
  busy = true;
  const after = item ? visible()[visible().indexOf(item) + 1] : null;
  try {
    const data = await send(what, { order: item ? Number(item.dataset.order) : 0, text });
    const place = document.getElementById(`case-${data.order}`);
    const fresh = new DOMParser().parseFromString(`<ol>${data.case}</ol>`, "text/html").querySelector(".case");
    place.replaceWith(fresh);
    count(data.progress);
    if (what === "undo") {
      filter();
      fresh.hidden = false;
      say("Undone.");
      go(fresh);
    } else if (data.saved) {
      filter();
      say("Saved.");
      go(after?.isConnected && !after.hidden ? after : visible()[0]);
    } else {
      say(fresh.querySelector(".card") ? "Found. Choose with 1 to 9." : "Nothing came back for these words.");
      go(fresh);
    }
  } catch (problem) {
    say(problem instanceof TypeError ? "Not saved: ostsync is not running any more. Start the review again." : problem.message, true);
  } finally {
    busy = false;
  }
}

async function done() {
  try {
    await send("done", {});
  } finally {
    document.body.textContent = "Done. Everything you decided is saved; you can close this tab.";
  }
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) act(button.dataset.do, button.closest(".case"), button.dataset.text);
});

list.addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.target.dataset.do, event.target.closest(".case"), event.target.elements.text.value);
});

list.addEventListener("toggle", (event) => {
  const player = event.target;
  if (!player.matches(".player[open]") || player.querySelector("iframe")) return;
  const frame = document.createElement("iframe");
  frame.src = player.dataset.src;
  frame.title = "Spotify player";
  frame.allow = "encrypted-media";
  player.append(frame);
}, true);

list.addEventListener("focusin", (event) => {
  const item = event.target.closest(".case");
  if (item && item !== current()) {
    current()?.classList.remove("now");
    item.classList.add("now");
  }
});

filters.addEventListener("change", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("undo").addEventListener("click", () => act("undo"));
document.getElementById("done").addEventListener("click", done);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), select, textarea")) {
    if (event.key === "Escape") go(event.target.closest(".case") ?? current());
    return;
  }
  const item = current() ?? visible()[0];
  const press = (selector) => item?.querySelector(selector)?.click();
  const focus = (selector) => item?.querySelector(selector)?.focus();
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    s: () => press('[data-do="skip"]'),
    x: () => press('[data-do="reject"]'),
    u: () => act("undo"),
    "/": () => focus('form[data-do="search"] input'),
    l: () => focus('form[data-do="choose"] input'),
  };
  if (/^[1-9]$/.test(event.key)) item?.querySelectorAll(".card button")[event.key - 1]?.click();
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});

filter();
go(visible()[0]);
