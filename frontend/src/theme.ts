// Runs before the page is painted: the learner's choice of light or dark, if they made one.
// Loaded as a plain script in <head>, on purpose not deferred; it must stay tiny.

const chosen = (() => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is forbidden: the system's wish decides
  }
})();

if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;

export {};
