// The JSON API under /api/v1, as the pages use it.

/** An answer that is an error: what went wrong, in the server's words for people. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Return the response, or throw a Problem with the message that the server gave. */
export async function request(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "Roadworthy does not answer. Is it still running in your terminal?");
  }
  if (response.ok) return response;
  throw new Problem(response.status, await messageOf(response));
}

async function messageOf(response: Response): Promise<string> {
  try {
    const answer = (await response.json()) as { error?: { message?: string; hint?: string } };
    const { message, hint } = answer.error ?? {};
    if (message) return hint ? `${message}. ${hint}` : message;
  } catch {
    // Not JSON: the status has to do.
  }
  return `The server could not do that (${response.status}).`;
}

export async function getJson<Answer>(address: string): Promise<Answer> {
  return (await (await request("GET", address)).json()) as Answer;
}

export async function sendJson<Answer>(method: string, address: string, body: unknown = {}): Promise<Answer> {
  return (await (await request(method, address, body)).json()) as Answer;
}
