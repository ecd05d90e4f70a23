/** Asking the program. Answers are what docs/openapi.json says; what goes wrong is a {@link Problem} with its remedy. */

/** RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

export type Params = Record<string, string | number | boolean | string[] | null | undefined>;

/** The token that changes are sent with; /about tells it. */
let csrf: string | null = null;

export function remember(token: string | null) {
  csrf = token;
}

export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const search = query.toString();
  return `/api/v1${path}${search ? `?${search}` : ""}`;
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  let told: { title?: string; detail?: string } = {};
  try {
    told = await response.json();
  } catch {
    // Not from the program: a proxy's page, or nothing at all.
  }
  const signedOut = response.status === 401 && location.pathname !== "/login";
  if (signedOut) dispatchEvent(new CustomEvent("dateline:signed-out"));
  throw new Problem(response.status, told.title ?? response.statusText, told.detail ?? "");
}

async function asked(to: string, how: RequestInit): Promise<Response> {
  try {
    return await fetch(to, { credentials: "same-origin", ...how });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(
      0,
      "The program does not answer",
      "It may have ended: start it again with dateline serve, then reload.",
    );
  }
}

export async function get<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  return answer<T>(await asked(address(path, params), signal ? { signal } : {}));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (csrf) headers["X-CSRF-Token"] = csrf;
  return answer<T>(await asked(address(path), { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function remove<T>(path: string): Promise<T> {
  return answer<T>(await asked(address(path), { method: "DELETE", headers: csrf ? { "X-CSRF-Token": csrf } : {} }));
}

/** A page of a list. */
export interface Listed<T> {
  items: T[];
  next: string | null;
  total: number;
}
