// On every page: the theme switch, forms that answer at once, dialogs and keys.

function shownTheme(): "light" | "dark" {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function labelThemeSwitch(button: HTMLElement): void {
  const other = shownTheme() === "dark" ? "light" : "dark";
  button.setAttribute("aria-label", `Switch to ${other} colours`);
  button.title = `Switch to ${other} colours`;
}

function switchTheme(): void {
  const next = shownTheme() === "dark" ? "light" : "dark";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  // Choosing what the system wants anyway means: follow the system again.
  if (next === system) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  try {
    if (next === system) localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {
    // Storage is forbidden; the choice lasts as long as the page.
  }
}

const themeSwitch = document.querySelector<HTMLElement>("#theme-switch");
if (themeSwitch) {
  themeSwitch.hidden = false;
  labelThemeSwitch(themeSwitch);
  themeSwitch.addEventListener("click", () => {
    switchTheme();
    labelThemeSwitch(themeSwitch);
  });
}

// Forms that change at once when a field does (the filters of a list); the button is for browsers without scripts.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-instant]")) {
  form.querySelector("button[type=submit]")?.classList.add("visually-hidden");
  form.addEventListener("change", () => form.requestSubmit());
}

// Dialogs are opened by buttons that name them.
document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest<HTMLElement>("[data-dialog]");
  if (opener) document.querySelector<HTMLDialogElement>(`#${opener.dataset["dialog"]}`)?.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
  // composedPath, because the editor lives in a shadow root.
  const target = event.composedPath()[0];
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
  const keys = document.querySelector<HTMLDialogElement>("#keys");
  if (keys && !keys.open) {
    event.preventDefault();
    keys.showModal();
  }
});

export {};
