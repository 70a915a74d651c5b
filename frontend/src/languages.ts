// Which language a file of a workspace is in; each is loaded when the first such file is shown.
import { StreamLanguage, type LanguageSupport } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

type Loader = () => Promise<Extension>;

const python: Loader = async () => (await import("@codemirror/lang-python")).python();
const sql: Loader = async () => {
  const { sql, PostgreSQL } = await import("@codemirror/lang-sql");
  return sql({ dialect: PostgreSQL });
};
const yaml: Loader = async (): Promise<LanguageSupport> => (await import("@codemirror/lang-yaml")).yaml();
const json: Loader = async () => (await import("@codemirror/lang-json")).json();
const markdown: Loader = async () => (await import("@codemirror/lang-markdown")).markdown();
const shell: Loader = async () =>
  StreamLanguage.define((await import("@codemirror/legacy-modes/mode/shell")).shell);
const nginx: Loader = async () =>
  StreamLanguage.define((await import("@codemirror/legacy-modes/mode/nginx")).nginx);
const toml: Loader = async () => StreamLanguage.define((await import("@codemirror/legacy-modes/mode/toml")).toml);
const dockerfile: Loader = async () =>
  StreamLanguage.define((await import("@codemirror/legacy-modes/mode/dockerfile")).dockerFile);

const byExtension: Record<string, Loader> = {
  py: python,
  pyi: python,
  sql,
  yml: yaml,
  yaml,
  json,
  md: markdown,
  sh: shell,
  bash: shell,
  conf: nginx,
  toml,
};

/** Return the loader of the language that `name` is written in, or null for plain text. */
export function languageOf(name: string): Loader | null {
  const file = name.split("/").at(-1) ?? name;
  if (/^(Dockerfile|Containerfile)/.test(file)) return dockerfile;
  return byExtension[file.split(".").at(-1)?.toLowerCase() ?? ""] ?? null;
}
