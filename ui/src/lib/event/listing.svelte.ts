import { get, Problem, type Listed, type Params } from "../../api/client";

/** A list of the API, a page after the other: "more" adds to what is shown. */
export class Listing<T> {
  items = $state.raw<T[]>([]);
  total = $state<number | null>(null);
  busy = $state(false);
  problem = $state<Problem | null>(null);
  /** Why the list is empty, where the program says more than that. */
  hint = $state<string | null>(null);
  private next: string | null = null;
  private asked = 0;
  private path = "";
  private params: Params = {};

  get more(): boolean {
    return this.next !== null;
  }

  /** Begins anew; what an older question still answers is passed over. */
  begin(path: string, params: Params, limit = 50) {
    this.path = path;
    this.params = { ...params, limit };
    this.items = [];
    this.total = null;
    this.next = null;
    return this.ask();
  }

  /** Shows nothing, as before anything is asked. */
  clear() {
    this.asked++;
    this.items = [];
    this.total = null;
    this.next = null;
    this.busy = false;
    this.problem = null;
  }

  async ask() {
    const mine = ++this.asked;
    this.busy = true;
    this.problem = null;
    this.hint = null;
    try {
      const page = await get<Listed<T>>(this.path, { ...this.params, cursor: this.next });
      if (mine !== this.asked) return;
      this.items = [...this.items, ...page.items];
      this.next = page.next;
      this.total = page.total;
    } catch (error) {
      if (mine !== this.asked) return;
      // A place or party that nothing is about: an empty list, with the reason.
      if (error instanceof Problem && error.status === 404) {
        this.total = 0;
        this.hint = error.detail;
        return;
      }
      this.problem = error instanceof Problem ? error : new Problem(0, "This list failed", String(error));
    } finally {
      if (mine === this.asked) this.busy = false;
    }
  }
}
