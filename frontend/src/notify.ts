// Short notices in the corner, read aloud by screen readers.

/** Show `text` for some seconds; a bad one stays until it is clicked away. */
export function notify(text: string, kind: "info" | "warn" | "bad" = "info"): void {
  const list = document.querySelector("#toasts");
  if (!list) return;
  const notice = document.createElement("div");
  notice.className = `notice ${kind}`;
  notice.textContent = text;
  notice.addEventListener("click", () => notice.remove());
  list.append(notice);
  if (kind !== "bad") setTimeout(() => notice.remove(), 6000);
}
